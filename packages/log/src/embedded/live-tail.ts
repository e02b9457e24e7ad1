import type { LogRecord } from "../event-log.ts";

/** Records waiting for a tail that does not keep up; beyond this it reads them back from the store. */
const MAX_QUEUED = 10_000;
const READ_BATCH = 1000;

/** Reads after a sequence number from the store. */
export type ReadAfter = (partition: number, afterSeq: number, limit: number) => Promise<readonly SequencedRecord[]>;

export interface SequencedRecord {
  readonly seq: number;
  readonly record: LogRecord;
}

/**
 * One reader of a stream that sees every entry once, in order within its partition: from memory while it keeps up,
 * from the store while it is behind.
 */
export class LiveTail {
  readonly #readAfter: ReadAfter;
  readonly #cursors: Map<number, number>;
  readonly #behind: Set<number>;
  /** Partition -> last number that was offered. */
  readonly #offered = new Map<number, number>();
  #queue: LogRecord[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;

  /** `cursors`: partition -> last number that was seen. */
  constructor(cursors: ReadonlyMap<number, number>, readAfter: ReadAfter) {
    this.#cursors = new Map(cursors);
    this.#behind = new Set(cursors.keys());
    this.#readAfter = readAfter;
  }

  wants(partition: number): boolean {
    return this.#cursors.has(partition);
  }

  /** Entries that were just committed, in order. */
  offer(partition: number, records: readonly SequencedRecord[]): void {
    const cursor = this.#cursors.get(partition);
    if (cursor === undefined) return;
    const last = records.at(-1)?.seq ?? 0;
    this.#offered.set(partition, last);
    if (this.#behind.has(partition) || this.#queue.length + records.length > MAX_QUEUED) this.#behind.add(partition);
    else {
      for (const { seq, record } of records) if (seq > cursor) this.#queue.push(record);
      this.#cursors.set(partition, Math.max(cursor, last));
    }
    this.#wake?.();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *batches(): AsyncGenerator<readonly LogRecord[]> {
    while (!this.#isClosed) {
      if (this.#queue.length > 0) {
        const batch = this.#queue;
        this.#queue = [];
        yield batch;
      } else if (this.#behind.size > 0) yield* this.#catchUp();
      else await this.#woken();
    }
  }

  async *#catchUp(): AsyncGenerator<readonly LogRecord[]> {
    for (const partition of this.#behind) {
      const found = await this.#readAfter(partition, this.#cursors.get(partition) ?? 0, READ_BATCH);
      const seen = found.at(-1)?.seq ?? this.#cursors.get(partition) ?? 0;
      this.#cursors.set(partition, seen);
      // What was offered meanwhile was not queued: it is read in the next round.
      if (found.length < READ_BATCH && seen >= (this.#offered.get(partition) ?? 0)) this.#behind.delete(partition);
      if (found.length > 0) yield found.map(({ record }) => record);
    }
  }

  async #woken(): Promise<void> {
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
  }
}
