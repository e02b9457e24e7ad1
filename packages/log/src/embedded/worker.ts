import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { STREAMS, TelewireError } from "@telewire/contracts";
import type { AppendBatch } from "../event-log.ts";
import { partitionOf } from "../partition.ts";
import { EntryStore } from "./entry-store.ts";
import { GroupStore } from "./group-store.ts";
import { LeaseTable } from "./lease-table.ts";
import type { Answer, Operations, Opened, Question, WorkerOptions } from "./protocol.ts";
import { SCHEMA } from "./schema.ts";

const TRIM_STEP = 5000;
const { directory, partitions } = workerData as WorkerOptions;
const port = parentPort;
if (port === null) throw new Error("the log's worker runs in a worker thread only");

const { database, epoch, partitionCount } = open();
const entries = new EntryStore(database);
const groups = new GroupStore(database, entries, partitionCount, epoch);
const leases = new LeaseTable(database);

const operations: Operations = {
  append: (batches) => appendAll(batches),
  loadState: (sessionId) => entries.loadState(sessionId),
  clearState: (sessionId) => entries.clearState(sessionId),
  readForward: (range, afterSeq, limit) => entries.readForward(range, afterSeq, limit),
  readBackward: (range, beforeSeq, limit) => entries.readBackward(range, beforeSeq, limit),
  bounds: (range) => entries.bounds(range),
  trimStep: (before, maxEntries) => entries.transaction(() => trimStep(before, maxEntries)),
  groupRead: (ref, consumer, limit) => entries.transaction(() => groups.read(ref, consumer, limit, Date.now())),
  groupClaim: (ref, consumer, limit, minIdleMs) => entries.transaction(() => groups.claim(ref, consumer, limit, minIdleMs, Date.now())),
  groupAck: (ref, acked) => entries.transaction(() => groups.ack(ref, acked)),
  groupDeadLetter: (ref, entry, reason) => entries.transaction(() => groups.deadLetter(ref, entry, reason, Date.now())),
  groupDeadLetters: (name, limit) => groups.deadLetters(name, limit),
  groupLag: (ref) => groups.lag(ref),
  acquire: (sessionId, nodeId, ttlMs) => entries.transaction(() => leases.acquire(sessionId, nodeId, ttlMs, Date.now())),
  renew: (lease, ttlMs) => leases.renew(lease, ttlMs, Date.now()),
  release: (lease) => leases.release(lease),
  lease: (sessionId) => leases.get(sessionId, Date.now()),
  register: (node, ttlMs) => leases.register(node, ttlMs, Date.now()),
  unregister: (nodeId) => leases.unregister(nodeId),
  nodes: () => leases.nodes(Date.now()),
  ping: () => undefined,
};

port.on("message", (questions: readonly Question[] | "close") => {
  if (questions === "close") {
    database.close();
    port.close();
    return;
  }
  port.postMessage(questions.map(answer));
});
port.postMessage({ epoch, partitions: partitionCount } satisfies Opened);

function answer({ id, operation, args }: Question): Answer {
  try {
    const run = operations[operation] as (...parameters: readonly unknown[]) => unknown;
    return { id, value: run(...args) };
  } catch (error) {
    return { id, error: describe(error) };
  }
}

function describe(error: unknown): { readonly code: string; readonly message: string } {
  return { code: error instanceof TelewireError ? error.code : "LOG_UNAVAILABLE", message: error instanceof Error ? error.message : String(error) };
}

/** One transaction for all; a batch that is refused leaves the others whole. */
function appendAll(batches: readonly AppendBatch[]): ReturnType<Operations["append"]> {
  const at = Date.now();
  return entries.transaction(() =>
    batches.map((batch) => {
      try {
        return entries.append(batch, partitionOf(batch.sessionId, partitionCount), at);
      } catch (error) {
        if (error instanceof TelewireError && error.code === "STALE_OWNER") return { stale: true };
        throw error;
      }
    }),
  );
}

function trimStep(before: number | null, maxEntries: number | null): number {
  let removed = 0;
  for (const stream of STREAMS) {
    for (let partition = 0; partition < partitionCount; partition++) removed += entries.trim({ stream, partition }, before, maxEntries, TRIM_STEP);
  }
  return removed;
}

function open(): { database: DatabaseSync; epoch: string; partitionCount: number } {
  mkdirSync(directory, { recursive: true });
  const opened = new DatabaseSync(join(directory, "log.sqlite"), { timeout: 0 });
  opened.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  opened.exec(SCHEMA);
  const meta = (key: string, value: string): string => {
    opened.prepare("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING").run(key, value);
    return String(opened.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.["value"]);
  };
  return { database: opened, epoch: meta("epoch", randomBytes(4).toString("hex")), partitionCount: Number(meta("partitions", String(partitions))) };
}
