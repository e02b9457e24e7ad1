import type { DetectionEntry } from "@telewire/contracts";
import { describe, expect, it } from "vitest";
import { inAnyOrder } from "./any-order.ts";
import { detectionAt, EPOCH_START, position } from "./entries.ts";
import type { ArchiveStore } from "./store.ts";

export function describeDetections(createStore: () => Promise<ArchiveStore>): void {
  describe("detections", () => {
    it("writes each finding once and takes its updates and retractions", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const first = detectionAt(1, "A");
      const retraction = detectionAt(5, "A", {
        kind: "retraction",
        source: { sessionId: "s", chatId: "-100", messageId: "1" },
      });
      const update = detectionAt(3, "A", {
        kind: "detectionUpdate",
        source: { sessionId: "s", chatId: "-100", messageId: "1" },
      });
      await archive.detections.write([first, detectionAt(2, "B")]);
      expect(await archive.detections.write([first])).toEqual({ inserted: 0 });
      await archive.detections.write([retraction]);
      await archive.detections.write([update]);
      const rows = await archive.detections.query({ direction: "newer", limit: 10 });
      expect(rows.map(({ json }) => (JSON.parse(json) as DetectionEntry).kind)).toEqual(["retraction", "detection"]);
      expect(rows[0]?.position).toBe(position("detections", 1));
      expect(await archive.detections.count()).toBe(2);
    });

    it("takes the log's last word on a finding, whatever order the entries come in", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await inAnyOrder(
        (run) => {
          const source = { sessionId: `s${run}`, chatId: "-100", messageId: "1" };
          return [
            detectionAt(1, "same ms", { source }),
            detectionAt(1, "same ms", { source, kind: "retraction" }, { minor: 1 }),
            detectionAt(2, "found again", { source }),
            detectionAt(3, "found again", { source, kind: "retraction" }),
            detectionAt(4, "found again", { source, role: "pool" }),
            detectionAt(900, "new life of the log", { source }),
            detectionAt(5, "new life of the log", { source, kind: "retraction" }, { epoch: "e2" }),
          ];
        },
        (entries) => archive.detections.write(entries),
        async (run) => {
          const rows = await archive.detections.query({ sessionIds: [`s${run}`], direction: "newer", limit: 10 });
          const found = rows.map((row) => [row.position, JSON.parse(row.json) as DetectionEntry] as const);
          expect(found.map(([at, { address, kind, role }]) => [at, address, kind, role])).toEqual([
            [position("detections", 1), "same ms", "retraction", "token"],
            [position("detections", 2), "found again", "detection", "pool"],
            [position("detections", 900), "new life of the log", "retraction", "token"],
          ]);
        },
      );
    });

    it("finds what was found in given messages", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const other = { sessionId: "s", chatId: "-200", messageId: "2" };
      await archive.detections.write([1, 2, 3].map((id) => detectionAt(id, `A${id}`)));
      await archive.detections.write([detectionAt(4, "B", { source: other })]);
      const rows = await archive.detections.query({
        sessionIds: ["s"],
        chatIds: ["-100"],
        messageIds: ["2", "3", "9"],
        direction: "newer",
        limit: 10,
      });
      expect(rows.map(({ json }) => (JSON.parse(json) as DetectionEntry).address)).toEqual(["A2", "A3"]);
    });

    it("pages without a hole where partitions have entries at the same place", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const all = [0, 1, 2].map((partition) => detectionAt(1, `A${partition}`, {}, { partition }));
      await archive.detections.write(all);
      for (const direction of ["newer", "older"] as const) {
        const seen: string[] = [];
        for (let from: string | undefined; ; from = seen.at(-1)) {
          const [row] = await archive.detections.query({
            direction,
            limit: 1,
            ...(from === undefined ? {} : { from }),
          });
          if (row === undefined) break;
          seen.push(row.position);
        }
        expect(seen).toEqual(
          direction === "newer" ? all.map((entry) => entry.position) : all.map((entry) => entry.position).toReversed(),
        );
      }
    });

    it("keeps no name of a person under the policy off", async () => {
      await using store = await createStore();
      await using archive = await store.open("off");
      await archive.detections.write([
        detectionAt(1, "A", {
          senderName: "Lena",
          chatTitle: "Lena",
          source: { sessionId: "s", chatId: "7", messageId: "1" },
        }),
        detectionAt(2, "B", { senderName: "Lena", chatTitle: "Calls" }),
      ]);
      const rows = (await archive.detections.query({ direction: "newer", limit: 10 })).map(({ json }) => json);
      expect(rows.filter((json) => json.includes("Lena"))).toEqual([]);
      expect(rows[1]).toContain("Calls");
    });

    it("answers any number of different filters", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await archive.detections.write([detectionAt(1, "A")]);
      const ids = Array.from({ length: 250 }, (_, index) => `s${index}`);
      for (let length = 1; length <= ids.length; length++) {
        expect(
          await archive.detections.query({ sessionIds: ["s", ...ids.slice(0, length)], direction: "newer", limit: 5 }),
        ).toHaveLength(1);
      }
    });

    it("filters by session, chat, family, role, address, time and position", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await archive.detections.write([
        detectionAt(1, "A"),
        detectionAt(2, "0xb", { family: "evm", role: "pool" }),
        detectionAt(3, "C", { source: { sessionId: "t", chatId: "-200", messageId: "3" } }),
      ]);
      const addresses = async (over: object): Promise<string[]> =>
        (await archive.detections.query({ direction: "older", limit: 10, ...over })).map(
          ({ json }) => (JSON.parse(json) as DetectionEntry).address,
        );
      expect(await addresses({})).toEqual(["C", "0xb", "A"]);
      expect(await addresses({ sessionIds: ["t"] })).toEqual(["C"]);
      expect(await addresses({ sessionIds: [] })).toEqual([]);
      expect(await addresses({ chatIds: ["-100"] })).toEqual(["0xb", "A"]);
      expect(await addresses({ families: ["evm"], roles: ["pool"] })).toEqual(["0xb"]);
      expect(await addresses({ address: "A" })).toEqual(["A"]);
      expect(await addresses({ since: EPOCH_START + 2000, until: EPOCH_START + 2000 })).toEqual(["0xb"]);
      expect(await addresses({ from: position("detections", 3) })).toEqual(["0xb", "A"]);
    });
  });
}
