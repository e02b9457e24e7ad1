import { TelewireError } from "@telewire/client";
import type { DataOf } from "@telewire/client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { AlertList } from "./alerts/alert-list.tsx";
import { Charts } from "./charts/charts.tsx";
import { Detail } from "./feed/detail.tsx";
import type { Selection } from "./feed/detail.tsx";
import { Feed } from "./feed/feed.tsx";
import type { Tab } from "./feed/feed.tsx";
import { copyText } from "./feed/parts.tsx";
import { SessionList } from "./sessions/session-list.tsx";
import { SignIn } from "./sign-in.tsx";
import type { Live } from "./state/live.ts";
import { shorten } from "./ui/format.ts";
import { Help } from "./ui/help.tsx";
import { LinkBar } from "./ui/link-bar.tsx";
import { useShortcuts } from "./ui/use-shortcuts.ts";

type Me = DataOf<"whoAmI">;

/** How long a word of success stands. */
const SAID_MS = 4000;
const USED_LINK = "This sign-in link was used already or has expired.";

export function App({ live }: { readonly live: Live }): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["whoAmI"],
    queryFn: async ({ signal }) => (await live.client.call("whoAmI", {}, { signal })).data,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) {
    const { code, message } = TelewireError.from(error);
    if (code !== "UNAUTHENTICATED") return <Unreachable message={message} onRetry={() => void refetch()} />;
    return (
      <SignIn problem={new URLSearchParams(location.search).get("signin") === "invalid" ? USED_LINK : undefined} />
    );
  }
  return data === undefined ? <p className="loading">Connecting…</p> : <Dashboard live={live} me={data} />;
}

function Unreachable({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }): ReactNode {
  return (
    <main className="sign-in">
      <h1>Telewire</h1>
      <p className="problem" role="alert">
        The server does not answer: {message}
      </p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </main>
  );
}

function Dashboard({ live, me: { role, scopes } }: { readonly live: Live; readonly me: Me }): ReactNode {
  const [selection, setSelection] = useState<Selection>();
  const [tab, setTab] = useState<Tab>("detections");
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const [copied, setCopied] = useState("");
  useEffect(() => {
    const abort = new AbortController();
    live.start(scopes, abort.signal);
    return () => abort.abort();
  }, [live, scopes]);
  useEffect(() => {
    const timer = setTimeout(() => setCopied(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  useShortcuts({
    "/": () => document.getElementById("search")?.focus(),
    d: () => setTab("detections"),
    m: () => setTab("messages"),
    "?": () => setIsHelpOpen((isOpen) => !isOpen),
    c: () => void copySelected(live, selection).then(setCopied),
    Escape: () => (isHelpOpen ? setIsHelpOpen(false) : setSelection(undefined)),
  });
  return (
    <div className="app">
      <header className="top">
        <h1>Telewire</h1>
        <LinkBar live={live} />
        <span className="hint" role="status">
          {copied}
        </span>
        <button type="button" className="quiet" aria-label="Keyboard" onClick={() => setIsHelpOpen(!isHelpOpen)}>
          ?
        </button>
        <span className="hint">{role}</span>
        <button
          type="button"
          className="quiet"
          onClick={() => void live.client.call("signOut", {}).finally(() => location.assign("/"))}
        >
          Sign out
        </button>
      </header>
      {isHelpOpen && <Help onClose={() => setIsHelpOpen(false)} />}
      <main>
        <Feed store={live.feed} tab={tab} onTab={setTab} selection={selection} onSelect={setSelection} />
        <aside aria-label="Details, sessions and metrics">
          {selection !== undefined && (
            <Detail key={selection.key} live={live} selection={selection} onSelect={setSelection} />
          )}
          <AlertList live={live} onSelect={setSelection} />
          {scopes.includes("sessions:read") && <SessionList live={live} canAdd={scopes.includes("sessions:write")} />}
          {scopes.includes("system:read") && <Charts store={live.metrics} />}
        </aside>
      </main>
    </div>
  );
}

async function copySelected(live: Live, selection: Selection | undefined): Promise<string> {
  if (selection === undefined) return "Select a row first";
  const { kind, key } = selection;
  const text = kind === "detection" ? live.feed.detection(key)?.entry.display : live.feed.message(key)?.entry.text;
  if (text === undefined) return "It has left this page’s memory";
  return (await copyText(text)) ? `Copied ${shorten(text)}` : "The browser does not allow copying here";
}
