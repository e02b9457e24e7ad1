import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TelewireError } from "@telewire/contracts";
import { silentLogger, systemClock } from "@telewire/kit";
import { openEmbeddedLog } from "@telewire/log";
import type { EventLog, Lease, LeaseStore } from "@telewire/log";
import { until } from "@telewire/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LeaseKeeper } from "./lease-keeper.ts";
import { rankOf } from "./placement.ts";

/** Long beside the pauses of a busy machine: a keeper that cannot renew in time gives up, rightly. */
const TTL_MS = 2000;
let folder: string;
let log: EventLog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "telewire-lease-"));
  log = await openEmbeddedLog({ directory: folder });
});
afterEach(async () => {
  await log[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("LeaseKeeper", () => {
  it("keeps the lease over its time, and gives it back at once", async () => {
    const lease = await acquire("one");
    const keeper = keep(lease, log.leases);
    await until(() => keeper.lease.expiresAt > lease.expiresAt + TTL_MS);
    expect(await log.leases.acquire("a", "two", TTL_MS)).toBeNull();
    await keeper.release();
    expect(keeper.lost.aborted).toBe(false);
    expect(await log.leases.acquire("a", "two", TTL_MS)).toMatchObject({ nodeId: "two" });
  });

  it("gives up before the lease runs out when the store is away", async () => {
    const lease = await acquire("one");
    const away: LeaseStore = { ...log.leases, renew: () => Promise.reject(new TelewireError("LOG_UNAVAILABLE")) };
    const keeper = keep(lease, away);
    await once(keeper.lost, "abort");
    expect(Date.now()).toBeLessThan(lease.expiresAt);
    expect(await log.leases.acquire("a", "two", TTL_MS)).toBeNull();
    await keeper.release();
  });

  it("knows when another node has taken it", async () => {
    const lease = await acquire("one");
    const keeper = keep(lease, log.leases);
    await log.leases.release(lease);
    await log.leases.acquire("a", "two", TTL_MS);
    await once(keeper.lost, "abort");
    expect((keeper.lost.reason as Error).message).toBe("another node has taken the lease");
    await keeper.release();
    expect(await log.leases.get("a")).toMatchObject({ nodeId: "two" });
  });
});

describe("rankOf", () => {
  const nodes = ["a", "b", "c"].map((nodeId) => ({ nodeId, url: null, roles: ["listener"], metrics: {} }));

  it("spreads sessions, and a node that leaves moves only its own", () => {
    const sessions = Array.from({ length: 600 }, (_, index) => `session-${index}`);
    const ownerOf = (sessionId: string, among: typeof nodes): string | undefined =>
      among.find(({ nodeId }) => rankOf(sessionId, nodeId, among) === 0)?.nodeId;
    const before = new Map(sessions.map((sessionId) => [sessionId, ownerOf(sessionId, nodes)]));
    const counts = Map.groupBy(before.values(), (nodeId) => nodeId);
    for (const { nodeId } of nodes) expect(counts.get(nodeId)?.length ?? 0).toBeGreaterThan(140);
    const left = nodes.filter(({ nodeId }) => nodeId !== "b");
    const moved = sessions.filter((sessionId) => ownerOf(sessionId, left) !== before.get(sessionId));
    expect(moved).toEqual(sessions.filter((sessionId) => before.get(sessionId) === "b"));
  });
});

async function acquire(nodeId: string): Promise<Lease> {
  const lease = await log.leases.acquire("a", nodeId, TTL_MS);
  if (lease === null) throw new Error("the lease is taken");
  return lease;
}

function keep(lease: Lease, leases: LeaseStore): LeaseKeeper {
  return new LeaseKeeper({
    leases,
    lease,
    ttlMs: TTL_MS,
    askedAt: systemClock.monotonic(),
    clock: systemClock,
    logger: silentLogger,
  });
}
