import { useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { Link, Live } from "../state/live.ts";
import { formatTime } from "./format.ts";

/** Short interruptions are not worth a time. */
function waiting(links: readonly Link[]): string {
  const away = links.filter(({ state }) => state !== "open");
  const wasOpen = links.some(({ reconnects, state }) => reconnects > 0 || state !== "connecting");
  const since = Math.min(...away.map((link) => link.since));
  return wasOpen && Number.isFinite(since) ? `reconnecting since ${formatTime(since)}…` : "connecting…";
}

/** Whether the page is connected, and what it could not get. */
export function LinkBar({ live }: { readonly live: Live }): ReactNode {
  const links = useSyncExternalStore(live.subscribe, live.getSnapshot);
  const { missed } = useSyncExternalStore(live.feed.subscribe, live.feed.getSnapshot);
  const all = Object.values(links);
  const ended = all.find(({ state }) => state === "ended");
  const isOpen = all.length > 0 && all.every(({ state }) => state === "open");
  const reconnects = Math.max(0, ...all.map((link) => link.reconnects));
  const [tone, text] =
    ended !== undefined ? ["bad", ended.problem ?? "ended"] : isOpen ? ["good", "live"] : ["busy", waiting(all)];
  return (
    <div className="links" role="status" aria-live="polite">
      <span className={`state ${tone}`}>{text}</span>
      {ended !== undefined && (
        <button type="button" onClick={() => location.reload()}>
          Begin anew
        </button>
      )}
      {reconnects > 0 && <span className="hint">resumed {reconnects}×</span>}
      {missed[0] !== undefined && (
        <span className="problem">
          missed entries at {formatTime(missed[0].at)} ({missed[0].reason}, {missed[0].topic})
          {missed.length > 1 ? ` and ${missed.length - 1} more` : ""}
          <button type="button" className="quiet" onClick={() => live.feed.forgetMissed()}>
            Dismiss
          </button>
        </span>
      )}
    </div>
  );
}
