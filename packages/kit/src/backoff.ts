import { setTimeout as sleep } from "node:timers/promises";

export interface BackoffOptions {
  readonly initialMs?: number;
  readonly maxMs?: number;
  /** Returns a number in [0, 1). */
  readonly random?: () => number;
}

/** Exponential backoff with full jitter: the upper bound doubles from `initialMs` (100) to `maxMs` (30,000). */
export class Backoff {
  readonly #initialMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;
  #attempt = 0;

  constructor({ initialMs = 100, maxMs = 30_000, random = Math.random }: BackoffOptions = {}) {
    this.#initialMs = initialMs;
    this.#maxMs = maxMs;
    this.#random = random;
  }

  get attempt(): number {
    return this.#attempt;
  }

  /** The next delay in ms: at least half of its bound, so that a burst of failures cannot spin. */
  next(): number {
    const bound = Math.min(this.#maxMs, this.#initialMs * 2 ** this.#attempt++);
    return bound / 2 + (this.#random() * bound) / 2;
  }

  /** Waits for the next delay. Throws the signal's reason when aborted. */
  async wait(signal?: AbortSignal): Promise<void> {
    await sleep(this.next(), undefined, signal === undefined ? {} : { signal });
  }

  reset(): void {
    this.#attempt = 0;
  }
}
