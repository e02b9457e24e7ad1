import { comparePositions, parsePosition } from "@telewire/contracts";
import type { Position, PositionParts } from "@telewire/contracts";
import { EntryQueue } from "./entry-queue.ts";
import type { HotEntry } from "./hot-entry.ts";

export interface HotTailOptions {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** The newest entries of one partition of a stream, bounded, with an index by chat. */
export class HotTail {
  readonly #options: HotTailOptions;
  readonly #entries = new EntryQueue();
  #bytes = 0;
  readonly #byChat = new Map<string, EntryQueue>();
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
    return this.#entries.size;
  }
  get bytes(): number {
    return this.#bytes;
  }
  get oldest(): HotEntry | undefined {
    return this.#entries.first;
  }

  push(entry: HotEntry): void {
    const { record } = entry;
    this.#entries.push(entry);
    this.#bytes += entry.size;
    this.#last = record.position;
    const key = chatKey(record.sessionId, record.chatId);
    let inChat = this.#byChat.get(key);
    if (inChat === undefined) this.#byChat.set(key, (inChat = new EntryQueue()));
    inChat.push(entry);
    while (this.size > this.#options.maxEntries || (this.#bytes > this.#options.maxBytes && this.size > 1))
      this.#drop();
  }

  /** Whether everything after `position` is in memory. */
  covers(position: PositionParts): boolean {
    return this.#floor === null || comparePositions(position, this.#floor) >= 0;
  }

  /** Entries after a position that is covered, oldest first. */
  after(position: PositionParts, limit: number): readonly HotEntry[] {
    return this.#entries.after(position, limit);
  }

  /** Entries of a chat after a covered position (null: all), oldest first. */
  ofChat(sessionId: string, chatId: string, after: PositionParts | null, limit: number): readonly HotEntry[] {
    return this.#byChat.get(chatKey(sessionId, chatId))?.after(after, limit) ?? [];
  }

  hasChat(sessionId: string, chatId: string): boolean {
    return this.#byChat.has(chatKey(sessionId, chatId));
  }

  #drop(): void {
    const entry = this.#entries.shift();
    if (entry === undefined) return;
    this.#bytes -= entry.size;
    this.#floor = entry.parts;
    const key = chatKey(entry.record.sessionId, entry.record.chatId);
    const inChat = this.#byChat.get(key);
    inChat?.shift();
    if (inChat?.size === 0) this.#byChat.delete(key);
  }
}

function chatKey(sessionId: string, chatId: string): string {
  return `${sessionId}/${chatId}`;
}
