import { LRUCache } from "lru-cache";

const WINDOW_MS = 60_000;
/** How much of a key's usual volume the last minute makes up. */
const WEIGHT = 0.2;
/** Below it nothing is unusual. */
const FLOOR = 600;
const FACTOR = 10;

interface Usage {
  windowStart: number;
  count: number;
  /** Requests a minute, averaged over the minutes before; null in a key's first minute. */
  usual: number | null;
  isTold: boolean;
}

/** Requests of each key in this minute beside its usual ones, on this node. */
export class Volume {
  readonly #usage = new LRUCache<string, Usage>({ max: 10_000 });

  /** True once a minute when the key asks ten times as much as it usually does. */
  note(keyId: string, now: number): boolean {
    let usage = this.#usage.get(keyId);
    if (usage === undefined)
      this.#usage.set(keyId, (usage = { windowStart: now, count: 0, usual: null, isTold: false }));
    if (now - usage.windowStart >= WINDOW_MS) roll(usage, now);
    usage.count += 1;
    const isJump = usage.usual !== null && usage.count > Math.max(FLOOR, FACTOR * usage.usual);
    if (!isJump || usage.isTold) return false;
    usage.isTold = true;
    return true;
  }
}

function roll(usage: Usage, now: number): void {
  const minutes = Math.floor((now - usage.windowStart) / WINDOW_MS);
  const after = usage.usual === null ? usage.count : usage.usual + (usage.count - usage.usual) * WEIGHT;
  // Minutes without a request count as well.
  usage.usual = after * (1 - WEIGHT) ** (minutes - 1);
  usage.windowStart += minutes * WINDOW_MS;
  usage.count = 0;
  usage.isTold = false;
}
