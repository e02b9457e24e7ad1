import { describe, expect, it } from "vitest";
import { batch, textOf } from "./log-store.ts";
import type { LogStore } from "./log-store.ts";

export function describeLeases(createStore: () => Promise<LogStore>): void {
  describe("leases", () => {
    it("has one holder, and the fence grows with every change", async () => {
      await using store = await createStore();
      await using log = await store.open();
      const first = await log.leases.acquire("s", "n1", 60_000);
      expect(first).toMatchObject({ sessionId: "s", nodeId: "n1" });
      expect(await log.leases.acquire("s", "n2", 60_000)).toBeNull();
      if (first === null) throw new Error("the lease was free");
      const renewed = await log.leases.renew(first, 60_000);
      expect(renewed?.fence).toBe(first.fence);
      await log.leases.release(renewed ?? first);
      expect(await log.leases.get("s")).toBeNull();
      const second = await log.leases.acquire("s", "n2", 60_000);
      expect(second?.fence).toBeGreaterThan(first.fence);
      expect(await log.leases.renew(first, 60_000)).toBeNull();
      expect((await log.leases.get("s"))?.nodeId).toBe("n2");
    });

    it("passes to another when it ran out", async () => {
      await using store = await createStore();
      await using log = await store.open();
      const first = await log.leases.acquire("s", "n1", 1);
      if (first === null) throw new Error("the lease was free");
      await expect.poll(() => log.leases.acquire("s", "n2", 60_000)).not.toBeNull();
      expect(await log.leases.renew(first, 60_000)).toBeNull();
    });

    it("refuses a write under an older fence and takes one under the present", async () => {
      await using store = await createStore();
      await using log = await store.open();
      const old = await log.leases.acquire("s", "n1", 60_000);
      const renewed = old === null ? null : await log.leases.acquire("s", "n1", 60_000);
      expect(renewed?.fence).toBeGreaterThan(old?.fence ?? Number.POSITIVE_INFINITY);
      if (renewed !== null) await log.leases.release(renewed);
      const present = await log.leases.acquire("s", "n2", 60_000);
      await expect(
        log.append(batch("s", 1, ["a"], { fence: old?.fence ?? 0, state: { pts: "9" } })),
      ).rejects.toMatchObject({ code: "STALE_OWNER" });
      await log.append(batch("s", 1, ["b"], { fence: present?.fence ?? 0, state: { pts: "1" } }));
      expect((await log.read("messages", log.partitionOf("s"), null, { limit: 10 })).map(textOf)).toEqual(["b"]);
      expect((await log.loadState("s")).values.get("pts")).toBe("1");
    });

    it("refuses, under a fence, a batch that does not follow the last one stored", async () => {
      await using store = await createStore();
      await using log = await store.open();
      const lease = await log.leases.acquire("s", "n1", 60_000);
      const fence = lease?.fence ?? 0;
      await log.append(batch("s", 1, ["a"], { fence }));
      await expect(log.append(batch("s", 3, ["c"], { fence }))).rejects.toMatchObject({ code: "STALE_OWNER" });
      expect(await log.append(batch("s", 1, ["a"], { fence }))).toMatchObject({ repeated: true });
      await expect(log.append(batch("other", 1, ["a"], { fence: 7 }))).rejects.toMatchObject({ code: "STALE_OWNER" });
      expect(await log.read("messages", log.partitionOf("s"), null, { limit: 10 })).toHaveLength(1);
    });

    it("lists the nodes that are alive", async () => {
      await using store = await createStore();
      await using log = await store.open();
      const node = { nodeId: "n1", url: "http://127.0.0.1:1", roles: ["listener"], metrics: { messages: 3 } };
      await log.nodes.register(node, 60_000);
      await log.nodes.register({ ...node, nodeId: "n2" }, 1);
      await expect.poll(() => log.nodes.list()).toEqual([node]);
      await log.nodes.unregister("n1");
      expect(await log.nodes.list()).toEqual([]);
    });
  });
}
