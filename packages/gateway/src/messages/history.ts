import type { Archive, ArchivedMessage, HistoryQuery } from "@telewire/archive";
import { comparePositions, formatPosition, parsePosition, TelewireError } from "@telewire/contracts";
import type { MessageEntry, Position, PositionParts } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import type { SessionControl } from "@telewire/telegram";
import type { Answer } from "../http/route.ts";
import type { Feeds } from "../realtime/feeds.ts";
import type { HotEntry } from "../realtime/hot-entry.ts";
import type { HotTail } from "../realtime/hot-tail.ts";
import type { SessionDirectory } from "../sessions/session-directory.ts";
import type { ChatDirectory } from "./chat-directory.ts";
import { joinJson } from "./page-json.ts";

export interface HistoryInput {
  readonly sessionId: string;
  readonly chatId: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly senderId?: string | undefined;
  readonly text?: string | undefined;
}

/** A message of a page; `position` is null when only Telegram has it. */
interface Row {
  readonly messageId: string;
  readonly position: Position | null;
  readonly json: string;
}

/** Cursor into Telegram's own history: messages with a smaller id. */
const TELEGRAM_CURSOR = /^t\.(\d{1,20})$/;
/** Cursor of a chat whose beginning was reached. */
const END = "t.0";
/** Codes with which the archive alone must do: Telegram will not answer for this session again. */
const GONE = new Set(["SESSION_LOST", "SESSION_BANNED"]);

export interface HistorySources {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly control: SessionControl;
  readonly feeds: Feeds;
  readonly sessions: SessionDirectory;
  readonly chats: ChatDirectory;
}

/**
 * A chat's messages, newest first, each as it stands now: from memory, then the archive, then Telegram. A cursor says
 * which of the three it continues in.
 */
export class History {
  readonly #sources: HistorySources;

  constructor(sources: HistorySources) {
    this.#sources = sources;
  }

  async answer(input: HistoryInput): Promise<Answer<never>> {
    const { sessionId, cursor, limit } = input;
    const { sessions } = this.#sources;
    await sessions.require(sessionId);
    if (cursor === END) return pageOf([], false, END);
    const telegramCursor = TELEGRAM_CURSOR.exec(cursor ?? "")?.[1];
    if (telegramCursor !== undefined) return this.#fromTelegram(input, [], telegramCursor);
    const kept = await this.#kept(input);
    if (kept.length > limit) return pageOf(kept.slice(0, limit), true, kept[limit - 1]?.position ?? END);
    if (isFiltered(input)) return pageOf(kept, false, kept.at(-1)?.position ?? cursor ?? END);
    return this.#fromTelegram(input, kept, kept.at(-1)?.messageId ?? (await this.#oldestArchived(input)));
  }

  /** Up to one more than the limit from memory and archive. */
  async #kept(input: HistoryInput): Promise<Row[]> {
    const { log, feeds, archive } = this.#sources;
    const { sessionId, chatId, limit } = input;
    const partition = log.partitionOf(sessionId);
    const before = input.cursor === undefined ? null : parsePosition(input.cursor);
    if (before !== null && (before.stream !== "messages" || before.partition !== partition))
      throw new TelewireError("BAD_POSITION");
    const tail = (await feeds.open("messages")).tail(partition);
    const inMemory = tail.ofChat(sessionId, chatId, null, Number.MAX_SAFE_INTEGER);
    const changes = changesIn(inMemory);
    const rows = inMemory
      .filter(
        ({ record, parts }) => record.kind === "message" && (before === null || comparePositions(parts, before) < 0),
      )
      .map((entry) => rowOfHot(entry))
      .flatMap((row) => latest(row, changes))
      .filter((row) => matches(input, row))
      .toReversed();
    const wanted = limit + 1 - rows.length;
    if (wanted <= 0) return rows.slice(0, limit + 1);
    const archived = await archive.messages.query(archiveQuery(input, olderBound(tail, before), wanted));
    return [...rows, ...archived.map(rowOf).flatMap((row) => latest(row, changes))];
  }

  /** Id of the chat's oldest archived message: below it only Telegram goes on. */
  async #oldestArchived({ sessionId, chatId, cursor }: HistoryInput): Promise<string | undefined> {
    if (cursor === undefined) return undefined;
    const [oldest] = await this.#sources.archive.messages.query({ sessionId, chatId, direction: "newer", limit: 1 });
    return oldest === undefined ? undefined : rowOf(oldest).messageId;
  }

  async #fromTelegram(
    input: HistoryInput,
    kept: readonly Row[],
    beforeMessageId: string | undefined,
  ): Promise<Answer<never>> {
    const { control, chats } = this.#sources;
    const { sessionId, chatId, limit } = input;
    const wanted = limit - kept.length;
    const here = beforeMessageId === undefined ? END : `t.${beforeMessageId}`;
    if (wanted === 0) return pageOf(kept, true, here);
    try {
      const { messages } = await control.history({
        sessionId,
        chatId,
        limit: wanted,
        ...(beforeMessageId === undefined ? {} : { beforeMessageId }),
      });
      chats.note(sessionId, chatId);
      const fetched = messages.map((message) => ({
        messageId: message.messageId,
        position: null,
        json: JSON.stringify({ id: `t.${message.messageId}`, ...message }),
      }));
      const last = fetched.at(-1)?.messageId;
      return pageOf([...kept, ...fetched], last !== undefined, last === undefined ? END : `t.${last}`);
    } catch (error) {
      if (!(error instanceof TelewireError) || (kept.length === 0 && !GONE.has(error.code))) throw error;
      // What is kept is shown; asking for more brings the error.
      return pageOf(kept, !GONE.has(error.code), here);
    }
  }
}

function isFiltered({ since, until, senderId, text }: HistoryInput): boolean {
  return [since, until, senderId, text].some((filter) => filter !== undefined);
}

/** The newest edit or delete of each message that memory knows. */
function changesIn(entries: readonly HotEntry[]): ReadonlyMap<string, Row & { readonly isDeleted: boolean }> {
  const changes = new Map<string, Row & { readonly isDeleted: boolean }>();
  for (const entry of entries) {
    const { kind } = entry.record;
    if (kind === "message") continue;
    const row = rowOfHot(entry);
    changes.set(row.messageId, { ...row, isDeleted: kind === "delete" });
  }
  return changes;
}

/** The message as it stands now, at the position where it first stood; nothing when it was deleted. */
function latest(row: Row, changes: ReadonlyMap<string, Row & { readonly isDeleted: boolean }>): Row[] {
  const change = changes.get(row.messageId);
  if (change === undefined) return [row];
  return change.isDeleted ? [] : [{ ...row, json: change.json }];
}

function rowOf({ position, json }: ArchivedMessage): Row {
  return { messageId: (JSON.parse(json) as MessageEntry).messageId, position, json };
}

function rowOfHot({ record, text }: HotEntry): Row {
  return rowOf({ position: record.position, json: text });
}

function matches({ since, until, senderId, text }: HistoryInput, { json }: Row): boolean {
  if (since === undefined && until === undefined && senderId === undefined && text === undefined) return true;
  const entry = JSON.parse(json) as MessageEntry;
  const date = Date.parse(entry.date);
  return (
    (since === undefined || date >= since) &&
    (until === undefined || date <= until) &&
    (senderId === undefined || entry.sender?.id === senderId) &&
    (text === undefined || entry.text.toLowerCase().includes(text.toLowerCase()))
  );
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
  { sessionId, chatId, since, until, senderId, text }: HistoryInput,
  from: Position | null,
  limit: number,
): HistoryQuery {
  return {
    sessionId,
    chatId,
    limit,
    direction: "older",
    ...(from === null ? {} : { from }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(senderId === undefined ? {} : { senderId }),
    ...(text === undefined ? {} : { text }),
  };
}

function pageOf(rows: readonly Row[], hasMore: boolean, nextCursor: string): Answer<never> {
  return {
    json: joinJson(
      "messages",
      rows.map(({ json }) => Buffer.from(json)),
      nextCursor,
    ),
    count: rows.length,
    hasMore,
  };
}
