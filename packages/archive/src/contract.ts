import { describe, expect, it } from "vitest";
import { describeDetections } from "./contract/detections.ts";
import { detectionAt, EPOCH_START, messageAt } from "./contract/entries.ts";
import { describeIdentity } from "./contract/identity.ts";
import { describeMessages } from "./contract/messages.ts";
import { describeRestarts } from "./contract/restarts.ts";
import type { ArchiveStore } from "./contract/store.ts";

export type { ArchiveStore } from "./contract/store.ts";

/** What every driver must do. */
export function describeArchive(name: string, createStore: () => Promise<ArchiveStore>): void {
  describe(`${name}: the contract of the archive`, () => {
    describeMessages(createStore);
    describeDetections(createStore);
    describeIdentity(createStore);
    describeRestarts(createStore);

    it("deletes what is past its time, in steps", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await archive.messages.write(Array.from({ length: 25 }, (_, index) => messageAt(index + 1, index + 1)));
      await archive.detections.write([detectionAt(1, "A"), detectionAt(30, "B")]);
      await archive.records.put("n", "old", "v", Date.now() - 1);
      const before = EPOCH_START + 20_500;
      expect(await archive.retain({ messagesBefore: before, detectionsBefore: before, batch: 3 })).toBe(20 + 1 + 1);
      expect(await archive.messages.count("s")).toBe(5);
      expect(await archive.detections.count()).toBe(1);
      expect(await archive.retain({ messagesBefore: null, detectionsBefore: null })).toBe(0);
    });

    it("goes by a message's own date, even when its delete came first", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const late = new Date(EPOCH_START + 1_000_000).toISOString();
      await archive.messages.write([messageAt(2, 1, { kind: "delete", date: late })]);
      await archive.messages.write([messageAt(1, 1)]);
      expect(await archive.retain({ messagesBefore: EPOCH_START + 2000, detectionsBefore: null })).toBe(1);
    });

    it("refuses what is no entry without harm to the rest, and never calls that an outage", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const good = messageAt(1, 1);
      for (const json of [
        "{",
        good.json.replace(/"date":"[^"]*"/, '"date":"yesterday"'),
        good.json.replace(/"id":"[^"]*"/, '"id":"nowhere"'),
        "{}",
      ]) {
        await expect(archive.messages.write([{ ...good, json }])).rejects.toMatchObject({ code: "INTERNAL" });
        await expect(archive.detections.write([{ ...good, json }])).rejects.toMatchObject({ code: "INTERNAL" });
      }
      expect(await archive.messages.write([good])).toEqual({ inserted: 1 });
    });

    it("tells its size and answers a ping", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await archive.ping();
      expect(await archive.size()).toBeGreaterThan(0);
    });
  });
}
