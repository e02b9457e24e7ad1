import type { ReactNode } from "react";
import { calledAt } from "../state/feed-store.ts";
import type { DetectionRow } from "../state/feed-store.ts";
import type { Live } from "../state/live.ts";
import { explorerUrl } from "../ui/explorer.ts";
import { formatDateTime, formatMs, formatTime } from "../ui/format.ts";
import { confidenceWords, flagWords, reasonWords, surfaceWords, transformWords } from "../ui/words.ts";
import type { Selection } from "./detail.tsx";
import { Evidence } from "./evidence.tsx";
import { Insight, Story } from "./insight.tsx";
import { CopyButton, Item } from "./parts.tsx";

interface DetectionDetailProps {
  readonly live: Live;
  readonly row: DetectionRow;
  readonly onSelect: (selection: Selection) => void;
}

export function DetectionDetail({ live, row, onSelect }: DetectionDetailProps): ReactNode {
  const { entry, isRetracted, retractedAt, latencyMs } = row;
  const others = live.feed.sameAddress(row);
  return (
    <>
      <p className="full-address">{isRetracted ? <s>{entry.display}</s> : entry.display}</p>
      <p className="actions">
        <CopyButton text={entry.display} />
        <a href={explorerUrl(entry)} target="_blank" rel="noopener noreferrer">
          Explorer
        </a>
        {isRetracted && (
          <strong className="problem">retracted{retractedAt === null ? "" : ` at ${formatTime(retractedAt)}`}</strong>
        )}
      </p>
      <Evidence live={live} row={row} />
      <dl>
        <Item name="Chain">{entry.chain ?? possibleChains(row)}</Item>
        <Item name="Role">{entry.role}</Item>
        <Item name="Confidence">
          {confidenceWords(entry.confidence)} ({entry.confidence.toFixed(2)})
        </Item>
        {entry.reasons.length > 0 && <Item name="Because">{entry.reasons.map(reasonWords).join("; ")}</Item>}
        {entry.flags.length > 0 && <Item name="Note">{entry.flags.map(flagWords).join("; ")}</Item>}
        <Insight entry={entry} />
        <Item name="Found in">{surfaceWords(entry)}</Item>
        <Item name="Read by">
          {entry.transforms.map(transformWords).join(", then ") || "nothing to undo: it stood there plainly"}
        </Item>
        <Item name="Chat">{entry.chatTitle ?? entry.source.chatId}</Item>
        {entry.senderName !== undefined && <Item name="Sender">{entry.senderName}</Item>}
        <Item name="Message">
          {entry.source.messageId} (session {entry.source.sessionId})
        </Item>
        <Item name="Received">{formatDateTime(calledAt(row))}</Item>
        <Item name="First seen">{formatDateTime(entry.firstSeen)}</Item>
        <Item name="Messages">{entry.occurrences} with this address, this one included</Item>
        {entry.kind === "detection" && (
          <Item name="Socket to log">{formatMs(entry.trace.appendedAt - entry.trace.receivedAt)}</Item>
        )}
        <Item name="Socket to here">{latencyMs === null ? "– (loaded from the archive)" : formatMs(latencyMs)}</Item>
      </dl>
      <Story entry={entry} />
      {others.length > 0 && (
        <>
          <h3>Also called</h3>
          <ul className="others">
            {others.map((other) => (
              <li key={other.key}>
                <button type="button" className="quiet" onClick={() => onSelect({ kind: "detection", key: other.key })}>
                  {formatDateTime(calledAt(other))}
                </button>{" "}
                {other.entry.chatTitle ?? other.entry.source.chatId}
                {other.entry.senderName === undefined ? "" : `, ${other.entry.senderName}`}
                {other.isRetracted && " (retracted)"}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function possibleChains({ entry: { candidates, family } }: DetectionRow): string {
  return candidates === undefined || candidates.length === 0
    ? `${family}, which one is not known`
    : `one of ${candidates.join(", ")}`;
}
