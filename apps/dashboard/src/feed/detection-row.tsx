import type { ReactNode } from "react";
import type { DetectionRow } from "../state/feed-store.ts";
import { formatMs, formatTime, shorten } from "../ui/format.ts";

export function DetectionCells({ row: { entry, isRetracted, latencyMs } }: { readonly row: DetectionRow }): ReactNode {
  return (
    <>
      <span className="cell time">{formatTime(entry.firstSeen)}</span>
      <span className={`cell chain family-${entry.family}`}>{entry.chain ?? entry.family}</span>
      <span className="cell address" title={entry.display}>
        {isRetracted ? <s>{shorten(entry.display)}</s> : shorten(entry.display)}
      </span>
      <span className="cell role">{isRetracted ? "retracted" : entry.role}</span>
      <span className="cell confidence" title={`confidence ${entry.confidence.toFixed(2)}`}>
        <meter min={0} max={1} low={0.5} high={0.8} optimum={1} value={entry.confidence} aria-label="confidence" />
      </span>
      <span className="cell chat">{entry.chatTitle ?? entry.source.chatId}</span>
      <span className="cell sender">{entry.senderName ?? ""}</span>
      <span className="cell surface">
        {entry.transforms.length > 0 ? `${entry.surface} · ${entry.transforms.join(", ")}` : entry.surface}
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
      <span>Conf.</span>
      <span>Chat</span>
      <span>Sender</span>
      <span>Found in</span>
      <span>Seen</span>
      <span className="latency">Latency</span>
    </div>
  );
}
