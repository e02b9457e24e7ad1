import { setTimeout as pause } from "node:timers/promises";
import { TelewireError } from "@telewire/contracts";
import type { Position } from "@telewire/contracts";
import { startRedis, startRedisCluster, startTcpProxy, until } from "@telewire/testing";
import type { RedisCluster, RedisServer } from "@telewire/testing";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EventLog, GroupConsumer, NewRecord } from "../event-log.ts";
import { openRedisLog } from "./redis-log.ts";

const RETRY_MS = 5;

describe("cluster", () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  beforeEach(() => until(() => areReplicated(cluster), { timeoutMs: 30_000, what: "the replicas" }));
  afterAll(() => cluster[Symbol.asyncDispose]());

  it("a killed master is replaced, and each session's entries are there once and in order", async () => {
    await using log = await openRedisLog({ url: urlOf(cluster), partitions: 4, prefix: "order" });
    const sessions = ["a", "b", "c", "d", "e", "f"];
    const total = 2000;
    const stop = new AbortController();
    const seen = await collect(log, stop.signal);
    const master = await masterOf(cluster, `order:messages:{${log.partitionOf("a")}}`);
    await Promise.all(
      sessions.map((sessionId) =>
        produce(log, sessionId, total, (written) => {
          if (sessionId === "a" && written === total / 2) void master.kill();
        }),
      ),
    );
    for (const sessionId of sessions) expect(await stored(log, sessionId)).toEqual(numbers(total));
    const kept = (
      await Promise.all([0, 1, 2, 3].map((partition) => log.read("messages", partition, null, { limit: 100_000 })))
    ).flat();
    await until(() => kept.every(({ position }) => seen.has(position)), { timeoutMs: 20_000, what: "the tail" });
    stop.abort();
    await master.restart();
  }, 90_000);

  it("a group goes on over a killed master, and ends with nothing pending", async () => {
    await using log = await openRedisLog({ url: urlOf(cluster), partitions: 4, prefix: "group" });
    const total = 1500;
    const sessions = ["a", "b", "c", "d"];
    const master = await masterOf(cluster, `group:messages:{${log.partitionOf("a")}}`);
    const processed = new Set<string>();
    const stop = new AbortController();
    const consuming = Promise.all(["c1", "c2"].map((name) => consume(log, name, processed, stop.signal)));
    await Promise.all(
      sessions.map((sessionId) =>
        produce(log, sessionId, total, (written) => {
          if (sessionId === "a" && written === total / 2) void master.kill();
        }),
      ),
    );
    await until(() => processed.size === total * sessions.length, { timeoutMs: 30_000, what: "every entry" });
    await using consumer = await log.group("g", "messages", "last");
    await until(
      async () => {
        const { pending, undelivered } = await consumer.lag();
        return pending + undelivered === 0;
      },
      { timeoutMs: 30_000, what: "an empty group" },
    );
    stop.abort();
    await consuming;
    expect(processed.size).toBe(total * sessions.length);
    await master.restart();
  }, 90_000);
});

it("a group loses no entry and hands out no acked one again when the server is killed and restarted", async () => {
  await using server = await startRedis();
  await using log = await openRedisLog({ url: server.url });
  const total = 3000;
  const processed = new Set<string>();
  const stop = new AbortController();
  const consuming = Promise.all(["c1", "c2"].map((name) => consume(log, name, processed, stop.signal)));
  let restarting: Promise<void> | undefined;
  await produce(log, "a", total, (written) => {
    if (written === total / 2) restarting = server.restart();
  });
  await restarting;
  await until(() => processed.size === total, { timeoutMs: 30_000, what: "every entry" });
  stop.abort();
  await consuming;
  await using heir = await log.group("g", "messages", "heir");
  const left = [
    ...(await heir.claim({ limit: total, minIdleMs: 0 })),
    ...(await heir.read({ limit: total, waitMs: 0 })),
  ];
  expect(left).toEqual([]);
}, 60_000);

it("writers and tails leave a half-open connection, and nothing is lost or seen twice", async () => {
  await using server = await startRedis();
  await using proxy = await startTcpProxy(server.port);
  await using log = await openRedisLog({ url: `redis://127.0.0.1:${proxy.port}` });
  const stop = new AbortController();
  const seen = await collect(log, stop.signal);
  const total = 1000;
  await produce(log, "a", total, (written) => {
    if (written === total / 2) proxy.blackhole();
  });
  expect(await stored(log, "a")).toEqual(numbers(total));
  await until(() => seen.size === total, { timeoutMs: 20_000, what: "the tail" });
  expect([...seen.values()]).toEqual(numbers(total));
  stop.abort();
}, 60_000);

it("writers and tails go on over connections that are reset again and again", async () => {
  await using server = await startRedis();
  await using proxy = await startTcpProxy(server.port);
  await using log = await openRedisLog({ url: `redis://127.0.0.1:${proxy.port}` });
  const stop = new AbortController();
  const seen = await collect(log, stop.signal);
  const total = 2000;
  await produce(log, "a", total, (written) => {
    if (written % 100 === 0) proxy.cut();
  });
  expect(await stored(log, "a")).toEqual(numbers(total));
  await until(() => seen.size === total, { timeoutMs: 20_000, what: "the tail" });
  expect([...seen.values()]).toEqual(numbers(total));
  stop.abort();
}, 60_000);

/**
 * Writes "1", "2", ... under a lease as a session's journal does: repeats under the same batch number while the log is
 * away, and after STALE_OWNER takes the lease anew and goes on from the stored state.
 */
async function produce(
  log: EventLog,
  sessionId: string,
  total: number,
  onWritten: (written: number) => void,
): Promise<void> {
  for (let written = 0; written < total;) {
    const lease = await persist(() => log.leases.acquire(sessionId, "node", 60_000));
    const { lastBatch, values } = await persist(() => log.loadState(sessionId));
    written = Number(values.get("written") ?? 0);
    try {
      for (let batch = lastBatch + 1; written < total; batch++) {
        const text = String(written + 1);
        await persist(() =>
          log.append({
            sessionId,
            fence: lease?.fence ?? 0,
            batch,
            records: [entry(sessionId, text)],
            state: { written: text },
          }),
        );
        written += 1;
        onWritten(written);
      }
    } catch (error) {
      if (!hasCode(error, "STALE_OWNER")) throw error;
    }
  }
}

/** Repeats until the log is back. */
async function persist<Value>(work: () => Promise<Value>): Promise<Value> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!hasCode(error, "LOG_UNAVAILABLE")) throw error;
      await pause(RETRY_MS);
    }
  }
}

/** Acks what it reads; what it could not ack in time comes back by claim. */
async function consume(log: EventLog, name: string, processed: Set<string>, signal: AbortSignal): Promise<void> {
  await using consumer: GroupConsumer = await persist(() => log.group("g", "messages", name));
  while (!signal.aborted) {
    try {
      const fresh = await consumer.read({ limit: 50, waitMs: 100, signal });
      const deliveries = fresh.length > 0 ? fresh : await consumer.claim({ limit: 50, minIdleMs: 500 });
      for (const delivery of deliveries) processed.add(`${delivery.sessionId}/${textOf(delivery)}`);
      if (deliveries.length > 0) await persist(() => consumer.ack(deliveries.map(({ position }) => position)));
    } catch (error) {
      if (!hasCode(error, "LOG_UNAVAILABLE")) throw error;
      await pause(RETRY_MS);
    }
  }
}

async function collect(log: EventLog, signal: AbortSignal): Promise<Map<Position, string>> {
  const seen = new Map<Position, string>();
  const tail = log.tail("messages", { signal });
  // Where the tail begins was asked before this.
  await log.ping();
  void (async () => {
    for await (const records of tail) {
      for (const record of records) {
        if (seen.has(record.position)) throw new Error(`seen twice: ${record.position}`);
        seen.set(record.position, textOf(record));
      }
    }
  })();
  return seen;
}

async function stored(log: EventLog, sessionId: string): Promise<string[]> {
  const records = await persist(() => log.read("messages", log.partitionOf(sessionId), null, { limit: 100_000 }));
  return records.filter((record) => record.sessionId === sessionId).map(textOf);
}

function urlOf({ nodes }: RedisCluster): string {
  return nodes.map(({ host, port }) => `redis://${host}:${port}`).join(",");
}

async function masterOf({ servers }: RedisCluster, key: string): Promise<RedisServer> {
  const port = await withClient(servers[0], async (client) => {
    const slot = await client.cluster("KEYSLOT", key);
    const slots = await client.cluster("SLOTS");
    return slots.find(([first, last]) => first <= slot && slot <= last)?.[2]?.[1];
  });
  const master = servers.find((server) => server.port === port);
  if (master === undefined) throw new Error(`no master for ${key}`);
  return master;
}

/** Only a replica that has its master's data can replace it. */
async function areReplicated({ servers }: RedisCluster): Promise<boolean> {
  const infos = await Promise.all(
    servers.map((server) =>
      withClient(server, async (client) => {
        await client.config("SET", "repl-diskless-sync-delay", "0");
        return client.info("replication");
      }),
    ),
  );
  return infos.filter((info) => info.includes("master_link_status:up")).length === 3;
}

async function withClient<Value>(
  server: RedisServer | undefined,
  use: (client: Redis) => Promise<Value>,
): Promise<Value> {
  const client = new Redis(server?.port ?? 0, "127.0.0.1", { retryStrategy: () => null });
  client.on("error", () => undefined);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

function entry(sessionId: string, text: string): NewRecord {
  return {
    stream: "messages",
    kind: "message",
    chatId: "-100",
    json: JSON.stringify({ schemaVersion: "1.0.0", kind: "message", sessionId, chatId: "-100", text }),
  };
}

function textOf({ json }: { readonly json: string }): string {
  return (JSON.parse(json) as { text: string }).text;
}

function numbers(total: number): string[] {
  return Array.from({ length: total }, (_, index) => String(index + 1));
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof TelewireError && error.code === code;
}
