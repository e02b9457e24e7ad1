import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TelewireError } from "@telewire/contracts";
import { silentLogger } from "@telewire/kit";
import { openEmbeddedLog } from "@telewire/log";
import type { Delivery, EventLog } from "@telewire/log";
import { until } from "@telewire/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NodeMetrics } from "../metrics/node-metrics.ts";
import { StreamWorker } from "./stream-worker.ts";

let folder: string;
let log: EventLog;
let batch = 0;
let stop: AbortController;
let metrics: NodeMetrics;
let running: Promise<void> | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "telewire-worker-"));
  log = await openEmbeddedLog({ directory: folder });
  batch = 0;
  stop = new AbortController();
  metrics = new NodeMetrics();
  running = undefined;
});
afterEach(async () => {
  stop.abort();
  await running;
  await log[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("StreamWorker", () => {
  it("archives all entries in order, then acks them", async () => {
    await append(1200);
    const written: string[] = [];
    work(async (entries) => void written.push(...idsOf(entries)));
    await until(() => metrics.values().entriesArchived === 1200);
    expect(written).toEqual(numbers(1, 1200));
    expect(metrics.values().batchesWritten).toBeLessThan(20);
    stop.abort();
    await running;
    await using consumer = await log.group("g", "messages", "other");
    expect(await consumer.lag()).toEqual({ pending: 0, undelivered: 0 });
  });

  it("sets only the poison entry aside, after its deliveries are used up", async () => {
    await append(300);
    const written = new Set<string>();
    const attempts: number[] = [];
    work(
      async (entries) => {
        const ids = idsOf(entries);
        if (ids.includes("77")) {
          if (ids.length === 1) attempts.push(entries[0]?.deliveryCount ?? 0);
          throw new RangeError("no such date");
        }
        for (const id of ids) written.add(id);
      },
      { maxDeliveries: 3, claimIdleMs: 1 },
    );
    const letters = await until(async () => {
      const found = await log.deadLetters("g", { limit: 10 });
      return found.length > 0 ? found : undefined;
    });
    expect(written.size).toBe(299);
    expect(attempts).toEqual([1, 2, 3]);
    expect(letters).toMatchObject([
      { group: "g", reason: "RangeError: no such date", json: expect.stringContaining('"messageId":"77"') as string },
    ]);
    expect(metrics.values()).toMatchObject({ entriesArchived: 299, deadLetters: 1 });
  });

  it("waits for an archive that is away: it is no poison", async () => {
    await append(10);
    let isAway = true;
    const tried = Promise.withResolvers<void>();
    const written: string[] = [];
    const worker = work(
      async (entries) => {
        tried.resolve();
        if (isAway) throw new TelewireError("ARCHIVE_UNAVAILABLE");
        written.push(...idsOf(entries));
      },
      { maxDeliveries: 1 },
    );
    await tried.promise;
    await until(() => worker.isWaiting);
    isAway = false;
    await until(() => metrics.values().entriesArchived === 10);
    expect(written).toEqual(numbers(1, 10));
    expect(worker.isWaiting).toBe(false);
    expect(await log.deadLetters("g", { limit: 10 })).toEqual([]);
  });

  it("finishes the batch in hand when it is stopped", async () => {
    await append(5);
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    work(async () => {
      entered.resolve();
      await gate.promise;
    });
    await entered.promise;
    stop.abort();
    gate.resolve();
    await running;
    expect(metrics.values().entriesArchived).toBe(5);
  });

  it("refuses an entry of a version that it cannot read, and nothing beside it", async () => {
    await append(3, (id) => (id === 2 ? "9.0.0" : "1.0.0"));
    const written: string[] = [];
    work(async (entries) => void written.push(...idsOf(entries)), { maxDeliveries: 1 });
    await until(() => metrics.values().deadLetters === 1);
    expect(written).toEqual(["1", "3"]);
  });
});

function work(
  write: (entries: readonly Delivery[]) => Promise<void>,
  options: { readonly maxDeliveries?: number; readonly claimIdleMs?: number } = {},
): StreamWorker {
  const { maxDeliveries = 5, claimIdleMs = 30_000 } = options;
  const worker = new StreamWorker({
    name: "messages",
    open: () => log.group("g", "messages", "one"),
    write,
    batchSize: 500,
    batchWaitMs: 5,
    claimIdleMs,
    maxDeliveries,
    metrics,
    logger: silentLogger,
    onLag: () => undefined,
  });
  running = worker.run(stop.signal, new AbortController().signal);
  return worker;
}

async function append(count: number, version: (id: number) => string = () => "1.0.0"): Promise<void> {
  const records = numbers(1, count).map((id) => ({
    stream: "messages" as const,
    kind: "message" as const,
    chatId: "-1001",
    json: JSON.stringify({
      schemaVersion: version(Number(id)),
      kind: "message",
      sessionId: "a",
      chatId: "-1001",
      messageId: id,
    }),
  }));
  await log.append({ sessionId: "a", fence: null, batch: ++batch, records });
}

function idsOf(entries: readonly Delivery[]): string[] {
  return entries.map(({ json }) => (JSON.parse(json) as { messageId: string }).messageId);
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}
