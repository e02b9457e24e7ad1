import { setTimeout as sleep } from "node:timers/promises";
import { parsePosition } from "@telewire/contracts";
import type { Position } from "@telewire/contracts";
import type { Delivery, GroupConsumer } from "../event-log.ts";
import { isReply, Script } from "./connection.ts";
import type { RedisConnection } from "./connection.ts";
import { BEFORE_ALL, fieldsOf, recordOf, streamsOf, textOf } from "./entry-codec.ts";
import type { RawEntry, StreamPlace } from "./entry-codec.ts";

export interface RedisGroupConsumerOptions {
  readonly group: string;
  readonly consumer: string;
  readonly partitions: number;
  /** For everything that does not block. */
  readonly connection: RedisConnection;
  /** A connection for reads that block over all partitions; absent in a cluster, where one read reaches one slot. */
  readonly connect: (() => Promise<RedisConnection>) | undefined;
  readonly epoch: (partition: number) => Promise<string>;
  readonly keyOf: (partition: number) => string;
  readonly deadLetterKeyOf: (partition: number) => string;
  readonly placeOf: (partition: number, epoch: string) => StreamPlace;
}

const DEAD_LETTER = new Script("dead-letter.lua");
const KEPT_DEAD_LETTERS = 10_000;
export const MAX_BLOCK_MS = 5000;
const POLL_FIRST_MS = 5;
const POLL_MAX_MS = 50;
const LAG_COUNTED = 10_000;

type PendingRow = readonly [id: string, consumer: string, idleMs: number, deliveries: number];

/** A consumer over `XREADGROUP`, `XPENDING`, `XCLAIM` and `XACK`. */
export class RedisGroupConsumer implements GroupConsumer {
  readonly #options: RedisGroupConsumerOptions;
  readonly #partitions: readonly number[];
  #blocking: RedisConnection | undefined;
  /** Read and not handed out: a read over several partitions may bring more than was asked for. */
  #surplus: Delivery[] = [];

  constructor(options: RedisGroupConsumerOptions) {
    this.#options = options;
    this.#partitions = Array.from({ length: options.partitions }, (_, index) => index);
  }

  async open(): Promise<this> {
    for (const partition of this.#partitions) await this.#createGroup(partition);
    return this;
  }

  async read({
    limit,
    waitMs,
    signal,
  }: {
    readonly limit: number;
    readonly waitMs: number;
    readonly signal?: AbortSignal;
  }): Promise<Delivery[]> {
    if (signal?.aborted === true) return [];
    if (this.#surplus.length === 0) this.#surplus = await this.#fetch(limit, waitMs, signal);
    return this.#surplus.splice(0, limit);
  }

  async claim({ limit, minIdleMs }: { readonly limit: number; readonly minIdleMs: number }): Promise<Delivery[]> {
    const { connection, group, consumer, keyOf } = this.#options;
    const claimed: Delivery[] = [];
    for (const partition of this.#partitions) {
      if (claimed.length >= limit) break;
      const idle = (await this.#grouped(partition, () =>
        connection.run("XPENDING", keyOf(partition), group, "IDLE", minIdleMs, "-", "+", limit - claimed.length),
      )) as readonly PendingRow[];
      if (idle.length === 0) continue;
      const counts = new Map(idle.map(([id, , , count]) => [id, count]));
      const entries = (await connection.run(
        "XCLAIM",
        keyOf(partition),
        group,
        consumer,
        minIdleMs,
        ...counts.keys(),
      )) as readonly RawEntry[];
      claimed.push(...(await this.#deliveriesOf(partition, entries, (id) => (counts.get(id) ?? 0) + 1)));
    }
    return claimed;
  }

  async ack(positions: readonly Position[]): Promise<void> {
    const { connection, group, keyOf } = this.#options;
    const byPartition = Map.groupBy(
      positions.map((position) => parsePosition(position)),
      ({ partition }) => partition,
    );
    await Promise.all(
      [...byPartition].map(([partition, parts]) =>
        connection.run("XACK", keyOf(partition), group, ...parts.map(({ major, minor }) => `${major}-${minor}`)),
      ),
    );
  }

  async deadLetter({ position, deliveryCount, json }: Delivery, reason: string): Promise<void> {
    const { connection, group, keyOf, deadLetterKeyOf } = this.#options;
    const { partition, major, minor } = parsePosition(position);
    await connection.eval(
      DEAD_LETTER,
      [keyOf(partition), deadLetterKeyOf(partition)],
      [
        group,
        `${major}-${minor}`,
        KEPT_DEAD_LETTERS,
        "position",
        position,
        "reason",
        reason,
        "count",
        deliveryCount,
        "at",
        Date.now(),
        "json",
        json,
      ],
    );
  }

  async lag(): Promise<{ readonly pending: number; readonly undelivered: number }> {
    const lags = await Promise.all(this.#partitions.map((partition) => this.#lagOf(partition)));
    return {
      pending: lags.reduce((total, { pending }) => total + pending, 0),
      undelivered: lags.reduce((total, { undelivered }) => total + undelivered, 0),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#blocking?.close();
  }

  async #fetch(limit: number, waitMs: number, signal?: AbortSignal): Promise<Delivery[]> {
    const { connect, connection } = this.#options;
    const deadline = performance.now() + waitMs;
    for (let poll = POLL_FIRST_MS; ; poll = Math.min(POLL_MAX_MS, poll * 2)) {
      const remaining = Math.round(deadline - performance.now());
      const deliveries =
        connect !== undefined && remaining > 0
          ? await this.#readBlocking(connect, limit, Math.min(remaining, MAX_BLOCK_MS), signal)
          : await this.#readEach(connection, limit);
      if (deliveries.length > 0 || remaining <= 0 || signal?.aborted === true) return deliveries;
      if (connect === undefined)
        await sleep(Math.min(poll, remaining), undefined, signal === undefined ? {} : { signal }).catch(
          () => undefined,
        );
    }
  }

  async #readBlocking(
    connect: () => Promise<RedisConnection>,
    limit: number,
    blockMs: number,
    signal?: AbortSignal,
  ): Promise<Delivery[]> {
    const connection = (this.#blocking ??= await connect());
    // What the server hands out in the moment of closing stays pending and is claimed later.
    const stop = (): void => {
      connection.close();
      this.#blocking = undefined;
    };
    signal?.addEventListener("abort", stop, { once: true });
    try {
      return await this.#readGroup(connection, this.#partitions, limit, blockMs);
    } catch (error) {
      if (signal?.aborted === true) return [];
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Without waiting: an equal share of each partition, then more of those that have more. */
  async #readEach(connection: RedisConnection, limit: number): Promise<Delivery[]> {
    let partitions = this.#partitions;
    const found: Delivery[] = [];
    while (partitions.length > 0 && found.length < limit) {
      const share = Math.ceil((limit - found.length) / partitions.length);
      const reads = await Promise.allSettled(
        partitions.map((partition) => this.#readGroup(connection, [partition], share, 0)),
      );
      const full: number[] = [];
      let failure: unknown;
      for (const [index, read] of reads.entries()) {
        if (read.status === "rejected") failure = read.reason;
        else {
          found.push(...read.value);
          if (read.value.length >= share) full.push(partitions[index] ?? 0);
        }
      }
      // What the others gave is delivered all the same: it would have to be claimed otherwise.
      if (failure !== undefined && found.length === 0) throw failure;
      partitions = full;
    }
    return found;
  }

  async #readGroup(
    connection: RedisConnection,
    partitions: readonly number[],
    limit: number,
    blockMs: number,
  ): Promise<Delivery[]> {
    const { group, consumer, keyOf } = this.#options;
    const keys = partitions.map(keyOf);
    const block = blockMs > 0 ? ["BLOCK", blockMs] : [];
    const read = (): Promise<unknown> =>
      connection.run(
        "XREADGROUP",
        "GROUP",
        group,
        consumer,
        "COUNT",
        limit,
        ...block,
        "STREAMS",
        ...keys,
        ...keys.map(() => ">"),
      );
    const reply = await read().catch(async (error: unknown) => {
      if (!isReply(error, "NOGROUP")) throw error;
      for (const partition of partitions) await this.#createGroup(partition);
      return read();
    });
    const deliveries: Delivery[] = [];
    for (const [key, entries] of streamsOf(reply)) {
      const partition = partitions[keys.indexOf(key)];
      if (partition !== undefined) deliveries.push(...(await this.#deliveriesOf(partition, entries, () => 1)));
    }
    return deliveries;
  }

  async #deliveriesOf(
    partition: number,
    entries: readonly RawEntry[],
    countOf: (id: string) => number,
  ): Promise<Delivery[]> {
    const place = this.#options.placeOf(partition, await this.#options.epoch(partition));
    return entries.map((entry) => ({ ...recordOf(place, entry), deliveryCount: countOf(entry[0]) }));
  }

  async #lagOf(partition: number): Promise<{ readonly pending: number; readonly undelivered: number }> {
    const { connection, group, keyOf } = this.#options;
    const groups = (await this.#grouped(partition, () =>
      connection.run("XINFO", "GROUPS", keyOf(partition)),
    )) as readonly unknown[];
    const stream = fieldsOf(await connection.run("XINFO", "STREAM", keyOf(partition)));
    const info = groups.map(fieldsOf).find((fields) => fields.get("name") === group) ?? new Map<string, unknown>();
    const pending = Number(info.get("pending") ?? 0);
    const delivered = textOf(info.get("last-delivered-id"), BEFORE_ALL);
    if (delivered === stream.get("last-generated-id")) return { pending, undelivered: 0 };
    // The server's count goes on counting what was trimmed undelivered.
    const lag = info.get("lag") ?? null;
    return {
      pending,
      undelivered:
        lag === null
          ? await this.#countAfter(partition, delivered)
          : Math.min(Number(lag), Number(stream.get("length"))),
    };
  }

  /** Up to 10,000: only asked for when the server cannot tell. */
  async #countAfter(partition: number, id: string): Promise<number> {
    const { connection, keyOf } = this.#options;
    return (
      (await connection.run("XRANGE", keyOf(partition), `(${id}`, "+", "COUNT", LAG_COUNTED)) as readonly unknown[]
    ).length;
  }

  /** The server forgets groups with its data: then they begin anew. */
  async #grouped(partition: number, work: () => Promise<unknown>): Promise<unknown> {
    try {
      return await work();
    } catch (error) {
      if (!isReply(error, "NOGROUP") && !isReply(error, "ERR no such key")) throw error;
      await this.#createGroup(partition);
      return work();
    }
  }

  async #createGroup(partition: number): Promise<void> {
    const { connection, group, keyOf } = this.#options;
    try {
      await connection.run("XGROUP", "CREATE", keyOf(partition), group, BEFORE_ALL, "MKSTREAM");
    } catch (error) {
      if (!isReply(error, "BUSYGROUP")) throw error;
    }
  }
}
