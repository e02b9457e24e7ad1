import type { Archive, HistoryQuery } from "@telewire/archive";
import { comparePositions, formatPosition, parsePosition, TelewireError } from "@telewire/contracts";
import type { Position, PositionParts } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import type { Feeds } from "../realtime/feeds.ts";
import type { HotEntry } from "../realtime/hot-entry.ts";
import type { HotTail } from "../realtime/hot-tail.ts";
import { changesIn, latest, matches, rowOf, rowOfHot } from "./history-rows.ts";
import type { Change, Found, HistoryInput, Row } from "./history-rows.ts";

/** A filter that the archive does not know is applied to batches of so many rows, for a bounded time. */
const SCAN_ROWS = 500;
const SCAN_MS = 1000;

/** The messages of a chat that memory and archive have, in the order of the log, each as it stands now. */
export class KeptHistory {
  readonly #log: EventLog;
  readonly #archive: Archive;
  readonly #feeds: Feeds;

  constructor(log: EventLog, archive: Archive, feeds: Feeds) {
    this.#log = log;
    this.#archive = archive;
    this.#feeds = feeds;
  }

  /** Newest first, before the position: up to one more than the limit. */
  async older(input: HistoryInput, cursor: string | undefined): Promise<Found> {
    const { tail, inMemory, changes, from: before } = await this.#look(input, cursor);
    const rows = inMemory
      .filter(({ parts }) => before === null || comparePositions(parts, before) < 0)
      .map((entry) => rowOfHot(entry))
      .flatMap((row) => latest(row, changes))
      .filter((row) => matches(input, row))
      .toReversed();
    if (rows.length > input.limit) return { rows: rows.slice(0, input.limit + 1), next: null };
    return this.#archived(input, rows, olderBound(tail, before), changes);
  }

  /** Oldest first, after the position. */
  async newer(input: HistoryInput, cursor: string | undefined): Promise<Found> {
    const { tail, inMemory, changes, from: after } = await this.#look(input, cursor);
    const archived = await this.#archived(input, [], cursor ?? null, changes);
    if (archived.next !== null || archived.rows.length > input.limit) return archived;
    const known = new Set(archived.rows.map(({ messageId }) => messageId));
    const { epoch } = parsePosition(tail.last);
    const rows = inMemory
      .filter(({ parts }) => after === null || after.epoch !== epoch || comparePositions(parts, after) > 0)
      .map((entry) => rowOfHot(entry))
      .filter(({ messageId }) => !known.has(messageId))
      .flatMap((row) => latest(row, changes))
      .filter((row) => matches(input, row));
    return { rows: [...archived.rows, ...rows].slice(0, input.limit + 1), next: null };
  }

  /** Id and date of the oldest message of the chat that is kept: below it only Telegram goes on. */
  async oldest({
    sessionId,
    chatId,
  }: HistoryInput): Promise<{ readonly messageId: string; readonly date: number } | null> {
    const [archived] = await this.#archive.messages.query({ sessionId, chatId, direction: "newer", limit: 1 });
    const tail = (await this.#feeds.open("messages")).tail(this.#log.partitionOf(sessionId));
    const hot = tail.ofChat(sessionId, chatId, null, Number.MAX_SAFE_INTEGER).find(isMessage);
    const json = archived?.json ?? hot?.text;
    if (json === undefined) return null;
    const { messageId, date } = JSON.parse(json) as { readonly messageId: string; readonly date: string };
    return { messageId, date: Date.parse(date) };
  }

  /** Everything after this is new. */
  async end(sessionId: string): Promise<Position> {
    return (await this.#feeds.open("messages")).tail(this.#log.partitionOf(sessionId)).last;
  }

  async #look(
    { sessionId, chatId }: HistoryInput,
    cursor: string | undefined,
  ): Promise<{
    readonly tail: HotTail;
    readonly inMemory: readonly HotEntry[];
    readonly changes: ReadonlyMap<string, Change>;
    readonly from: PositionParts | null;
  }> {
    const partition = this.#log.partitionOf(sessionId);
    const from = cursor === undefined ? null : parsePosition(cursor);
    if (from !== null && (from.stream !== "messages" || from.partition !== partition))
      throw new TelewireError("BAD_POSITION");
    const tail = (await this.#feeds.open("messages")).tail(partition);
    const entries = tail.ofChat(sessionId, chatId, null, Number.MAX_SAFE_INTEGER);
    return { tail, inMemory: entries.filter(isMessage), changes: changesIn(entries), from };
  }

  /** Goes on in the archive until there is one row more than the limit, for a bounded number of rows. */
  async #archived(
    input: HistoryInput,
    before: readonly Row[],
    from: Position | null,
    changes: ReadonlyMap<string, Change>,
  ): Promise<Found> {
    const rows = [...before];
    let place = from;
    const deadline = performance.now() + SCAN_MS;
    for (;;) {
      const wanted = input.limit + 1 - rows.length;
      const size = input.mediaTypes === undefined ? wanted : Math.max(wanted, SCAN_ROWS);
      const found = await this.#archive.messages.query(archiveQuery(input, place, size));
      for (const archived of found) {
        rows.push(...latest(rowOf(archived), changes).filter((row) => matches(input, row)));
        if (rows.length > input.limit) return { rows, next: null };
      }
      if (found.length < size) return { rows, next: null };
      place = found.at(-1)?.position ?? place;
      if (performance.now() > deadline) return { rows, next: place };
    }
  }
}

function isMessage({ record }: HotEntry): boolean {
  return record.kind === "message";
}

/** The archive goes on below what memory covers; null: from its newest. */
function olderBound(tail: HotTail, before: PositionParts | null): Position | null {
  const { floor, oldest } = tail;
  const bound = floor === null ? oldest?.parts : { ...floor, minor: floor.minor + 1 };
  if (bound === undefined) return before === null ? null : formatPosition(before);
  const isLower = before !== null && (before.epoch !== bound.epoch || comparePositions(before, bound) < 0);
  return formatPosition(isLower ? before : bound);
}

function archiveQuery(
  { sessionId, chatId, direction, since, until, senderId, text }: HistoryInput,
  from: Position | null,
  limit: number,
): HistoryQuery {
  return {
    sessionId,
    chatId,
    limit,
    direction,
    ...(from === null ? {} : { from }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(senderId === undefined ? {} : { senderId }),
    ...(text === undefined ? {} : { text }),
  };
}
