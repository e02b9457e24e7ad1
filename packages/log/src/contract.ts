import { formatPosition, parsePosition } from "@telewire/contracts";
import type { StreamName } from "@telewire/contracts";
import { describe, expect, it } from "vitest";
import type { AppendBatch, Delivery, EventLog, LogRecord, NewRecord } from "./event-log.ts";

/** One store that outlives the logs opened over it. */
export interface LogStore extends AsyncDisposable {
  open(): Promise<EventLog>;
}

export function message(text: string, stream: StreamName = "messages"): NewRecord {
  const kind = stream === "messages" ? "message" : stream === "detections" ? "detection" : "status";
  return {
    stream,
    kind,
    chatId: "-100",
    json: JSON.stringify({ schemaVersion: "1.0.0", kind, sessionId: "s", chatId: "-100", text }),
  };
}

function batch(
  sessionId: string,
  number: number,
  texts: readonly string[],
  extra: Partial<AppendBatch> = {},
): AppendBatch {
  return { sessionId, fence: null, batch: number, records: texts.map((text) => message(text)), ...extra };
}

function textOf({ json }: { readonly json: string }): string {
  return (JSON.parse(json) as { text: string }).text;
}

async function take(tail: AsyncIterable<readonly LogRecord[]>, count: number): Promise<LogRecord[]> {
  const taken: LogRecord[] = [];
  for await (const records of tail) {
    taken.push(...records);
    if (taken.length >= count) break;
  }
  return taken;
}

/** What every driver must do. `partitions` is that of the logs that `store` opens. */
export function describeEventLog(name: string, createStore: () => Promise<LogStore>): void {
  describe(`${name}: the contract of the event log`, () => {
    describe("append and read", () => {
      it("gives ordered positions and ready JSON with the position as id", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const { positions, repeated } = await log.append(batch("s", 1, ["a", "b", "c"]));
        expect(repeated).toBe(false);
        const partition = log.partitionOf("s");
        const records = await log.read("messages", partition, null, { limit: 10 });
        expect(records.map(textOf)).toEqual(["a", "b", "c"]);
        expect(records.map(({ position }) => position)).toEqual(positions);
        expect(records.map(({ json }) => (JSON.parse(json) as { id: string }).id)).toEqual(positions);
        expect(records[0]).toMatchObject({
          stream: "messages",
          kind: "message",
          sessionId: "s",
          chatId: "-100",
          partition,
        });
        expect((await log.read("messages", partition, positions[0] ?? null, { limit: 1 })).map(textOf)).toEqual(["b"]);
        expect((await log.readBack("messages", partition, null, { limit: 2 })).map(textOf)).toEqual(["c", "b"]);
        expect((await log.readBack("messages", partition, positions[1] ?? null, { limit: 5 })).map(textOf)).toEqual([
          "a",
        ]);
      });

      it("keeps the streams apart", async () => {
        await using store = await createStore();
        await using log = await store.open();
        await log.append({
          sessionId: "s",
          fence: null,
          batch: 1,
          records: [message("m"), message("d", "detections"), message("s", "status")],
        });
        for (const [stream, text] of [
          ["messages", "m"],
          ["detections", "d"],
          ["status", "s"],
        ] as const) {
          expect((await log.read(stream, log.partitionOf("s"), null, { limit: 10 })).map(textOf)).toEqual([text]);
        }
      });

      it("keeps entries, state and batch number together over a restart", async () => {
        await using store = await createStore();
        {
          await using log = await store.open();
          await log.append(batch("s", 1, ["a"], { state: { pts: "1", gone: "x" } }));
          await log.append(batch("s", 2, ["b"], { state: { pts: "2", gone: null } }));
        }
        await using log = await store.open();
        const { lastBatch, values } = await log.loadState("s");
        expect(lastBatch).toBe(2);
        expect([...values]).toEqual([["pts", "2"]]);
        expect((await log.read("messages", log.partitionOf("s"), null, { limit: 10 })).map(textOf)).toEqual(["a", "b"]);
      });

      it("applies a batch number once", async () => {
        await using store = await createStore();
        await using log = await store.open();
        await log.append(batch("s", 1, ["a"], { state: { pts: "1" } }));
        expect(await log.append(batch("s", 1, ["a"], { state: { pts: "9" } }))).toEqual({
          positions: [],
          repeated: true,
        });
        expect((await log.loadState("s")).values.get("pts")).toBe("1");
        expect(await log.read("messages", log.partitionOf("s"), null, { limit: 10 })).toHaveLength(1);
      });

      it("keeps what was appended in one turn in order, each session whole", async () => {
        await using store = await createStore();
        await using log = await store.open();
        await Promise.all(
          Array.from({ length: 50 }, (_, index) => log.append(batch("s", index + 1, [`${index}a`, `${index}b`]))),
        );
        const records = await log.read("messages", log.partitionOf("s"), null, { limit: 1000 });
        expect(records.map(textOf)).toEqual(
          Array.from({ length: 50 }, (_, index) => [`${index}a`, `${index}b`]).flat(),
        );
      });

      it("forgets a session's state, not its entries", async () => {
        await using store = await createStore();
        await using log = await store.open();
        await log.append(batch("s", 1, ["a"], { state: { pts: "1" } }));
        await log.clearState("s");
        expect((await log.loadState("s")).values.size).toBe(0);
        expect(await log.read("messages", log.partitionOf("s"), null, { limit: 10 })).toHaveLength(1);
      });

      it("carries any text unchanged", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const texts = ["", "\u0000", '"\\\n', "😀\ud800".slice(0, 2), "x".repeat(100_000), "Ω≈ç√", "\u2028"];
        await log.append(batch("s", 1, texts));
        expect((await log.read("messages", log.partitionOf("s"), null, { limit: 10 })).map(textOf)).toEqual(texts);
      });
    });

    describe("tail", () => {
      it("shows every tail every entry once, in order, from where it begins", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const { positions } = await log.append(batch("s", 1, ["old", "seen"]));
        const partition = log.partitionOf("s");
        const abort = new AbortController();
        const fromStart = take(
          log.tail("messages", {
            partitions: [partition],
            after: new Map([[partition, positions[0] ?? ""]]),
            signal: abort.signal,
          }),
          101,
        );
        const writing = (async () => {
          for (let index = 0; index < 100; index++) await log.append(batch("s", index + 2, [`n${index}`]));
        })();
        expect((await fromStart).map(textOf)).toEqual([
          "seen",
          ...Array.from({ length: 100 }, (_, index) => `n${index}`),
        ]);
        await writing;
        abort.abort();
      });

      it("misses nothing between its reading back and its live part", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const partition = log.partitionOf("s");
        const start = await log.end("messages", partition);
        const abort = new AbortController();
        const writing = Promise.all(
          Array.from({ length: 3000 }, (_, index) => log.append(batch("s", index + 1, [String(index)]))),
        );
        const tails = [0, 1].map(() =>
          take(
            log.tail("messages", {
              partitions: [partition],
              after: new Map([[partition, start]]),
              signal: abort.signal,
            }),
            3000,
          ),
        );
        for (const records of await Promise.all(tails))
          expect(records.map(textOf)).toEqual(Array.from({ length: 3000 }, (_, index) => String(index)));
        await writing;
        abort.abort();
      });

      it("begins with the call, not with the first read", async () => {
        await using store = await createStore();
        await using log = await store.open();
        await log.append(batch("s", 1, ["before"]));
        const abort = new AbortController();
        const tail = log.tail("messages", { signal: abort.signal });
        await log.ping();
        await log.append(batch("s", 2, ["after"]));
        expect((await take(tail, 1)).map(textOf)).toEqual(["after"]);
        abort.abort();
      });

      it("reads every partition, and of other streams nothing", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const abort = new AbortController();
        const tail = log.tail("detections", { signal: abort.signal });
        const sessions = Array.from({ length: 16 }, (_, index) => `s${index}`);
        await Promise.all(
          sessions.map((sessionId) =>
            log.append({ sessionId, fence: null, batch: 1, records: [message("m"), message(sessionId, "detections")] }),
          ),
        );
        expect((await take(tail, 16)).map(textOf).toSorted()).toEqual(sessions.toSorted());
        abort.abort();
      });

      it("says so when entries that it has not seen were trimmed", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const partition = log.partitionOf("s");
        const { positions } = await log.append(batch("s", 1, ["a", "b", "c"]));
        await log.trim({ maxEntries: 1 });
        const { signal } = new AbortController();
        const [a = "", b = ""] = positions;
        await expect(take(log.tail("messages", { after: new Map([[partition, a]]), signal }), 1)).rejects.toMatchObject(
          { code: "CURSOR_EXPIRED" },
        );
        expect(
          (
            await take(log.tail("messages", { after: new Map([[partition, b]]), partitions: [partition], signal }), 1)
          ).map(textOf),
        ).toEqual(["c"]);
      });

      it("ends when aborted", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const abort = new AbortController();
        const ended = take(log.tail("messages", { signal: abort.signal }), 1);
        abort.abort();
        expect(await ended).toEqual([]);
      });
    });

    describe("positions", () => {
      it("tells what can be resumed from", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const partition = log.partitionOf("s");
        const beginning = await log.end("messages", partition);
        const { positions } = await log.append(batch("s", 1, ["a", "b", "c"]));
        const [a = "", b = "", c = ""] = positions;
        for (const position of [beginning, a, b, c, await log.end("messages", partition)])
          expect(await log.check("messages", position)).toEqual({ ok: true });
        expect(await log.trim({ maxEntries: 1 })).toBe(2);
        expect(await log.check("messages", b)).toEqual({ ok: true });
        const check = await log.check("messages", a);
        expect(check).toMatchObject({ ok: false, reason: "trimmed" });
        expect(
          (await log.read("messages", partition, check.ok ? null : check.resume, { limit: 5 })).map(textOf),
        ).toEqual(["c"]);
        const foreign = formatPosition({ ...parsePosition(a), epoch: "0therep0ch" });
        expect(await log.check("messages", foreign)).toMatchObject({ ok: false, reason: "other-epoch" });
        await expect(log.read("messages", partition, foreign, { limit: 1 })).rejects.toMatchObject({
          code: "CURSOR_EXPIRED",
        });
        await expect(log.readBack("messages", partition, foreign, { limit: 1 })).rejects.toMatchObject({
          code: "CURSOR_EXPIRED",
        });
        await expect(log.check("detections", a)).rejects.toMatchObject({ code: "BAD_POSITION" });
        await expect(log.check("messages", "nonsense")).rejects.toMatchObject({ code: "BAD_POSITION" });
      });

      it("goes on counting after everything was trimmed and the log was opened again", async () => {
        await using store = await createStore();
        let last = "";
        {
          await using log = await store.open();
          last = (await log.append(batch("s", 1, ["a", "b"]))).positions[1] ?? "";
          await log.trim({ maxEntries: 0 });
        }
        await using log = await store.open();
        expect(await log.check("messages", last)).toEqual({ ok: true });
        const { positions } = await log.append(batch("s", 2, ["c"]));
        expect(
          (await log.read("messages", log.partitionOf("s"), last, { limit: 5 })).map(({ position }) => position),
        ).toEqual(positions);
      });

      it("trims by age what is older, and nothing younger", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const partition = log.partitionOf("s");
        await log.append(batch("s", 1, ["a", "b"]));
        expect(await log.trim({ maxAgeMs: 3_600_000 })).toBe(0);
        await expect.poll(() => log.trim({ maxAgeMs: 1 })).toBe(2);
        expect(await log.stats("messages", partition)).toMatchObject({ length: 0 });
      });

      it("trims far beyond one step", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const partition = log.partitionOf("s");
        for (let number = 1; number <= 5; number++)
          await log.append(
            batch(
              "s",
              number,
              Array.from({ length: 500 }, () => "x"),
            ),
          );
        expect(await log.trim({ maxEntries: 10 })).toBe(2490);
        expect(await log.stats("messages", partition)).toMatchObject({ length: 10 });
      });

      it("counts what it keeps", async () => {
        await using store = await createStore();
        await using log = await store.open();
        const partition = log.partitionOf("s");
        expect(await log.stats("messages", partition)).toEqual({ length: 0, first: null, last: null });
        const { positions } = await log.append(batch("s", 1, ["a", "b"]));
        expect(await log.stats("messages", partition)).toEqual({ length: 2, first: positions[0], last: positions[1] });
      });
    });

    describeGroups(createStore);
    describeLeases(createStore);
  });
}

function describeGroups(createStore: () => Promise<LogStore>): void {
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

function describeLeases(createStore: () => Promise<LogStore>): void {
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
