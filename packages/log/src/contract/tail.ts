import { describe, expect, it } from "vitest";
import { batch, message, take, textOf } from "./log-store.ts";
import type { LogStore } from "./log-store.ts";

export function describeTail(createStore: () => Promise<LogStore>): void {
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
      await expect(take(log.tail("messages", { after: new Map([[partition, a]]), signal }), 1)).rejects.toMatchObject({
        code: "CURSOR_EXPIRED",
      });
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
}
