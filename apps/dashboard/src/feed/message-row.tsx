import type { ReactNode } from "react";
import type { MessageRow } from "../state/feed-store.ts";
import { formatMs, formatTime } from "../ui/format.ts";

export function MessageCells({
  row: { entry, isDeleted, isEdited, latencyMs },
}: {
  readonly row: MessageRow;
}): ReactNode {
  const text = entry.text === "" ? `[${entry.media?.type ?? "no text"}]` : entry.text.replaceAll(/\s+/g, " ");
  return (
    <>
      <span className="cell time">{formatTime(entry.date)}</span>
      <span className="cell chat">{entry.chat.title ?? entry.chatId}</span>
      <span className="cell sender">{entry.sender?.name ?? ""}</span>
      <span className="cell text" dir="auto">
        {isDeleted ? <s>{text}</s> : text}
        {isEdited && <small> edited</small>}
        {entry.backfilled && <small> backfilled</small>}
      </span>
      <span className="cell latency">{formatMs(latencyMs)}</span>
    </>
  );
}

export function MessageHead(): ReactNode {
  return (
    <div className="row head message" aria-hidden="true">
      <span>Time</span>
      <span>Chat</span>
      <span>Sender</span>
      <span>Text</span>
      <span className="latency">Latency</span>
    </div>
  );
}
