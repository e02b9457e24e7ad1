/** A content message on its way to a client; the id is kept in halves, which spares a bigint per push. */
export interface SentMessage {
  readonly high: number;
  readonly low: number;
  readonly seqNo: number;
  /** Empty once the message is no longer kept. */
  body: Uint8Array;
  /** Acknowledged, or given up because too much waited before it. */
  isAcked: boolean;
}

const NOTHING = new Uint8Array(0);

/**
 * The messages of a session that its client has not acknowledged, oldest first; the oldest go when there are too many, or
 * too large ones.
 */
export class SentQueue {
  readonly #limit: number;
  readonly #maxBytes: number;
  #bytes = 0;
  #messages: SentMessage[] = [];
  #head = 0;

  constructor(limit: number, maxBytes: number) {
    this.#limit = limit;
    this.#maxBytes = maxBytes;
  }

  push(message: SentMessage): void {
    this.#messages.push(message);
    this.#bytes += message.body.length;
    while (this.#messages.length - this.#head > this.#limit || (this.#bytes > this.#maxBytes && this.#isLong())) {
      const oldest = this.#messages[this.#head++];
      if (oldest) this.#release(oldest);
    }
    if (this.#head > this.#limit) this.#compact();
  }

  #isLong(): boolean {
    return this.#messages.length - this.#head > 1;
  }

  #release(message: SentMessage): void {
    this.#bytes -= message.body.length;
    message.body = NOTHING;
    message.isAcked = true;
  }

  #compact(): void {
    this.#messages = this.#messages.slice(this.#head);
    this.#head = 0;
  }

  /** Ids grow, so a message is found by halving. */
  find(id: bigint): SentMessage | undefined {
    const high = Number(BigInt.asUintN(64, id) >> 32n);
    const low = Number(id & 0xffffffffn);
    let from = this.#head;
    let to = this.#messages.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const message = this.#messages[middle];
      if (message && (message.high < high || (message.high === high && message.low < low))) from = middle + 1;
      else to = middle;
    }
    const found = this.#messages[from];
    return found?.high === high && found.low === low && !found.isAcked ? found : undefined;
  }

  ack(id: bigint): void {
    const message = this.find(id);
    if (!message) return;
    this.#release(message);
    while (this.#messages[this.#head]?.isAcked) this.#head++;
    if (this.#head === this.#messages.length) {
      this.#messages = [];
      this.#head = 0;
    }
  }

  *[Symbol.iterator](): Generator<SentMessage> {
    for (let index = this.#head; index < this.#messages.length; index++) {
      const message = this.#messages[index];
      if (message && !message.isAcked) yield message;
    }
  }
}
