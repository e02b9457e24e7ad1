import type { Clock } from "../clock.ts";

/** Low bits of a server message id: 1 for an answer, 3 for anything else. */
export type ServerIdKind = 1 | 3;

/** Server message ids: Unix time in the high 32 bits, growing, unique in the process. */
export class MessageIds {
  readonly #clock: Clock;
  /** Halves of the last id, without its two low bits. */
  high = 0;
  low = 0;

  #skewMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sets the clock of the ids ahead, or back; they go on growing from there. */
  set skewSeconds(seconds: number) {
    if (seconds * 1000 === this.#skewMs) return;
    this.#skewMs = seconds * 1000;
    this.high = 0;
  }

  /** Steps to the next id; `high` and `low` then hold it. */
  advance(): void {
    const now = this.#clock.now() + this.#skewMs;
    const high = Math.floor(now / 1000);
    if (high > this.high) {
      this.high = high;
      this.low = Math.floor((now % 1000) * 1073741) * 4;
      return;
    }
    this.low += 4;
    if (this.low > 0xfffffff0) {
      this.high++;
      this.low = 0;
    }
  }

  next(kind: ServerIdKind): bigint {
    this.advance();
    return (BigInt(this.high) << 32n) + BigInt(this.low + kind);
  }
}
