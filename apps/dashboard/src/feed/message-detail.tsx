import type { ReactNode } from "react";
import type { MessageRow } from "../state/feed-store.ts";
import { formatDateTime, formatMs } from "../ui/format.ts";
import { Item, Link } from "./parts.tsx";

export function MessageDetail({
  row: { entry, versions, isDeleted, isEdited, latencyMs },
}: {
  readonly row: MessageRow;
}): ReactNode {
  const links = entry.entities.flatMap(({ url }) => (url === undefined ? [] : [url]));
  const { buttons = [], preview, quote, poll } = entry.surfaces;
  const earlier = versions.filter((version) => version !== entry);
  return (
    <>
      <p className="message-text" dir="auto">
        {isDeleted ? <s>{entry.text}</s> : entry.text}
      </p>
      <dl>
        {isDeleted && <Item name="State">deleted by its author</Item>}
        {earlier.length > 0 && (
          <Item name="Before">
            {earlier.map(({ text, trace }) => (
              <p key={trace.receivedAt} className="earlier" dir="auto">
                {text}
              </p>
            ))}
          </Item>
        )}
        <Item name="Chat">
          {entry.chat.title ?? entry.chatId} ({entry.chat.kind})
        </Item>
        {entry.sender !== undefined && <Item name="Sender">{entry.sender.name ?? entry.sender.id}</Item>}
        <Item name="Message">
          {entry.messageId} (session {entry.sessionId})
        </Item>
        <Item name="Date">
          {formatDateTime(entry.date)}
          {isEdited && entry.editDate !== undefined ? `, edited ${formatDateTime(entry.editDate)}` : ""}
        </Item>
        {entry.detections !== undefined && <Item name="Addresses">{entry.detections} detected in it</Item>}
        {links.length > 0 && (
          <Item name="Links">
            {links.map((url) => (
              <div key={url}>
                <Link url={url} />
              </div>
            ))}
          </Item>
        )}
        {buttons.length > 0 && (
          <Item name="Buttons">
            {buttons.map(({ text, url, copy }) => (
              <div key={text + url + copy} className="button-line">
                <span className="telegram-button">{text}</span>
                {url !== undefined && <Link url={url} />}
                {copy !== undefined && <code>{copy}</code>}
              </div>
            ))}
          </Item>
        )}
        {preview !== undefined && (
          <Item name="Preview">
            <Link url={preview.url} /> {preview.title}
          </Item>
        )}
        {quote !== undefined && <Item name="Quote">{quote}</Item>}
        {poll !== undefined && <Item name="Poll">{[poll.question, ...poll.options].join(" · ")}</Item>}
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
