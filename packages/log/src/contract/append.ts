import { describe, expect, it } from "vitest";
import { batch, message, textOf } from "./log-store.ts";
import type { LogStore } from "./log-store.ts";

export function describeAppend(createStore: () => Promise<LogStore>): void {
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
      expect(records.map(textOf)).toEqual(Array.from({ length: 50 }, (_, index) => [`${index}a`, `${index}b`]).flat());
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
}
