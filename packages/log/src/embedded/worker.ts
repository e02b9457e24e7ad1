import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { workerData } from "node:worker_threads";
import { TelewireError } from "@telewire/contracts/errors";
import { STREAMS } from "@telewire/contracts/position";
import { serveCalls } from "@telewire/kit/worker-calls";
import type { AppendBatch } from "../event-log.ts";
import { partitionOf } from "../partition.ts";
import { EntryStore } from "./entry-store.ts";
import { GroupStore } from "./group-store.ts";
import { LeaseTable } from "./lease-table.ts";
import type { AppendReply, Operations, Opened, WorkerOptions } from "./protocol.ts";
import { SCHEMA } from "./schema.ts";

/** Entries removed in one transaction: what is appended meanwhile waits for it. */
const TRIM_STEP = 1000;
const { directory, partitions } = workerData as WorkerOptions;

const { database, epoch, partitionCount } = open();
const entries = new EntryStore(database);
const groups = new GroupStore(database, entries, partitionCount, epoch);
const leases = new LeaseTable(database);

const operations: Operations = {
  append: (batches) => appendAll(batches),
  loadState: (sessionId) => entries.loadState(sessionId),
  clearState: (sessionId) => entries.clearState(sessionId),
  readForward: (range, afterSeq, limit) => ({
    rows: entries.readForward(range, afterSeq, limit),
    trimmedTo: entries.bounds(range).trimmedTo,
  }),
  readBackward: (range, beforeSeq, limit) => entries.readBackward(range, beforeSeq, limit),
  bounds: (range) => entries.bounds(range),
  trimStep: (before, maxEntries) => atomically(() => trimStep(before, maxEntries)),
  groupRead: (ref, limit) => atomically(() => groups.read(ref, limit, Date.now())),
  groupClaim: (ref, limit, minIdleMs) => atomically(() => groups.claim(ref, limit, minIdleMs, Date.now())),
  groupAck: (ref, acked) => atomically(() => groups.ack(ref, acked)),
  groupDeadLetter: (ref, entry, reason) => atomically(() => groups.deadLetter(ref, entry, reason, Date.now())),
  groupDeadLetters: (name, limit) => groups.deadLetters(name, limit),
  groupLag: (ref) => groups.lag(ref),
  acquire: (sessionId, nodeId, ttlMs) => atomically(() => leases.acquire(sessionId, nodeId, ttlMs, Date.now())),
  renew: (lease, ttlMs) => leases.renew(lease, ttlMs, Date.now()),
  release: (lease) => leases.release(lease),
  lease: (sessionId) => leases.get(sessionId, Date.now()),
  register: (node, ttlMs) => leases.register(node, ttlMs, Date.now()),
  unregister: (nodeId) => leases.unregister(nodeId),
  nodes: () => leases.nodes(Date.now()),
  ping: () => undefined,
};

serveCalls(operations, {
  ready: { epoch, partitions: partitionCount } satisfies Opened,
  unavailable: "LOG_UNAVAILABLE",
  close: () => database.close(),
});

function atomically<Value>(work: () => Value): Value {
  try {
    return entries.transaction(work);
  } catch (error) {
    groups.forget();
    throw error;
  }
}

/** One transaction for all; a batch that is refused leaves the others whole. */
function appendAll(batches: readonly AppendBatch[]): AppendReply[] {
  const at = Date.now();
  return atomically(() =>
    batches.map((batch) => {
      try {
        return entries.append(batch, partitionOf(batch.sessionId, partitionCount), at) ?? "repeated";
      } catch (error) {
        if (error instanceof TelewireError && error.code === "STALE_OWNER") return "stale";
        throw error;
      }
    }),
  );
}

function trimStep(before: number | null, maxEntries: number | null): number {
  let removed = 0;
  for (const stream of STREAMS) {
    for (let partition = 0; partition < partitionCount; partition++)
      removed += entries.trim({ stream, partition }, before, maxEntries, TRIM_STEP);
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
  return {
    database: opened,
    epoch: meta("epoch", newEpoch()),
    partitionCount: Number(meta("partitions", String(partitions))),
  };
}

/** Later lives of a log sort after earlier ones. */
function newEpoch(): string {
  return Date.now().toString(36) + randomBytes(2).toString("hex");
}
