import { TelewireError } from "@telewire/contracts";
import type { StreamName } from "@telewire/contracts";
import { Backoff } from "@telewire/kit";
import type { LogRecord } from "../event-log.ts";
import type { RedisConnection } from "./connection.ts";
import { BEFORE_ALL, isBefore, positionOf, recordOf, streamsOf, textOf } from "./entry-codec.ts";
import { epochOf } from "./epoch.ts";
import type { Keys } from "./keys.ts";

export interface RedisTailOptions {
  readonly stream: StreamName;
  readonly keys: Keys;
  /** A connection of its own: a blocking read holds up everything behind it. */
  readonly connect: () => Promise<RedisConnection>;
  /** Where each partition begins. */
  readonly cursors: ReadonlyMap<number, TailCursor>;
  readonly signal: AbortSignal;
}

export interface TailCursor {
  readonly epoch: string;
  /** Id of the last entry that was seen. */
  readonly id: string;
}

const READ_LIMIT = 1000;
export const BLOCK_MS = 2000;

/**
 * Reads some partitions of a stream, over outages, until aborted: always from where it stopped.
 * @throws TelewireError CURSOR_EXPIRED when there were entries that it can no longer see
 */
export async function* tailPartitions({
  stream,
  keys,
  connect,
  cursors,
  signal,
}: RedisTailOptions): AsyncGenerator<readonly LogRecord[]> {
  const backoff = new Backoff({ initialMs: 20, maxMs: 1000 });
  const seen = new Map(cursors);
  let connection: RedisConnection | undefined;
  const close = (): void => connection?.close();
  signal.addEventListener("abort", close);
  try {
    while (!signal.aborted) {
      let found: readonly LogRecord[] = [];
      try {
        if (connection === undefined) {
          connection = await connect();
          await assertWhole(connection, stream, keys, seen);
        }
        found = await readOn(connection, stream, keys, seen);
        backoff.reset();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof TelewireError) || error.code !== "LOG_UNAVAILABLE") throw error;
        close();
        connection = undefined;
        await backoff.wait(signal).catch(() => undefined);
      }
      if (found.length > 0) yield found;
    }
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

async function readOn(
  connection: RedisConnection,
  stream: StreamName,
  keys: Keys,
  seen: Map<number, TailCursor>,
): Promise<readonly LogRecord[]> {
  const byKey = new Map([...seen.keys()].map((partition) => [keys.stream(stream, partition), partition]));
  const ids = [...seen.values()].map(({ id }) => id);
  const reply = await connection.run(
    "XREAD",
    "COUNT",
    READ_LIMIT,
    "BLOCK",
    BLOCK_MS,
    "STREAMS",
    ...byKey.keys(),
    ...ids,
  );
  const records: LogRecord[] = [];
  for (const [key, entries] of streamsOf(reply)) {
    const partition = byKey.get(key);
    const cursor = partition === undefined ? undefined : seen.get(partition);
    const last = entries.at(-1);
    if (partition === undefined || cursor === undefined || last === undefined) continue;
    // So far behind that trimming may have overtaken it.
    if (entries.length === READ_LIMIT) await assertWhole(connection, stream, keys, new Map([[partition, cursor]]));
    const { epoch } = cursor;
    for (const entry of entries) records.push(recordOf({ stream, partition, epoch }, entry));
    seen.set(partition, { epoch, id: last[0] });
  }
  return records;
}

async function assertWhole(
  connection: RedisConnection,
  stream: StreamName,
  keys: Keys,
  seen: ReadonlyMap<number, TailCursor>,
): Promise<void> {
  for (const [partition, { epoch, id }] of seen) {
    const present = await epochOf(connection, keys, partition);
    const trimmedTo = textOf(await connection.run("GET", keys.trimmed(stream, partition)), BEFORE_ALL);
    if (present === epoch && !isBefore(id, trimmedTo)) continue;
    throw new TelewireError("CURSOR_EXPIRED", {
      details: { resume: positionOf({ stream, partition, epoch: present }, trimmedTo) },
    });
  }
}

/** Several sources as one, each waiting until its batch was taken. `stop` ends their waiting when the reader leaves. */
export async function* merge<Item>(sources: readonly AsyncGenerator<Item>[], stop: () => void): AsyncGenerator<Item> {
  const next = new Map(sources.map((source) => [source, advance(source)]));
  try {
    while (next.size > 0) {
      const { source, result } = await Promise.race(next.values());
      if (result.done === true) next.delete(source);
      else {
        yield result.value;
        next.set(source, advance(source));
      }
    }
  } finally {
    stop();
    await Promise.allSettled(next.values());
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}

async function advance<Item>(
  source: AsyncGenerator<Item>,
): Promise<{ readonly source: AsyncGenerator<Item>; readonly result: IteratorResult<Item> }> {
  return { source, result: await source.next() };
}
