import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { openEmbeddedLog, openRedisLog } from "@telewire/log";
import type { EventLog, NewRecord } from "@telewire/log";
import { startRedis, tempDirectory } from "@telewire/testing";
import { Redis } from "ioredis";
import { print, quantile, result } from "./result.ts";
import type { BenchResult } from "./result.ts";

const ROUNDS = 5;
const ENTRIES = 40_000;
/** What one turn of the event loop brings: some sessions, each with a batch. */
const SESSIONS = 10;
const RECORDS = 10;
const TURN = SESSIONS * RECORDS;
const LATENCY_RATE = 1000;
const LATENCY_ENTRIES = 1500;

interface Cost {
  readonly perSecond: number;
  /** Of this process, all of its threads. */
  readonly cpuMicros: number;
}

/** What appending costs with each driver beside the same rows or commands without it, and how long an entry takes to a tail. */
export async function run(): Promise<readonly BenchResult[]> {
  return [...(await benchEmbedded()), ...(await benchRedis())];
}

async function benchEmbedded(): Promise<BenchResult[]> {
  await using directory = await tempDirectory();
  await using log = await openEmbeddedLog({ directory: join(directory.path, "log") });
  const sqlite = rawSqlite(join(directory.path, "floor.sqlite"));
  const own: Cost[] = [];
  const floor: Cost[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    own.push(await measure(appender(log)));
    floor.push(await measure(sqlite));
  }
  return [
    ...costs("embedded", own, "node:sqlite, one transaction of 100 rows", floor),
    ...(await latencies("embedded", log)),
  ];
}

async function benchRedis(): Promise<BenchResult[]> {
  await using server = await startRedis({ fsync: "everysec" });
  await using log = await openRedisLog({ url: server.url, partitions: 1 });
  const client = new Redis(server.url);
  const own: Cost[] = [];
  const floor: Cost[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    own.push(await measure(appender(log)));
    floor.push(await measure(rawXadd(client)));
    await log.trim({ maxEntries: 0 });
    await client.del("floor");
  }
  client.disconnect();
  return [...costs("Redis", own, "ioredis, pipelines of 100 XADD", floor), ...(await latencies("Redis", log))];
}

function costs(driver: string, own: readonly Cost[], peer: string, floor: readonly Cost[]): BenchResult[] {
  // The first round warms up.
  const [mine, theirs] = [own.slice(1), floor.slice(1)];
  const beside = (pick: (cost: Cost) => number): { name: string; rounds: number[] } => ({
    name: peer,
    rounds: theirs.map(pick),
  });
  return [
    result(
      `${driver}: append, CPU`,
      "µs/entry",
      mine.map(({ cpuMicros }) => cpuMicros),
      beside(({ cpuMicros }) => cpuMicros),
    ),
    result(
      `${driver}: append, flat out`,
      "entries/s",
      mine.map(({ perSecond }) => perSecond),
      beside(({ perSecond }) => perSecond),
    ),
  ];
}

/** `turn` writes `TURN` entries. */
async function measure(turn: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (let count = 0; count < ENTRIES; count += TURN) await turn();
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (ENTRIES * 1000) / (performance.now() - startedAt), cpuMicros: (user + system) / ENTRIES };
}

function appender(log: EventLog): () => Promise<unknown> {
  const sessionIds = Array.from({ length: SESSIONS }, () => randomUUID());
  let batch = 0;
  return () => {
    batch += 1;
    return Promise.all(
      sessionIds.map((sessionId) =>
        log.append({
          sessionId,
          fence: null,
          batch,
          records: Array.from({ length: RECORDS }, () => record(sessionId)),
          state: { common: `${batch}` },
        }),
      ),
    );
  };
}

function rawSqlite(file: string): () => Promise<void> {
  const database = new DatabaseSync(file);
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE entries (id INTEGER PRIMARY KEY, json TEXT NOT NULL)",
  );
  const insert = database.prepare("INSERT INTO entries (json) VALUES (?)");
  return () => {
    database.exec("BEGIN");
    for (let index = 0; index < TURN; index++) insert.run(record("floor").json);
    database.exec("COMMIT");
    return Promise.resolve();
  };
}

function rawXadd(client: Redis): () => Promise<unknown> {
  return () => {
    const pipeline = client.pipeline();
    for (let index = 0; index < TURN; index++) pipeline.xadd("floor", "*", "json", record("floor").json);
    return pipeline.exec();
  };
}

/** Paced appends of one entry each; from the call to the entry in a tail of the same process. */
async function latencies(driver: string, log: EventLog): Promise<BenchResult[]> {
  const sessionId = randomUUID();
  const stop = new AbortController();
  const sentAt: number[] = [];
  const tookMs: number[] = [];
  const tail = log.tail("messages", { signal: stop.signal });
  const reading = (async () => {
    for await (const records of tail) {
      const now = performance.now();
      for (const _ of records) tookMs.push(now - (sentAt[tookMs.length] ?? now));
      if (tookMs.length >= LATENCY_ENTRIES) return;
    }
  })();
  await log.ping();
  const startedAt = performance.now();
  const appends: Promise<unknown>[] = [];
  while (sentAt.length < LATENCY_ENTRIES) {
    const due = ((performance.now() - startedAt) * LATENCY_RATE) / 1000;
    while (sentAt.length < due && sentAt.length < LATENCY_ENTRIES) {
      sentAt.push(performance.now());
      appends.push(log.append({ sessionId, fence: null, batch: sentAt.length, records: [record(sessionId)] }));
    }
    await sleep(1);
  }
  await Promise.all(appends);
  await reading;
  stop.abort();
  return (
    [
      ["p50", 0.5],
      ["p99", 0.99],
    ] as const
  ).map(([name, share]) =>
    result(`${driver}: append to tail at ${LATENCY_RATE}/s, ${name}`, "ms", [quantile(tookMs, share)]),
  );
}

/** About 440 bytes, as a short post with its trace. */
function record(sessionId: string): NewRecord {
  const chatId = "-1001234567890";
  const json = `{"schemaVersion":"1.0.0","kind":"message","sessionId":"${sessionId}","chatId":"${chatId}","messageId":"48213","date":"2026-01-01T00:00:00.000Z","sender":{"id":"99966100001","kind":"user","name":"Someone"},"chat":{"id":"${chatId}","kind":"supergroup","title":"A group of people"},"text":"${"x".repeat(80)}","entities":[],"surfaces":{},"backfilled":false,"trace":{"telegramDate":"2026-01-01T00:00:00.000Z","receivedAt":1767225600000.123,"appendedAt":1767225600000.456}}`;
  return { stream: "messages", kind: "message", chatId, json };
}

if (import.meta.main) print("log", await run());
