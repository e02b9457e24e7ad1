import { comparePositions, parsePosition, TelewireError } from "@telewire/contracts";
import type { Position, PositionParts } from "@telewire/contracts";
import type { EventLog, LogRecord } from "@telewire/log";
import type { FastifyRequest } from "fastify";
import type { Answer } from "../http/route.ts";
import type { Feed } from "../realtime/feed.ts";
import type { Feeds } from "../realtime/feeds.ts";
import type { HotEntry } from "../realtime/hot-entry.ts";
import type { HotTail } from "../realtime/hot-tail.ts";
import type { SessionDirectory } from "../sessions/session-directory.ts";
import type { ChatDirectory } from "./chat-directory.ts";
import { joinJson, withoutMedia } from "./page-json.ts";
import { Waiters } from "./waiters.ts";

export interface PollInput {
  readonly sessionId: string;
  readonly chatIds: readonly string[];
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** Seconds. */
  readonly wait: number;
  readonly includeMedia: boolean;
}

export interface PollPage {
  readonly entries: readonly Uint8Array[];
  readonly nextCursor: Position;
  readonly hasMore: boolean;
}

/** Cursor of a client that wants only what comes from now on. */
export const LATEST = "latest";
const SCAN_BATCH = 1000;
/** A page that must be searched for in the log goes on in the next request after this time. */
const SCAN_BUDGET_MS = 50;

/**
 * Pages of the entries of one or some chats after a cursor, from memory or the log. `nextCursor` stands after everything that was looked
 * at, so that what follows it begins exactly where the page ended.
 */
export class Poll {
  readonly #log: EventLog;
  readonly #feeds: Feeds;
  readonly #sessions: SessionDirectory;
  readonly #chats: ChatDirectory;
  readonly #waiters = new Waiters();
  #listening: Feed | undefined;

  constructor(log: EventLog, feeds: Feeds, sessions: SessionDirectory, chats: ChatDirectory) {
    this.#log = log;
    this.#feeds = feeds;
    this.#sessions = sessions;
    this.#chats = chats;
  }

  /** Answers without waiting when session and page are in memory. */
  answer(input: PollInput, http: FastifyRequest): Answer<never> | Promise<Answer<never>> {
    const feed = this.#feeds.opened("messages");
    if (feed !== undefined && this.#sessions.isKnown(input.sessionId)) {
      const page = this.#fromMemory(feed.tail(this.#log.partitionOf(input.sessionId)), input);
      if (page !== undefined && page.entries.length > 0) return answerOf(page, input);
    }
    return this.#search(input, http);
  }

  close(): void {
    this.#waiters.close();
  }

  async #search(input: PollInput, http: FastifyRequest): Promise<Answer<never>> {
    return answerOf(await this.page(input, http), input);
  }

  /** Waits for `input.wait` seconds when there is nothing. */
  async page(input: PollInput, http: FastifyRequest): Promise<PollPage> {
    const { sessionId, chatIds, wait } = input;
    await this.#sessions.require(sessionId);
    const feed = await this.#feeds.open("messages");
    const tail = feed.tail(this.#log.partitionOf(sessionId));
    const page = this.#fromMemory(tail, input) ?? (await this.#fromLog(tail, input));
    if (page.entries.length > 0) return page;
    for (const chatId of chatIds) if (!tail.hasChat(sessionId, chatId)) await this.#chats.require(sessionId, chatId);
    if (wait === 0 || page.hasMore) return page;
    return this.#awaitEntry(feed, tail, { ...input, cursor: page.nextCursor }, http);
  }

  async #awaitEntry(feed: Feed, tail: HotTail, input: PollInput, http: FastifyRequest): Promise<PollPage> {
    if (this.#listening !== feed) feed.listen((batch) => this.#waiters.wake(batch));
    this.#listening = feed;
    const already = this.#fromMemory(tail, input);
    if (already !== undefined && already.entries.length > 0) return already;
    await this.#waiters.wait(input.sessionId, input.chatIds, input.wait * 1000, http);
    return this.#fromMemory(tail, input) ?? this.#fromLog(tail, input);
  }

  /** Undefined when memory does not reach back to the cursor, or does not know it. */
  #fromMemory(tail: HotTail, { sessionId, chatIds, cursor, limit }: PollInput): PollPage | undefined {
    if (cursor === LATEST) return { entries: [], nextCursor: tail.last, hasMore: false };
    const after = cursor === undefined ? null : parsePosition(cursor);
    if (after === null ? tail.floor !== null : !isWithin(tail, after)) return undefined;
    const found = ofChats(tail, sessionId, chatIds, after, limit + 1);
    const hasMore = found.length > limit;
    const entries = hasMore ? found.slice(0, limit) : found;
    return {
      entries: entries.map(({ json }) => json),
      nextCursor: hasMore ? (entries.at(-1)?.record.position ?? tail.last) : tail.last,
      hasMore,
    };
  }

  /** Searches the log from the cursor on, for a bounded time. */
  async #fromLog(tail: HotTail, input: PollInput): Promise<PollPage> {
    const { sessionId, chatIds, limit } = input;
    const deadline = performance.now() + SCAN_BUDGET_MS;
    const found: LogRecord[] = [];
    let cursor = input.cursor ?? null;
    for (;;) {
      const records = await this.#read(sessionId, cursor);
      for (const record of records)
        if (record.sessionId === sessionId && chatIds.includes(record.chatId)) found.push(record);
      if (found.length > limit) {
        const kept = found.slice(0, limit);
        return { entries: toBytes(kept), nextCursor: kept.at(-1)?.position ?? tail.last, hasMore: true };
      }
      cursor = records.at(-1)?.position ?? cursor ?? tail.last;
      const isAtEnd = records.length < SCAN_BATCH;
      if (isAtEnd || performance.now() > deadline)
        return { entries: toBytes(found), nextCursor: cursor, hasMore: !isAtEnd };
    }
  }

  /** @throws TelewireError BAD_POSITION, CURSOR_EXPIRED when entries after the cursor are gone */
  async #read(sessionId: string, cursor: Position | null): Promise<LogRecord[]> {
    const partition = this.#log.partitionOf(sessionId);
    if (cursor === null) return this.#log.read("messages", partition, null, { limit: SCAN_BATCH });
    if (parsePosition(cursor).partition !== partition) throw new TelewireError("BAD_POSITION");
    await this.#check(cursor);
    const records = await this.#log.read("messages", partition, cursor, { limit: SCAN_BATCH });
    await this.#check(cursor);
    return records;
  }

  async #check(cursor: Position): Promise<void> {
    const check = await this.#log.check("messages", cursor);
    if (!check.ok)
      throw new TelewireError("CURSOR_EXPIRED", { details: { reason: check.reason, resume: check.resume } });
  }
}

/** The first entries of some chats after a position, in the order of the log. */
function ofChats(
  tail: HotTail,
  sessionId: string,
  chatIds: readonly string[],
  after: PositionParts | null,
  limit: number,
): readonly HotEntry[] {
  const [only] = chatIds;
  if (chatIds.length === 1 && only !== undefined) return tail.ofChat(sessionId, only, after, limit);
  const found = chatIds.flatMap((chatId) => tail.ofChat(sessionId, chatId, after, limit));
  return found.toSorted((a, b) => comparePositions(a.parts, b.parts)).slice(0, limit);
}

/** Whether a cursor is one of this tail, and everything after it is in memory. */
function isWithin(tail: HotTail, after: PositionParts): boolean {
  const last = parsePosition(tail.last);
  return (
    after.stream === last.stream &&
    after.epoch === last.epoch &&
    after.partition === last.partition &&
    comparePositions(after, last) <= 0 &&
    tail.covers(after)
  );
}

function toBytes(records: readonly LogRecord[]): Uint8Array[] {
  return records.map(({ json }) => Buffer.from(json));
}

export function answerOf({ entries, nextCursor, hasMore }: PollPage, { includeMedia }: PollInput): Answer<never> {
  const shown = includeMedia ? entries : entries.map(withoutMedia);
  return { json: joinJson("messages", shown, nextCursor), count: entries.length, hasMore };
}
