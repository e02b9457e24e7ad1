import { useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { Live } from "../state/live.ts";
import { DetectionDetail } from "./detection-detail.tsx";
import { MessageDetail } from "./message-detail.tsx";

/** What the reader looks at; by key, so that what happens to it meanwhile is seen. */
export interface Selection {
  readonly kind: "detection" | "message";
  readonly key: string;
}

interface DetailProps {
  readonly live: Live;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection | undefined) => void;
}

export function Detail({ live, selection: { kind, key }, onSelect }: DetailProps): ReactNode {
  useSyncExternalStore(live.feed.subscribe, live.feed.getSnapshot);
  const detection = kind === "detection" ? live.feed.detection(key) : undefined;
  const message = kind === "message" ? live.feed.message(key) : undefined;
  return (
    <section className="detail" aria-label="Details">
      <header>
        <h2>{kind === "detection" ? "Detection" : "Message"}</h2>
        <button type="button" className="quiet" onClick={() => onSelect(undefined)} aria-label="Close details">
          ✕
        </button>
      </header>
      {detection !== undefined && <DetectionDetail live={live} row={detection} onSelect={onSelect} />}
      {message !== undefined && <MessageDetail row={message} />}
      {detection === undefined && message === undefined && (
        <p className="hint">It came before this page was opened, or has left its memory.</p>
      )}
    </section>
  );
}
