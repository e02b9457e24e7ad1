import { describe, expect, it } from "vitest";
import type { Delivery } from "../event-log.ts";
import { batch, message, textOf } from "./log-store.ts";
import type { LogStore } from "./log-store.ts";

export function describeGroups(createStore: () => Promise<LogStore>): void {
  describe("consumer group", () => {
    const read = { limit: 100, waitMs: 0 };

    it("shares the entries among its consumers, each delivered to one", async () => {
      await using store = await createStore();
      await using log = await store.open();
      await using first = await log.group("g", "messages", "c1");
      await using second = await log.group("g", "messages", "c2");
      await log.append(batch("s", 1, ["a", "b", "c", "d"]));
      const taken = [await first.read({ limit: 2, waitMs: 0 }), await second.read(read), await first.read(read)];
      expect(taken.map((deliveries) => deliveries.map(textOf))).toEqual([["a", "b"], ["c", "d"], []]);
      expect(await first.lag()).toEqual({ pending: 4, undelivered: 0 });
      await second.ack(taken.flat().map(({ position }) => position));
      expect(await first.lag()).toEqual({ pending: 0, undelivered: 0 });
    });

    it("waits for the first entry, and stops waiting when aborted", async () => {
      await using store = await createStore();
      await using log = await store.open();
      await using consumer = await log.group("g", "messages", "c");
      const waiting = consumer.read({ limit: 10, waitMs: 10_000 });
      await log.append(batch("s", 1, ["a"]));
      expect((await waiting).map(textOf)).toEqual(["a"]);
      const abort = new AbortController();
      const aborted = consumer.read({ limit: 10, waitMs: 10_000, signal: abort.signal });
      abort.abort();
      expect(await aborted).toEqual([]);
    });

    it("gives the entries of a dead consumer to another, counting deliveries", async () => {
      await using store = await createStore();
      await using log = await store.open();
      await using dead = await log.group("g", "messages", "dead");
      await using heir = await log.group("g", "messages", "heir");
      await log.append(batch("s", 1, ["a", "b"]));
      const [a] = await dead.read(read);
      await dead.ack([a?.position ?? ""]);
      expect(await heir.claim({ limit: 10, minIdleMs: 60_000 })).toEqual([]);
      const claimed = await heir.claim({ limit: 10, minIdleMs: 0 });
      expect(claimed.map(textOf)).toEqual(["b"]);
      expect(claimed[0]?.deliveryCount).toBe(2);
      expect((await heir.claim({ limit: 10, minIdleMs: 0 }))[0]?.deliveryCount).toBe(3);
    });

    it("hands out again after a restart what was not acked", async () => {
      await using store = await createStore();
      {
        await using log = await store.open();
        await using consumer = await log.group("g", "messages", "c");
        await log.append(batch("s", 1, ["a", "b", "c"]));
        const deliveries = await consumer.read(read);
        await consumer.ack([deliveries[0]?.position ?? ""]);
      }
      await using log = await store.open();
      await using consumer = await log.group("g", "messages", "c");
      const again: Delivery[] = [
        ...(await consumer.claim({ limit: 10, minIdleMs: 0 })),
        ...(await consumer.read(read)),
      ];
      expect(again.map(textOf)).toEqual(["b", "c"]);
    });

    it("knows after a restart what was acked out of order, and how often the rest was delivered", async () => {
      await using store = await createStore();
      {
        await using log = await store.open();
        await using consumer = await log.group("g", "messages", "c");
        await log.append(batch("s", 1, ["a", "b", "c", "d"]));
        const [a, , c] = await consumer.read({ limit: 3, waitMs: 0 });
        await consumer.ack([a?.position ?? "", c?.position ?? ""]);
      }
      const counted = (deliveries: readonly Delivery[]): unknown =>
        deliveries.map((delivery) => [textOf(delivery), delivery.deliveryCount]);
      {
        await using log = await store.open();
        await using consumer = await log.group("g", "messages", "c");
        expect(await consumer.lag()).toEqual({ pending: 1, undelivered: 1 });
        expect(counted(await consumer.claim({ limit: 10, minIdleMs: 0 }))).toEqual([["b", 2]]);
        expect(counted(await consumer.read(read))).toEqual([["d", 1]]);
      }
      await using log = await store.open();
      await using consumer = await log.group("g", "messages", "c");
      expect(counted(await consumer.claim({ limit: 10, minIdleMs: 0 }))).toEqual([
        ["b", 3],
        ["d", 2],
      ]);
    });

    it("is one group for each name and stream, with what was there before it", async () => {
      await using store = await createStore();
      await using log = await store.open();
      await log.append({ sessionId: "s", fence: null, batch: 1, records: [message("m"), message("d", "detections")] });
      for (const [name, stream, text] of [
        ["g", "messages", "m"],
        ["g", "detections", "d"],
        ["h", "messages", "m"],
      ] as const) {
        await using consumer = await log.group(name, stream, "c");
        expect((await consumer.read(read)).map(textOf)).toEqual([text]);
      }
    });

    it("forgets what was trimmed while it was pending", async () => {
      await using store = await createStore();
      await using log = await store.open();
      await using consumer = await log.group("g", "messages", "c");
      await log.append(batch("s", 1, ["a", "b"]));
      await consumer.read(read);
      await log.trim({ maxEntries: 1 });
      expect((await consumer.claim({ limit: 10, minIdleMs: 0 })).map(textOf)).toEqual(["b"]);
      expect(await consumer.lag()).toEqual({ pending: 1, undelivered: 0 });
    });

    it("does not count what was trimmed before anybody read it", async () => {
      await using store = await createStore();
      await using log = await store.open();
      await using consumer = await log.group("g", "messages", "c");
      await log.append(batch("s", 1, ["a", "b", "c"]));
      await consumer.read({ limit: 1, waitMs: 0 });
      await log.append(batch("s", 2, ["d", "e"]));
      await log.trim({ maxEntries: 2 });
      expect((await consumer.lag()).undelivered).toBe(2);
      expect((await consumer.read(read)).map(textOf)).toEqual(["d", "e"]);
      expect((await consumer.lag()).undelivered).toBe(0);
    });

    it("hands out the entries of all partitions, and lets a busy one starve no other", async () => {
      await using store = await createStore();
      await using log = await store.open();
      await using consumer = await log.group("g", "messages", "c");
      const sessions = Array.from({ length: 16 }, (_, index) => `s${index}`);
      await Promise.all(sessions.map((sessionId) => log.append(batch(sessionId, 1, ["1", "2", "3", "4"]))));
      const seen = new Set<string>();
      let count = 0;
      while (count < 64) {
        const deliveries = await consumer.read({ limit: 8, waitMs: 10_000 });
        expect(deliveries.length).toBeLessThanOrEqual(8);
        for (const { position } of deliveries) seen.add(position);
        count += deliveries.length;
        await consumer.ack(deliveries.map(({ position }) => position));
      }
      expect(seen.size).toBe(64);
      expect(await consumer.lag()).toEqual({ pending: 0, undelivered: 0 });
    });

    it("sets a poison entry aside with its reason", async () => {
      await using store = await createStore();
      await using log = await store.open();
      await using consumer = await log.group("g", "messages", "c");
      await log.append(batch("s", 1, ["poison", "fine"]));
      const [poison, fine] = await consumer.read(read);
      if (poison === undefined || fine === undefined) throw new Error("two entries were appended");
      await consumer.deadLetter(poison, "cannot be read");
      await consumer.ack([fine.position]);
      expect(await consumer.lag()).toEqual({ pending: 0, undelivered: 0 });
      const letters = await log.deadLetters("g", { limit: 10 });
      expect(letters).toMatchObject([
        { position: poison.position, group: "g", reason: "cannot be read", deliveryCount: 1 },
      ]);
      expect(letters.map(textOf)).toEqual(["poison"]);
    });
  });
}
