import { comparePositions, parsePosition } from "@telewire/contracts";
import type { Position, PositionParts } from "@telewire/contracts";
import type { HotEntry } from "./hot-entry.ts";

export interface HotTailOptions {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Entries are dropped from memory in steps, so that a drop costs nothing a piece. */
const COMPACT_AT = 1024;

/** The newest entries of one partition of a stream, bounded, with an index by chat. */
export class HotTail {
  readonly #options: HotTailOptions;
  #entries: HotEntry[] = [];
  #start = 0;
  #bytes = 0;
  readonly #byChat = new Map<string, HotEntry[]>();
  #floor: PositionParts | null;
  #last: Position;

  /** Everything after `floor` is here; null: everything that the log keeps. `last`: the newest position. */
  constructor(options: HotTailOptions, floor: Position | null, last: Position) {
    this.#options = options;
    this.#floor = floor === null ? null : parsePosition(floor);
    this.#last = last;
  }

  /** Position after which everything is new. */
  get last(): Position {
    return this.#last;
  }

  /** Everything after it is in memory; null: everything that the log keeps. */
  get floor(): PositionParts | null {
    return this.#floor;
  }

  get size(): number {
    return this.#entries.length - this.#start;
  }
  get bytes(): number {
    return this.#bytes;
  }
  get oldest(): HotEntry | undefined {
    return this.#entries[this.#start];
  }

  push(entry: HotEntry): void {
    const { record } = entry;
    this.#entries.push(entry);
    this.#bytes += entry.size;
    this.#last = record.position;
    const key = chatKey(record.sessionId, record.chatId);
    const inChat = this.#byChat.get(key);
    if (inChat === undefined) this.#byChat.set(key, [entry]);
    else inChat.push(entry);
    while (this.size > this.#options.maxEntries || (this.#bytes > this.#options.maxBytes && this.size > 1))
      this.#drop();
  }

  /** Whether everything after `position` is in memory. */
  covers(position: PositionParts): boolean {
    return this.#floor === null || comparePositions(position, this.#floor) >= 0;
  }

  /** Entries after a position that is covered, oldest first. */
  after(position: PositionParts, limit: number): readonly HotEntry[] {
    const from = firstAfter(this.#entries, position, this.#start);
    return this.#entries.slice(from, from + limit);
  }

  /** Entries of a chat after a covered position (null: all), oldest first. */
  ofChat(sessionId: string, chatId: string, after: PositionParts | null, limit: number): readonly HotEntry[] {
    const inChat = this.#byChat.get(chatKey(sessionId, chatId));
    if (inChat === undefined) return [];
    const from = after === null ? 0 : firstAfter(inChat, after, 0);
    return inChat.slice(from, from + limit);
  }

  hasChat(sessionId: string, chatId: string): boolean {
    return this.#byChat.has(chatKey(sessionId, chatId));
  }

  #drop(): void {
    const entry = this.#entries[this.#start];
    if (entry === undefined) return;
    this.#start += 1;
    this.#bytes -= entry.size;
    this.#floor = entry.parts;
    const key = chatKey(entry.record.sessionId, entry.record.chatId);
    const inChat = this.#byChat.get(key);
    inChat?.shift();
    if (inChat?.length === 0) this.#byChat.delete(key);
    if (this.#start >= COMPACT_AT && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
  }
}

function chatKey(sessionId: string, chatId: string): string {
  return `${sessionId}/${chatId}`;
}

/** Index of the first entry after a position, by halving. */
function firstAfter(entries: readonly HotEntry[], position: PositionParts, start: number): number {
  let low = start;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && comparePositions(entry.parts, position) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
