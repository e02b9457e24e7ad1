/** A content message on its way to a client; the id is kept in halves, which spares a bigint per push. */
export interface SentMessage {
  readonly high: number;
  readonly low: number;
  readonly seqNo: number;
  readonly body: Uint8Array;
  isAcked: boolean;
}

/** The messages of a session that its client has not acknowledged, oldest first; the oldest go when there are too many. */
export class SentQueue {
  readonly #limit: number;
  #messages: SentMessage[] = [];
  #head = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(message: SentMessage): void {
    this.#messages.push(message);
    if (this.#messages.length - this.#head > this.#limit) this.#head++;
    if (this.#head > this.#limit) this.#compact();
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
    message.isAcked = true;
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
