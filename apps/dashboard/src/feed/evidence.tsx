import type { DetectionEntry, MessageEntry } from "@telewire/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactNode } from "react";
import type { DetectionRow, MessageRow } from "../state/feed-store.ts";
import type { Live } from "../state/live.ts";
import { Link } from "./parts.tsx";

/** Fewer letters of an address than this may stand in a text by chance. */
const MIN_PART = 6;

/** The message that the address was found in, as it was then, with the place marked. */
export function Evidence({ live, row }: { readonly live: Live; readonly row: DetectionRow }): ReactNode {
  const known = live.feed.findMessage(row.entry.source);
  const [isAsked, setIsAsked] = useState(false);
  const { sessionId, chatId, messageId } = row.entry.source;
  const { data, error, isFetching } = useQuery({
    queryKey: ["message", sessionId, chatId, messageId],
    queryFn: async ({ signal }) =>
      (await live.client.call("getHistory", { sessionId, chatId, messageIds: [messageId] }, { signal })).data.messages,
    enabled: isAsked && known === undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const message = known === undefined ? data?.[0] : versionOf(known, row);
  if (message !== undefined)
    return (
      <>
        {known !== undefined && row.entry.surface === "joined" && <Earlier rows={live.feed.before(known)} row={row} />}
        <Quoted message={message} row={row} isDeleted={known?.isDeleted === true} />
        {known !== undefined && <EditedIn before={versionBefore(known, message)} row={row} />}
      </>
    );
  if (error !== null)
    return (
      <p className="problem" role="alert">
        {error.message}
      </p>
    );
  if (data !== undefined) return <p className="hint">The message is not there any more.</p>;
  return (
    <p className="hint">
      The message came before this page was opened.{" "}
      <button type="button" disabled={isFetching} onClick={() => setIsAsked(true)}>
        {isFetching ? "Fetching…" : "Fetch it"}
      </button>
    </p>
  );
}

/** The messages before it that hold another part of the address. */
function Earlier({ rows, row }: { readonly rows: readonly MessageRow[]; readonly row: DetectionRow }): ReactNode {
  return rows.toReversed().map(({ key, entry: { text } }) => {
    const part = longestPart(row.entry.address, text);
    return (
      part.length >= MIN_PART && (
        <blockquote key={key} className="quoted earlier-part">
          <Marked text={text} entry={{ span: { offset: text.indexOf(part), length: part.length } }} />
        </blockquote>
      )
    );
  });
}

/** What the message said before the address came into it. */
function EditedIn({
  before,
  row,
}: {
  readonly before: MessageEntry | undefined;
  readonly row: DetectionRow;
}): ReactNode {
  if (before === undefined || holdsAddress(before.text, row.entry)) return null;
  return (
    <p className="edited-in">
      <b>Edited in.</b> Before, the message said: <q dir="auto">{before.text === "" ? "no text" : before.text}</q>
    </p>
  );
}

/** The longest piece of the address, from either end, that the text holds. */
function longestPart(address: string, text: string): string {
  for (let length = address.length - 1; length >= MIN_PART; length--)
    for (const part of [address.slice(0, length), address.slice(-length)]) if (text.includes(part)) return part;
  return "";
}

interface QuotedProps {
  readonly message: MessageEntry;
  readonly row: DetectionRow;
  readonly isDeleted: boolean;
}

function Quoted({ message, row: { entry, isRetracted }, isDeleted }: QuotedProps): ReactNode {
  const { buttons, preview, quote, poll } = message.surfaces;
  const holds = (text: string | undefined): boolean => holdsAddress(text, entry) || holdsPart(text, entry);
  return (
    <blockquote className={`quoted${isRetracted ? " retracted" : ""}`}>
      {message.text !== "" && (
        <p className="message-text" dir="auto">
          <Marked text={message.text} entry={entry} />
        </p>
      )}
      {message.entities.map(({ url }) => url !== undefined && holds(url) && <MarkedUrl key={url} url={url} />)}
      {buttons?.map(({ text, url, copy }) => (
        <p key={text + url + copy} className="button-line">
          <span className="telegram-button">{text}</span>
          {url !== undefined && (holds(url) ? <MarkedUrl url={url} /> : <Link url={url} />)}
          {copy !== undefined && (holds(copy) ? <mark>{copy}</mark> : <code>{copy}</code>)}
        </p>
      ))}
      {preview !== undefined && <p className="hint">Preview: {preview.title ?? preview.url}</p>}
      {quote !== undefined && <p className="hint">In reply to: {quote}</p>}
      {poll !== undefined && <p className="hint">Poll: {[poll.question, ...poll.options].join(" · ")}</p>}
      {isRetracted && (
        <footer>{isDeleted ? "The message was deleted." : "The message was edited: the address is gone."}</footer>
      )}
    </blockquote>
  );
}

function Marked({
  text,
  entry: { span },
}: {
  readonly text: string;
  readonly entry: Pick<DetectionEntry, "span">;
}): ReactNode {
  if (span === undefined || span.offset + span.length > text.length) return text;
  const end = span.offset + span.length;
  return (
    <>
      {text.slice(0, span.offset)}
      <mark>{text.slice(span.offset, end)}</mark>
      {text.slice(end)}
    </>
  );
}

function MarkedUrl({ url }: { readonly url: string }): ReactNode {
  return (
    <mark>
      <Link url={url} />
    </mark>
  );
}

function holdsAddress(text: string | undefined, { address, display }: DetectionEntry): boolean {
  const lower = text?.toLowerCase();
  return lower?.includes(address.toLowerCase()) === true || lower?.includes(display.toLowerCase()) === true;
}

/** Of an address in several places, each place has a part. */
function holdsPart(text: string | undefined, { surface, address }: DetectionEntry): boolean {
  return surface === "joined" && text !== undefined && longestPart(address, text).length >= MIN_PART;
}

/** The version that the detection was made from: they came off the socket together. */
function versionOf({ versions, entry }: MessageRow, row: DetectionRow): MessageEntry {
  const together = versions.find(({ trace }) => trace.receivedAt === row.entry.trace.receivedAt);
  return together ?? (row.isRetracted ? versions[0] : undefined) ?? entry;
}

function versionBefore({ versions }: MessageRow, version: MessageEntry): MessageEntry | undefined {
  return versions[versions.indexOf(version) - 1];
}
