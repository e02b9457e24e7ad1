import { useState } from "react";
import type { ReactNode } from "react";
import type { DetectionRow, MessageRow } from "../state/feed-store.ts";
import { explorerUrl, safeUrl } from "../ui/explorer.ts";
import { formatDateTime, formatMs } from "../ui/format.ts";

export type Selection =
  | { readonly kind: "detection"; readonly row: DetectionRow }
  | { readonly kind: "message"; readonly row: MessageRow };

export function Detail({
  selection,
  onClose,
}: {
  readonly selection: Selection;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <section className="detail" aria-label="Details">
      <header>
        <h2>{selection.kind === "detection" ? "Detection" : "Message"}</h2>
        <button type="button" className="quiet" onClick={onClose} aria-label="Close details">
          ✕
        </button>
      </header>
      {selection.kind === "detection" ? <DetectionDetail row={selection.row} /> : <MessageDetail row={selection.row} />}
    </section>
  );
}

function DetectionDetail({ row: { entry, isRetracted, latencyMs } }: { readonly row: DetectionRow }): ReactNode {
  return (
    <>
      <p className="full-address">{entry.display}</p>
      <p className="actions">
        <CopyButton text={entry.display} />
        <a href={explorerUrl(entry)} target="_blank" rel="noopener noreferrer">
          Explorer
        </a>
      </p>
      <dl>
        <Item name="Chain">{entry.chain ?? (entry.candidates?.join(", ") || entry.family)}</Item>
        <Item name="Role">{isRetracted ? `${entry.role}, retracted` : entry.role}</Item>
        <Item name="Confidence">{entry.confidence.toFixed(2)}</Item>
        <Item name="Reasons">{entry.reasons.join(", ") || "–"}</Item>
        <Item name="Flags">{entry.flags.join(", ") || "–"}</Item>
        <Item name="Found in">{entry.surface}</Item>
        <Item name="Transforms">{entry.transforms.join(" → ") || "none: it stood there plainly"}</Item>
        <Item name="Chat">{entry.chatTitle ?? entry.source.chatId}</Item>
        <Item name="Sender">{entry.senderName ?? "–"}</Item>
        <Item name="Message">
          {entry.source.messageId} (session {entry.source.sessionId})
        </Item>
        <Item name="First seen">{formatDateTime(entry.firstSeen)}</Item>
        <Item name="Occurrences">{entry.occurrences}</Item>
        <Item name="Socket to log">{formatMs(entry.trace.appendedAt - entry.trace.receivedAt)}</Item>
        <Item name="Socket to here">{formatMs(latencyMs)}</Item>
      </dl>
    </>
  );
}

function MessageDetail({ row: { entry, isDeleted, isEdited, latencyMs } }: { readonly row: MessageRow }): ReactNode {
  const links = entry.entities.flatMap(({ url }) => (url === undefined ? [] : [url]));
  const buttons = entry.surfaces.buttons ?? [];
  return (
    <>
      <p className="message-text" dir="auto">
        {isDeleted ? <s>{entry.text}</s> : entry.text}
      </p>
      <dl>
        <Item name="Chat">
          {entry.chat.title ?? entry.chatId} ({entry.chat.kind})
        </Item>
        <Item name="Sender">{entry.sender?.name ?? entry.sender?.id ?? "–"}</Item>
        <Item name="Message">
          {entry.messageId} (session {entry.sessionId})
        </Item>
        <Item name="Date">
          {formatDateTime(entry.date)}
          {isEdited && entry.editDate !== undefined ? `, edited ${formatDateTime(entry.editDate)}` : ""}
        </Item>
        {links.length > 0 && (
          <Item name="Links">
            {links.map((url) => (
              <Link key={url} url={url} />
            ))}
          </Item>
        )}
        {buttons.length > 0 && (
          <Item name="Buttons">
            {buttons.map(({ text, url, copy }) => (
              <div key={text + url + copy}>
                {text}
                {url !== undefined && <Link url={url} />}
                {copy !== undefined && <code>{copy}</code>}
              </div>
            ))}
          </Item>
        )}
        {entry.surfaces.preview !== undefined && (
          <Item name="Preview">
            <Link url={entry.surfaces.preview.url} /> {entry.surfaces.preview.title}
          </Item>
        )}
        {entry.surfaces.quote !== undefined && <Item name="Quote">{entry.surfaces.quote}</Item>}
        {entry.media !== undefined && (
          <Item name="Media">
            {entry.media.type} {entry.media.fileName}
          </Item>
        )}
        <Item name="Socket to log">{formatMs(entry.trace.appendedAt - entry.trace.receivedAt)}</Item>
        <Item name="Socket to here">{formatMs(latencyMs)}</Item>
      </dl>
    </>
  );
}

function Item({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Link({ url }: { readonly url: string }): ReactNode {
  const safe = safeUrl(url);
  return safe === undefined ? (
    <code>{url}</code>
  ) : (
    <a href={safe} target="_blank" rel="noopener noreferrer">
      {url}
    </a>
  );
}

export function CopyButton({ text }: { readonly text: string }): ReactNode {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  };
  return (
    <button type="button" onClick={() => void copy()} onBlur={() => setIsCopied(false)}>
      {isCopied ? "Copied" : "Copy"}
    </button>
  );
}
