import { comparePositions, parsePosition } from "@telewire/contracts";
import type { PositionParts } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import { LRUCache } from "lru-cache";
import type { Feed } from "../realtime/feed.ts";
import type { Feeds } from "../realtime/feeds.ts";
import type { HotTail } from "../realtime/hot-tail.ts";

const MAX_SESSIONS = 10_000;

/** What a value depends on: a whole session, or one of its chats. */
export interface Scope {
  readonly sessionId: string;
  /** Null: everything of the session. */
  readonly chatId: string | null;
}

interface SessionEvents {
  newest: PositionParts;
  /** Of the chats that were asked for. */
  readonly chats: Map<string, PositionParts>;
}

/**
 * The newest event of the log that this node has delivered, for each session and chat that a cache asks for: a value is good
 * only if it was loaded after it.
 */
export class EventHorizon {
  readonly #log: EventLog;
  readonly #feeds: Feeds;
  readonly #sessions = new LRUCache<string, SessionEvents>({ max: MAX_SESSIONS });
  #feed: Feed | undefined;

  constructor(log: EventLog, feeds: Feeds) {
    this.#log = log;
    this.#feeds = feeds;
  }

  /** The last place of the log that this node knows now: what is loaded from here on has seen everything before it. */
  async now({ sessionId }: Scope): Promise<PositionParts> {
    return parsePosition((await this.#tail(sessionId)).last);
  }

  /** Whether nothing of the scope was delivered since `asOf`; false where that cannot be known. */
  async isCurrent({ sessionId, chatId }: Scope, asOf: PositionParts): Promise<boolean> {
    const tail = await this.#tail(sessionId);
    let events = this.#sessions.get(sessionId);
    if (events === undefined) {
      events = { newest: newestIn(tail, sessionId, null), chats: new Map() };
      this.#sessions.set(sessionId, events);
    }
    let newest: PositionParts | undefined = events.newest;
    if (chatId !== null) {
      newest = events.chats.get(chatId);
      if (newest === undefined) events.chats.set(chatId, (newest = newestIn(tail, sessionId, chatId)));
    }
    return newest.epoch === asOf.epoch && comparePositions(asOf, newest) >= 0;
  }

  async #tail(sessionId: string): Promise<HotTail> {
    const feed = this.#feed ?? (await this.#follow());
    return feed.tail(this.#log.partitionOf(sessionId));
  }

  async #follow(): Promise<Feed> {
    const feed = await this.#feeds.open("messages");
    if (this.#feed !== undefined) return this.#feed;
    this.#feed = feed;
    feed.onReset(() => this.#sessions.clear());
    feed.listen(({ entries }) => {
      if (this.#sessions.size === 0) return;
      for (const { record, parts } of entries) {
        const events = this.#sessions.peek(record.sessionId);
        if (events === undefined) continue;
        events.newest = parts;
        if (events.chats.has(record.chatId)) events.chats.set(record.chatId, parts);
      }
    });
    return feed;
  }
}

/** The newest entry in memory; without one, where memory begins: nothing older can be vouched for. */
function newestIn(tail: HotTail, sessionId: string, chatId: string | null): PositionParts {
  const { oldest } = tail;
  const start = tail.floor ?? oldest?.parts ?? parsePosition(tail.last);
  if (oldest === undefined) return start;
  if (chatId !== null) return tail.ofChat(sessionId, chatId, null, Number.MAX_SAFE_INTEGER).at(-1)?.parts ?? start;
  const found = tail.after(start, tail.size).findLast(({ record }) => record.sessionId === sessionId);
  return found?.parts ?? start;
}
