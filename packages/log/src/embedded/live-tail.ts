import { TelewireError } from "@telewire/contracts";
import type { LogRecord } from "../event-log.ts";

/** Records waiting for a tail that does not keep up; beyond this it reads them back from the store. */
const MAX_QUEUED = 10_000;
const READ_BATCH = 1000;

export interface SequencedRecord {
  readonly seq: number;
  readonly record: LogRecord;
}

/** Reads after a sequence number from the store. */
export type ReadAfter = (
  partition: number,
  afterSeq: number,
  limit: number,
) => Promise<{ readonly records: readonly SequencedRecord[]; readonly trimmedTo: number }>;

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

  /** Entries that were just committed, in order. */
  offer(partition: number, records: readonly SequencedRecord[]): void {
    const cursor = this.#cursors.get(partition);
    const last = records.at(-1)?.seq;
    if (cursor === undefined || last === undefined) return;
    this.#offered.set(partition, last);
    if (this.#queue.length + records.length > MAX_QUEUED) this.#behind.add(partition);
    if (!this.#behind.has(partition)) {
      for (const { record } of records) this.#queue.push(record);
      this.#cursors.set(partition, last);
    }
    this.#wake?.();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  /** @throws TelewireError CURSOR_EXPIRED when entries that it has not seen were removed */
  async *batches(): AsyncGenerator<readonly LogRecord[]> {
    while (!this.#isClosed) {
      // Behind before the queue is taken: what the queue holds of it comes first, and nothing more of it is queued.
      const [partition] = this.#behind;
      const batch = this.#queue;
      this.#queue = [];
      if (batch.length > 0) yield batch;
      if (partition === undefined) await this.#woken();
      else yield* this.#catchUp(partition);
    }
  }

  async *#catchUp(partition: number): AsyncGenerator<readonly LogRecord[]> {
    const cursor = this.#cursors.get(partition) ?? 0;
    const { records, trimmedTo } = await this.#readAfter(partition, cursor, READ_BATCH);
    if (trimmedTo > cursor) throw new TelewireError("CURSOR_EXPIRED");
    const seen = records.at(-1)?.seq ?? cursor;
    this.#cursors.set(partition, seen);
    this.#behind.delete(partition);
    // What was offered meanwhile was not queued: it is read in the next round, after the other partitions.
    if (records.length === READ_BATCH || seen < (this.#offered.get(partition) ?? 0)) this.#behind.add(partition);
    if (records.length > 0) yield records.map(({ record }) => record);
  }

  async #woken(): Promise<void> {
    if (this.#queue.length > 0 || this.#behind.size > 0 || this.#isClosed) return;
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
  }
}
