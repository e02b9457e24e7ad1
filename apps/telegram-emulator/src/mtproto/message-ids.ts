import type { Clock } from '../clock.ts'

/** Low bits of a server message id: 1 for an answer, 3 for anything else. */
export type ServerIdKind = 1 | 3

/** Server message ids: Unix time in the high 32 bits, growing, unique in the process. */
export class MessageIds {
  readonly #clock: Clock
  #high = 0
  #low = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  #advance(): void {
    const now = this.#clock.now()
    const high = Math.floor(now / 1000)
    if (high > this.#high) {
      this.#high = high
      this.#low = Math.floor((now % 1000) * 1073741) * 4
      return
    }
    this.#low += 4
    if (this.#low > 0xfffffff0) {
      this.#high++
      this.#low = 0
    }
  }

  next(kind: ServerIdKind): bigint {
    this.#advance()
    return (BigInt(this.#high) << 32n) + BigInt(this.#low + kind)
  }

  /** Writes the next id without making a bigint. */
  writeNext(target: Buffer, at: number, kind: ServerIdKind): void {
    this.#advance()
    target.writeUInt32LE(this.#low + kind, at)
    target.writeUInt32LE(this.#high, at + 4)
  }
}
