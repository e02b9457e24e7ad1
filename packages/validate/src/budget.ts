import type { Clock } from "@telewire/kit";

export interface BudgetOptions {
  /** Sustained calls a second; bursts of as many again are allowed. Default: no limit. */
  readonly callsPerSecond?: number;
  /** Calls in any 24 hours, counted by the hour. Default: no limit. */
  readonly callsPerDay?: number;
}

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** What a provider's plan allows: a token bucket for the second, a count for the day. */
export class Budget {
  readonly #perSecond: number;
  readonly #perDay: number;
  readonly #clock: Clock;
  readonly #hours = new Map<number, number>();
  #tokens: number;
  #filledAt: number;

  constructor({ callsPerSecond = Infinity, callsPerDay = Infinity }: BudgetOptions, clock: Clock) {
    this.#perSecond = callsPerSecond;
    this.#perDay = callsPerDay;
    this.#clock = clock;
    this.#tokens = callsPerSecond * 2;
    this.#filledAt = clock.monotonic();
  }

  /** Takes all of `calls` or nothing. */
  take(calls: number): boolean {
    const now = this.#clock.monotonic();
    if (this.#perSecond !== Infinity)
      this.#tokens = Math.min(this.#perSecond * 2, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    const hour = Math.floor(this.#clock.now() / HOUR_MS);
    for (const key of this.#hours.keys()) if (key <= hour - HOURS) this.#hours.delete(key);
    const spent = this.#hours.values().reduce((sum, count) => sum + count, 0);
    if (calls > this.#tokens || spent + calls > this.#perDay) return false;
    this.#tokens -= calls;
    this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + calls);
    return true;
  }
}
