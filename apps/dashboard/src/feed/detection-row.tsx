import type { ReactNode } from "react";
import { calledAt } from "../state/feed-store.ts";
import type { DetectionRow } from "../state/feed-store.ts";
import { formatMs, formatTime, shorten } from "../ui/format.ts";
import { confidenceWords, surfaceWords, transformWords } from "../ui/words.ts";

export function DetectionCells({ row }: { readonly row: DetectionRow }): ReactNode {
  const { entry, isRetracted, latencyMs } = row;
  const found = [surfaceWords(entry), ...entry.transforms.map(transformWords)].join(" · ");
  const status = entry.validation?.status ?? "unknown";
  const sure = status === "unknown" ? confidenceWords(entry.confidence) : status;
  return (
    <>
      <span className="cell time">{formatTime(calledAt(row))}</span>
      <span className={`cell chain family-${entry.family}`}>{entry.chain ?? `${entry.family} ?`}</span>
      <span className="cell address" title={entry.display}>
        {isRetracted ? <s>{shorten(entry.display)}</s> : shorten(entry.display)}
      </span>
      <span className="cell role" title={entry.ticker === undefined ? undefined : `${entry.role} $${entry.ticker}`}>
        {isRetracted ? "retracted" : entry.role}
        {entry.ticker !== undefined && <b> ${entry.ticker}</b>}
      </span>
      <span className={`cell confidence ${sure}`} title={`confidence ${entry.confidence.toFixed(2)}`}>
        {sure}
      </span>
      <span className="cell chat" title={entry.chatTitle}>
        {entry.chatTitle ?? entry.source.chatId}
      </span>
      <span className="cell sender">{entry.senderName ?? ""}</span>
      <span className="cell surface" title={found}>
        {found}
      </span>
      <span className="cell seen">{entry.occurrences > 1 ? `×${entry.occurrences}` : ""}</span>
      <span className="cell latency">{formatMs(latencyMs)}</span>
    </>
  );
}

export function DetectionHead(): ReactNode {
  return (
    <div className="row head detection" aria-hidden="true">
      <span>Time</span>
      <span>Chain</span>
      <span>Address</span>
      <span>Role</span>
      <span>Sure?</span>
      <span>Chat</span>
      <span>Sender</span>
      <span>Found in</span>
      <span title="Messages with this address so far">Seen</span>
      <span className="latency" title="From Telegram's socket to the server's WebSocket">
        Latency
      </span>
    </div>
  );
}
