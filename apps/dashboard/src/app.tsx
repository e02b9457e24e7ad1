import { TelewireError } from "@telewire/client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { Charts } from "./charts/charts.tsx";
import { Detail } from "./feed/detail.tsx";
import type { Selection } from "./feed/detail.tsx";
import { Feed } from "./feed/feed.tsx";
import { SessionList } from "./sessions/session-list.tsx";
import { SignIn } from "./sign-in.tsx";
import type { Live } from "./state/live.ts";
import { LinkBar } from "./ui/link-bar.tsx";

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
  return data === undefined ? <p className="loading">Connecting…</p> : <Dashboard live={live} role={data.role} />;
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

function Dashboard({ live, role }: { readonly live: Live; readonly role: string }): ReactNode {
  const [selection, setSelection] = useState<Selection>();
  useEffect(() => {
    const abort = new AbortController();
    live.start(abort.signal);
    return () => abort.abort();
  }, [live]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setSelection(undefined);
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key === "/" && !isTyping) {
        event.preventDefault();
        document.getElementById("search")?.focus();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <div className="app">
      <header className="top">
        <h1>Telewire</h1>
        <LinkBar live={live} />
        <span className="hint">{role}</span>
        <button
          type="button"
          className="quiet"
          onClick={() => void live.client.call("signOut", {}).finally(() => location.assign("/"))}
        >
          Sign out
        </button>
      </header>
      <main>
        <Feed store={live.feed} selection={selection} onSelect={setSelection} />
        <aside>
          {selection !== undefined && (
            <Detail key={selection.row.key} selection={selection} onClose={() => setSelection(undefined)} />
          )}
          <SessionList live={live} />
          <Charts store={live.metrics} />
        </aside>
      </main>
    </div>
  );
}
