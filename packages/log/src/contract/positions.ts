import { formatPosition, parsePosition } from "@telewire/contracts";
import { describe, expect, it } from "vitest";
import { batch, textOf } from "./log-store.ts";
import type { LogStore } from "./log-store.ts";

export function describePositions(createStore: () => Promise<LogStore>): void {
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
      expect((await log.read("messages", partition, check.ok ? null : check.resume, { limit: 5 })).map(textOf)).toEqual(
        ["c"],
      );
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
}
