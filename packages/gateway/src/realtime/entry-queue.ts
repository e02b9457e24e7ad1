import { comparePositions } from "@telewire/contracts";
import type { PositionParts } from "@telewire/contracts";
import type { HotEntry } from "./hot-entry.ts";

/** Room at the front is given back in steps: one a piece would move all that is behind it. */
const COMPACT_AT = 1024;

/** Entries in the order of their positions: put in at the end, taken out at the front, found by position. */
export class EntryQueue {
  /** Undefined before `#start`: what was taken out is not held. */
  #entries: (HotEntry | undefined)[] = [];
  #start = 0;

  get size(): number {
    return this.#entries.length - this.#start;
  }
  get first(): HotEntry | undefined {
    return this.#entries[this.#start];
  }

  push(entry: HotEntry): void {
    this.#entries.push(entry);
  }

  shift(): HotEntry | undefined {
    const entry = this.first;
    if (entry === undefined) return undefined;
    this.#entries[this.#start] = undefined;
    this.#start += 1;
    if (this.#start >= COMPACT_AT && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
    return entry;
  }

  /** The first `limit` after a position; null: from the front. */
  after(position: PositionParts | null, limit: number): readonly HotEntry[] {
    const from = position === null ? this.#start : this.#firstAfter(position);
    return this.#entries.slice(from, from + limit) as HotEntry[];
  }

  /** Index of the first entry after a position, by halving. */
  #firstAfter(position: PositionParts): number {
    let low = this.#start;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#entries[middle];
      if (entry !== undefined && comparePositions(entry.parts, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
