import { parsePosition, STREAMS, TelewireError } from "@telewire/contracts";
import type { Position, StreamName } from "@telewire/contracts";
import { Backoff } from "@telewire/kit";
import type {
  AppendBatch,
  AppendResult,
  DeadLetter,
  EventLog,
  GroupConsumer,
  LeaseStore,
  LogRecord,
  NodeRegistry,
  ReadOptions,
  ResumeCheck,
  SessionState,
  StreamStats,
  TailOptions,
} from "../event-log.ts";
import { partitionOf } from "../partition.ts";
import { AppendQueue } from "./append-queue.ts";
import { isReply, RedisServers, Script } from "./connection.ts";
import type { RedisConnection } from "./connection.ts";
import { BEFORE_ALL, fieldsOf, isBefore, positionOf, recordOf, textOf } from "./entry-codec.ts";
import type { RawEntry, StreamPlace } from "./entry-codec.ts";
import { epochOf } from "./epoch.ts";
import { Keys } from "./keys.ts";
import { MAX_BLOCK_MS, RedisGroupConsumer } from "./redis-group-consumer.ts";
import { createLeaseStore, createNodeRegistry } from "./redis-leases.ts";
import { BLOCK_MS, merge, tailPartitions } from "./redis-tail.ts";
import type { TailCursor } from "./redis-tail.ts";

export interface RedisLogOptions {
  /** `redis://` or `rediss://`, of a server or of any node of a cluster; several with commas. */
  readonly url: string;
  /** Used when the log is created (default 1); an existing log keeps its own. */
  readonly partitions?: number;
  /** First part of every key: default `telegram`. */
  readonly prefix?: string;
}

const TRIM = new Script("trim.lua");
const TRIM_STEP = 500;
/** Beyond its block time, a blocking read is answered within this. */
const BLOCKING_MARGIN_MS = 5000;

/** The log on Redis Streams. @throws TelewireError LOG_UNAVAILABLE when the server cannot be reached. */
export async function openRedisLog({ url, partitions = 1, prefix = "telegram" }: RedisLogOptions): Promise<EventLog> {
  const servers = await RedisServers.find(url);
  const connection = await servers.connect();
  try {
    return new RedisLog(servers, connection, prefix, await storedPartitions(connection, prefix, partitions));
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Set once for the life of the log. */
async function storedPartitions(connection: RedisConnection, prefix: string, partitions: number): Promise<number> {
  const key = new Keys(prefix, false).meta();
  await connection.run("HSETNX", key, "partitions", partitions);
  return Number(await connection.run("HGET", key, "partitions"));
}

class RedisLog implements EventLog {
  readonly partitions: number;
  readonly leases: LeaseStore;
  readonly nodes: NodeRegistry;
  readonly #servers: RedisServers;
  readonly #connection: RedisConnection;
  readonly #keys: Keys;
  readonly #queues: readonly AppendQueue[];
  readonly #closing = new AbortController();

  constructor(servers: RedisServers, connection: RedisConnection, prefix: string, partitions: number) {
    this.#servers = servers;
    this.#connection = connection;
    this.partitions = partitions;
    const keys = new Keys(prefix, servers.isCluster || partitions > 1);
    this.#keys = keys;
    this.#queues = Array.from(
      { length: partitions },
      (_, partition) => new AppendQueue({ connection, keys, partition }),
    );
    this.leases = createLeaseStore(connection, keys, (sessionId) => this.partitionOf(sessionId));
    this.nodes = createNodeRegistry(connection, keys);
  }

  partitionOf(sessionId: string): number {
    return partitionOf(sessionId, this.partitions);
  }

  async append(batch: AppendBatch): Promise<AppendResult> {
    const queue = this.#queues[this.partitionOf(batch.sessionId)];
    if (queue === undefined) throw new TelewireError("INTERNAL");
    return queue.append(batch);
  }

  async loadState(sessionId: string): Promise<SessionState> {
    const partition = this.partitionOf(sessionId);
    const last = await this.#connection.run("GET", this.#keys.lastBatch(sessionId, partition));
    const values = fieldsOf(await this.#connection.run("HGETALL", this.#keys.state(sessionId, partition)));
    return { lastBatch: Number(last ?? 0), values: new Map([...values].map(([key, value]) => [key, String(value)])) };
  }

  async clearState(sessionId: string): Promise<void> {
    await this.#connection.run("DEL", this.#keys.state(sessionId, this.partitionOf(sessionId)));
  }

  async read(
    stream: StreamName,
    partition: number,
    after: Position | null,
    { limit }: ReadOptions,
  ): Promise<LogRecord[]> {
    const place = await this.#place(stream, partition);
    const from = after === null ? "-" : `(${idOf(place, after)}`;
    const entries = await this.#connection.run(
      "XRANGE",
      this.#keys.stream(stream, partition),
      from,
      "+",
      "COUNT",
      limit,
    );
    return (entries as readonly RawEntry[]).map((entry) => recordOf(place, entry));
  }

  async readBack(
    stream: StreamName,
    partition: number,
    before: Position | null,
    { limit }: ReadOptions,
  ): Promise<LogRecord[]> {
    const place = await this.#place(stream, partition);
    const from = before === null ? "+" : `(${idOf(place, before)}`;
    const entries = await this.#connection.run(
      "XREVRANGE",
      this.#keys.stream(stream, partition),
      from,
      "-",
      "COUNT",
      limit,
    );
    return (entries as readonly RawEntry[]).map((entry) => recordOf(place, entry));
  }

  tail(stream: StreamName, { partitions, after, signal }: TailOptions): AsyncIterable<readonly LogRecord[]> {
    const wanted = partitions ?? this.#queues.map((_, index) => index);
    const starting = Promise.all(wanted.map((partition) => this.#cursor(stream, partition, after?.get(partition))));
    // An outage now is waited for in the reading.
    starting.catch(() => undefined);
    return this.#tailFrom(stream, wanted, starting, after, AbortSignal.any([signal, this.#closing.signal]));
  }

  async end(stream: StreamName, partition: number): Promise<Position> {
    return positionOf(await this.#place(stream, partition), await this.#lastId(stream, partition));
  }

  async check(stream: StreamName, position: Position): Promise<ResumeCheck> {
    const parts = parsePosition(position);
    const { partition } = parts;
    if (parts.stream !== stream || partition >= this.partitions) throw new TelewireError("BAD_POSITION");
    const place = await this.#place(stream, partition);
    const trimmedTo = textOf(await this.#connection.run("GET", this.#keys.trimmed(stream, partition)), BEFORE_ALL);
    const resume = positionOf(place, trimmedTo);
    if (parts.epoch !== place.epoch) return { ok: false, reason: "other-epoch", resume };
    const id = `${parts.major}-${parts.minor}`;
    if (isBefore(id, trimmedTo)) return { ok: false, reason: "trimmed", resume };
    const last = await this.#lastId(stream, partition);
    // Given out before a fail-over that lost the newest entries.
    if (isBefore(last, id)) return { ok: false, reason: "other-epoch", resume: positionOf(place, last) };
    return { ok: true };
  }

  group(name: string, stream: StreamName, consumer: string): Promise<GroupConsumer> {
    return new RedisGroupConsumer({
      group: name,
      consumer,
      partitions: this.partitions,
      connection: this.#connection,
      connect: this.#servers.isCluster ? undefined : () => this.#connectBlocking(stream, 0, MAX_BLOCK_MS),
      epoch: (partition) => this.#epoch(partition),
      keyOf: (partition) => this.#keys.stream(stream, partition),
      deadLetterKeyOf: (partition) => this.#keys.deadLetters(name, partition),
      placeOf: (partition, epoch) => ({ stream, partition, epoch }),
    }).open();
  }

  async deadLetters(group: string, { limit }: ReadOptions): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for (let partition = 0; partition < this.partitions; partition++) {
      const entries = (await this.#connection.run(
        "XREVRANGE",
        this.#keys.deadLetters(group, partition),
        "+",
        "-",
        "COUNT",
        limit,
      )) as readonly RawEntry[];
      for (const [, fields] of entries) {
        const values = fieldsOf(fields);
        const text = (name: string): string => textOf(values.get(name), "");
        letters.push({
          position: text("position"),
          group,
          reason: text("reason"),
          deliveryCount: Number(text("count")),
          at: Number(text("at")),
          json: text("json"),
        });
      }
    }
    return letters.toSorted((a, b) => b.at - a.at).slice(0, limit);
  }

  async trim({ maxAgeMs, maxEntries }: { readonly maxAgeMs?: number; readonly maxEntries?: number }): Promise<number> {
    const before = maxAgeMs === undefined ? "" : Math.round(Date.now() - maxAgeMs);
    let total = 0;
    for (const stream of STREAMS) {
      for (let partition = 0; partition < this.partitions; partition++) {
        for (let removed = TRIM_STEP; removed === TRIM_STEP; total += removed) {
          const keys = [this.#keys.stream(stream, partition), this.#keys.trimmed(stream, partition)];
          removed = Number(await this.#connection.eval(TRIM, keys, [before, maxEntries ?? "", TRIM_STEP]));
        }
      }
    }
    return total;
  }

  async stats(stream: StreamName, partition: number): Promise<StreamStats> {
    const key = this.#keys.stream(stream, partition);
    const place = await this.#place(stream, partition);
    const edge = async (command: string, from: string, to: string): Promise<Position | null> => {
      const [entry] = (await this.#connection.run(command, key, from, to, "COUNT", 1)) as readonly RawEntry[];
      return entry === undefined ? null : positionOf(place, entry[0]);
    };
    return {
      length: Number(await this.#connection.run("XLEN", key)),
      first: await edge("XRANGE", "-", "+"),
      last: await edge("XREVRANGE", "+", "-"),
    };
  }

  async ping(): Promise<void> {
    await this.#connection.run("PING");
    for (const { health } of this.#queues) health.check();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#connection.close();
  }

  async #place(stream: StreamName, partition: number): Promise<StreamPlace> {
    return { stream, partition, epoch: await this.#epoch(partition) };
  }

  async *#tailFrom(
    stream: StreamName,
    wanted: readonly number[],
    starting: Promise<TailCursor[]>,
    after: ReadonlyMap<number, Position> | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogRecord[]> {
    const cursors = await this.#started(stream, wanted, starting, after, signal);
    if (signal.aborted) return;
    const all = new Map(wanted.map((partition, index) => [partition, cursors[index] ?? { epoch: "", id: BEFORE_ALL }]));
    const groups = this.#servers.isCluster ? [...all].map((cursor) => new Map([cursor])) : [all];
    const left = new AbortController();
    const until = AbortSignal.any([signal, left.signal]);
    const sources = groups.map((group) => {
      const [first = 0] = group.keys();
      const connect = (): Promise<RedisConnection> => this.#connectBlocking(stream, first, BLOCK_MS);
      return tailPartitions({ stream, keys: this.#keys, connect, cursors: group, signal: until });
    });
    yield* merge(sources, () => left.abort());
  }

  async #started(
    stream: StreamName,
    wanted: readonly number[],
    starting: Promise<TailCursor[]>,
    after: ReadonlyMap<number, Position> | undefined,
    signal: AbortSignal,
  ): Promise<TailCursor[]> {
    const backoff = new Backoff({ initialMs: 20, maxMs: 1000 });
    for (
      let attempt = starting;
      !signal.aborted;
      attempt = Promise.all(wanted.map((partition) => this.#cursor(stream, partition, after?.get(partition))))
    ) {
      try {
        return await attempt;
      } catch (error) {
        if (!(error instanceof TelewireError) || error.code !== "LOG_UNAVAILABLE") throw error;
        await backoff.wait(signal).catch(() => undefined);
      }
    }
    return [];
  }

  async #cursor(stream: StreamName, partition: number, after: Position | undefined): Promise<TailCursor> {
    const [epoch, last] = await Promise.all([this.#epoch(partition), this.#lastId(stream, partition)]);
    return { epoch, id: after === undefined ? last : idOf({ stream, partition, epoch }, after) };
  }

  #epoch(partition: number): Promise<string> {
    return epochOf(this.#connection, this.#keys, partition);
  }

  #connectBlocking(stream: StreamName, partition: number, blockMs: number): Promise<RedisConnection> {
    return this.#servers.connectTo(
      this.#keys.stream(stream, partition),
      blockMs + BLOCKING_MARGIN_MS,
      this.#connection.nodes,
    );
  }

  /** Id of the last entry ever written, trimmed or not. */
  async #lastId(stream: StreamName, partition: number): Promise<string> {
    try {
      const info = fieldsOf(await this.#connection.run("XINFO", "STREAM", this.#keys.stream(stream, partition)));
      return String(info.get("last-generated-id"));
    } catch (error) {
      if (isReply(error, "ERR no such key")) return BEFORE_ALL;
      throw error;
    }
  }
}

/** @throws TelewireError BAD_POSITION for another place, CURSOR_EXPIRED for another life */
function idOf({ stream, partition, epoch }: StreamPlace, position: Position): string {
  const parts = parsePosition(position);
  if (parts.stream !== stream || parts.partition !== partition) throw new TelewireError("BAD_POSITION");
  if (parts.epoch !== epoch)
    throw new TelewireError("CURSOR_EXPIRED", {
      details: { resume: positionOf({ stream, partition, epoch }, BEFORE_ALL) },
    });
  return `${parts.major}-${parts.minor}`;
}
