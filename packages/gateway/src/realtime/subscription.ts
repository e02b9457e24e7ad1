import { comparePositions, formatPosition, parsePosition } from "@telewire/contracts";
import type { GAP_REASONS, Position, StreamName } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import type { Connection } from "./connection.ts";
import type { Feed } from "./feed.ts";
import { passes } from "./filter.ts";
import type { TopicFilter } from "./filter.ts";
import { HotEntry } from "./hot-entry.ts";

type GapReason = (typeof GAP_REASONS)[number];

/** Entries written before the socket is looked at again. */
const CHUNK = 500;

export interface SubscriptionOptions {
  readonly log: EventLog;
  readonly stream: StreamName;
  readonly feed: Feed;
  readonly filter: TopicFilter;
  readonly connection: Connection;
  /** Where to begin in each partition of the topic. */
  readonly cursors: ReadonlyMap<number, Position>;
  /** Bytes that may wait for the client before it counts as slow. */
  readonly maxPendingBytes: number;
}

/**
 * A reader of a topic: behind, it is served from memory or log at the speed of its socket; once level, the live
 * frames of the channel go to it directly. Between the two nothing is lost or repeated: the step from behind to
 * live happens in the turn in which nothing was left to read.
 */
export class Subscription {
  readonly connection: Connection;
  readonly filter: TopicFilter;
  readonly #options: SubscriptionOptions;
  readonly #cursors: Map<number, Position>;
  readonly #resets: number;
  /** Epoch ms since when the client has not kept up; null while it does. */
  slowSince: number | null = null;
  #isLive = false;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.connection = options.connection;
    this.filter = options.filter;
    this.#cursors = new Map(options.cursors);
    this.#resets = options.feed.resets;
  }

  /** Everything up to here was written. */
  get position(): string {
    const partitions = [...this.#cursors.keys()];
    const { feed } = this.#options;
    return (this.#isLive ? partitions.map((partition) => feed.tail(partition).last) : [...this.#cursors.values()]).join(
      ",",
    );
  }

  get isTooFarBehind(): boolean {
    return this.connection.pendingBytes > this.#options.maxPendingBytes;
  }

  /** It will not be written to until `catchUp` has resolved; `before`: positions up to which everything was written. */
  fallBehind(before: ReadonlyMap<number, Position>, now: number): void {
    for (const partition of this.#cursors.keys()) {
      const position = before.get(partition);
      if (position !== undefined) this.#cursors.set(partition, position);
    }
    this.slowSince = now;
    this.#isLive = false;
  }

  /** Writes everything up to now, then calls `onLevel` in the very turn in which nothing was left. Ends when the socket closes. */
  async catchUp(onLevel: () => void): Promise<void> {
    while (this.connection.isOpen) {
      await this.connection.drained();
      let isLevel = true;
      for (const partition of this.#cursors.keys()) if (await this.#step(partition)) isLevel = false;
      if (!isLevel || !this.#isLevel() || !this.connection.isOpen) continue;
      this.slowSince = null;
      this.#isLive = true;
      return onLevel();
    }
  }

  #isLevel(): boolean {
    for (const [partition, cursor] of this.#cursors)
      if (this.#options.feed.tail(partition).last !== cursor) return false;
    return true;
  }

  /** One chunk of a partition; whether there may be more. */
  async #step(partition: number): Promise<boolean> {
    const tail = this.#options.feed.tail(partition);
    const cursor = this.#cursors.get(partition) ?? tail.last;
    if (cursor === tail.last) return false;
    const parts = parsePosition(cursor);
    const last = parsePosition(tail.last);
    if (parts.epoch !== last.epoch || this.#options.feed.resets !== this.#resets) {
      // It comes back with its position, which is then checked against the log as it is now.
      this.connection.close("LOG_UNAVAILABLE");
      return true;
    }
    // Another node gave this position out before the entry came here.
    if (comparePositions(parts, last) > 0) await this.#options.feed.nextBatch();
    else if (tail.covers(parts)) {
      const entries = tail.after(parts, CHUNK);
      this.#deliver(entries);
      this.#cursors.set(partition, entries.at(-1)?.record.position ?? tail.last);
    } else if (this.slowSince !== null) {
      // A slow client is not served from the log for ever: it is told what it missed and goes on live.
      this.#skip(partition, cursor, tail.last, "slow-reader");
    } else await this.#stepInLog(partition, cursor);
    return true;
  }

  async #stepInLog(partition: number, cursor: Position): Promise<void> {
    const { log, stream, feed } = this.#options;
    const records = await log.read(stream, partition, cursor, { limit: CHUNK });
    const check = await log.check(stream, cursor);
    if (!check.ok) return this.#skip(partition, cursor, check.resume, check.reason);
    this.#deliver(records.map((record) => new HotEntry(record)));
    const { floor } = feed.tail(partition);
    const next = records.at(-1)?.position ?? (floor === null ? cursor : formatPosition(floor));
    this.#cursors.set(partition, next);
  }

  #skip(partition: number, from: Position, to: Position, reason: GapReason): void {
    this.connection.send("GAP", to, { from, to, reason });
    this.#cursors.set(partition, to);
  }

  #deliver(entries: readonly HotEntry[]): void {
    const frames = entries.filter((entry) => passes(this.filter, entry)).map((entry) => entry.frameFor(this.filter));
    if (frames.length > 0) this.connection.write(frames, Buffer.concat(frames));
  }
}
