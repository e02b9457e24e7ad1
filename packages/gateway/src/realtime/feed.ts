import type { Position, StreamName } from "@telewire/contracts";
import { formatPosition, parsePosition, TelewireError } from "@telewire/contracts";
import { Backoff } from "@telewire/kit";
import type { Logger } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import { HotEntry } from "./hot-entry.ts";
import { HotTail } from "./hot-tail.ts";
import type { HotTailOptions } from "./hot-tail.ts";

export interface FeedOptions extends HotTailOptions {
  readonly log: EventLog;
  readonly stream: StreamName;
  readonly logger: Logger;
}

/** What came in one turn. `before`: the newest position of each partition until then. */
export interface FeedBatch {
  readonly entries: readonly HotEntry[];
  readonly before: ReadonlyMap<number, Position>;
}
export type FeedListener = (batch: FeedBatch) => void;

/** Entries read from the log to warm the memory up. */
const WARM_ENTRIES = 5000;

/**
 * The live end of one stream on this node: read from the log once, kept in memory, handed to every listener.
 * Listeners are called synchronously after the entries are in memory, so that what `tails` shows and what is
 * heard never overlap and never leave a hole.
 */
export class Feed {
  readonly #options: FeedOptions;
  readonly #tails = new Map<number, HotTail>();
  readonly #listeners = new Set<FeedListener>();
  readonly #resetListeners = new Set<() => void>();
  readonly #abort = new AbortController();
  #starting: Promise<void> | undefined;
  #resets = 0;
  #isReady = false;
  #tailing: Promise<void> = Promise.resolve();

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get isReady(): boolean {
    return this.#isReady;
  }
  /** How often it had to begin anew: whoever began before must not go on. */
  get resets(): number {
    return this.#resets;
  }
  get tails(): ReadonlyMap<number, HotTail> {
    return this.#tails;
  }
  get partitions(): readonly number[] {
    return Array.from({ length: this.#options.log.partitions }, (_, partition) => partition);
  }

  /** Resolves when the memory is warm and the tail runs. A failed start is tried again by the next call. */
  start(): Promise<void> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  /** @throws TelewireError BAD_POSITION for a partition that the log does not have */
  tail(partition: number): HotTail {
    const tail = this.#tails.get(partition);
    if (tail === undefined) throw new TelewireError("BAD_POSITION");
    return tail;
  }

  /** Returns the function that ends it. */
  listen(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `listener` is called when the log lost what came before: its epoch changed, or it was trimmed past this reader. */
  onReset(listener: () => void): void {
    this.#resetListeners.add(listener);
  }

  /** Resolves after the next batch, or when the feed closes. */
  async nextBatch(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { signal } = this.#abort;
    const done = (): void => resolve();
    signal.addEventListener("abort", done);
    const stop = this.listen(done);
    if (!signal.aborted) await promise;
    stop();
    signal.removeEventListener("abort", done);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#starting?.catch(() => undefined);
    await this.#tailing;
    this.#listeners.clear();
  }

  async #start(): Promise<void> {
    for (const partition of this.partitions) this.#tails.set(partition, await this.#warm(partition));
    this.#isReady = true;
    this.#tailing = this.#run();
  }

  async #warm(partition: number): Promise<HotTail> {
    const { log, stream, maxEntries } = this.#options;
    const limit = Math.min(WARM_ENTRIES, maxEntries);
    // Before the reading: what is appended between the two is then read again by the tail, never passed over.
    const end = await log.end(stream, partition);
    const newest = await log.readBack(stream, partition, null, { limit });
    const oldestFirst = newest.toReversed();
    if (newest.length < limit) {
      const last = newest[0]?.position ?? end;
      // After the reading: what was trimmed meanwhile then counts as not in memory.
      const check = await log.check(stream, beginningOf(end));
      return filled(
        new HotTail(this.#options, check.ok ? null : check.resume, last),
        oldestFirst.map((record) => new HotEntry(record)),
      );
    }
    const [floor, ...kept] = oldestFirst;
    if (floor === undefined) throw new TelewireError("LOG_UNAVAILABLE");
    return filled(
      new HotTail(this.#options, floor.position, floor.position),
      kept.map((record) => new HotEntry(record)),
    );
  }

  /** Reads until closed; a tail that fails goes on from the newest position that was seen. */
  async #run(): Promise<void> {
    const { log, stream, logger } = this.#options;
    const { signal } = this.#abort;
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        for await (const records of log.tail(stream, { after: this.#lasts(), signal })) {
          this.#take(records.map((record) => new HotEntry(record)));
          backoff.reset();
        }
        if (!signal.aborted) await backoff.wait(signal);
      } catch (error) {
        if (signal.aborted) return;
        logger.warn({ err: error, stream }, "the tail of the log failed: it is opened again");
        await backoff.wait(signal).catch(() => undefined);
        if (isBroken(error)) await this.#reset();
      }
    }
  }

  /** Nothing goes on from what was known: memory is filled anew, and who relied on it is told. */
  async #reset(): Promise<void> {
    this.#resets++;
    try {
      for (const partition of this.partitions) this.#tails.set(partition, await this.#warm(partition));
      for (const listener of this.#resetListeners) listener();
    } catch (error) {
      this.#options.logger.warn({ err: error }, "the log cannot be read anew");
    }
  }

  #lasts(): Map<number, Position> {
    return new Map([...this.#tails].map(([partition, tail]) => [partition, tail.last]));
  }

  #take(entries: readonly HotEntry[]): void {
    const before = this.#lasts();
    for (const entry of entries) this.tail(entry.parts.partition).push(entry);
    for (const listener of this.#listeners) {
      try {
        listener({ entries, before });
      } catch (error) {
        this.#options.logger.error({ err: error, stream: this.#options.stream }, "a reader of the feed failed");
      }
    }
  }
}

/** The position before everything that a partition ever held. */
function beginningOf(position: Position): Position {
  return formatPosition({ ...parsePosition(position), major: 0, minor: 0 });
}

/** The positions that a reader holds mean nothing to the log any more. */
function isBroken(error: unknown): boolean {
  return error instanceof TelewireError && (error.code === "BAD_POSITION" || error.code === "CURSOR_EXPIRED");
}

function filled(tail: HotTail, entries: readonly HotEntry[]): HotTail {
  for (const entry of entries) tail.push(entry);
  return tail;
}
