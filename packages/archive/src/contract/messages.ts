import type { MessageEntry } from "@telewire/contracts";
import { array, assert, asyncProperty, nat, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Archive, ArchivableEntry } from "../archive.ts";
import { inAnyOrder } from "./any-order.ts";
import { EPOCH_START, messageAt, position } from "./entries.ts";
import type { ArchiveStore } from "./store.ts";

export function describeMessages(createStore: () => Promise<ArchiveStore>): void {
  describe("messages", () => {
    it("writes each once, however often and in whatever batches it is repeated", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const all = Array.from({ length: 40 }, (_, index) => messageAt(index + 1, index + 1));
      await assert(
        asyncProperty(array(tuple(nat(39), nat(39)), { maxLength: 8 }), async (slices) => {
          for (const [from, length] of slices) await archive.messages.write(all.slice(from, from + length));
        }),
        { numRuns: 15 },
      );
      await archive.messages.write(all);
      expect(await archive.messages.write(all)).toEqual({ inserted: 0 });
      expect(await archive.messages.count("s")).toBe(40);
      expect(await texts(archive)).toEqual(all.map((_, index) => `text ${index + 1}`));
    });

    it("pages in the log's order, both ways, over epochs", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await archive.messages.write([
        messageAt(5, 1),
        messageAt(6, 2),
        messageAt(1, 3, {}, { epoch: "e2" }),
        messageAt(2, 4, {}, { epoch: "e2" }),
      ]);
      expect(await texts(archive, { limit: 3 })).toEqual(["text 1", "text 2", "text 3"]);
      expect(await texts(archive, { from: position("messages", 6) })).toEqual(["text 3", "text 4"]);
      expect(await texts(archive, { from: position("messages", 1, { epoch: "e2" }), direction: "older" })).toEqual([
        "text 2",
        "text 1",
      ]);
    });

    it("filters by chat, sender, date and text", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await archive.messages.write([
        messageAt(1, 1),
        messageAt(2, 2, { chatId: "-200" }),
        messageAt(3, 3, { sender: { id: "8", kind: "user" } }),
        messageAt(4, 4, { text: "100% Sure_thing" }),
        messageAt(5, 5, { sessionId: "other" }),
      ]);
      expect(await texts(archive, { chatId: "-200" })).toEqual(["text 2"]);
      expect(await texts(archive, { senderId: "8" })).toEqual(["text 3"]);
      expect(await texts(archive, { since: EPOCH_START + 2000, until: EPOCH_START + 3000 })).toEqual([
        "text 2",
        "text 3",
      ]);
      expect(await texts(archive, { text: "0% sure_" })).toEqual(["100% Sure_thing"]);
      expect(await archive.messages.count("s", "-200")).toBe(1);
    });

    it("shows the latest text of an edited message and no deleted one, whatever order the entries come in", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const editedAt = (second: number): string => new Date(EPOCH_START + second * 1000).toISOString();
      await inAnyOrder(
        (run) => {
          const sessionId = `s${run}`;
          return [
            messageAt(1, 1, { sessionId }),
            messageAt(2, 2, { sessionId }),
            messageAt(3, 1, { sessionId, kind: "edit", text: "first edit", editDate: editedAt(10) }),
            messageAt(4, 1, { sessionId, kind: "edit", text: "second edit", editDate: editedAt(20) }),
            messageAt(5, 3, { sessionId, text: "edited when it was fetched", editDate: editedAt(40) }),
            messageAt(6, 3, { sessionId, kind: "edit", text: "older edit", editDate: editedAt(30) }),
            messageAt(7, 2, { sessionId, kind: "edit", text: "edited, then deleted", editDate: editedAt(50) }),
            messageAt(8, 2, { sessionId, kind: "delete", text: "" }),
            messageAt(9, 4, { sessionId, kind: "edit", text: "of a message never seen", editDate: editedAt(60) }),
          ];
        },
        (entries) => archive.messages.write(entries),
        async (run) => {
          const query = { sessionId: `s${run}`, direction: "newer" as const, limit: 100 };
          expect(await texts(archive, query)).toEqual(["second edit", "edited when it was fetched"]);
          expect((await archive.messages.query(query)).map(({ position: at }) => at)).toEqual([
            position("messages", 1),
            position("messages", 5),
          ]);
          expect(await texts(archive, { ...query, text: "second" })).toEqual(["second edit"]);
          expect(await archive.messages.count(`s${run}`)).toBe(3);
        },
      );
    });

    it("hides a message from the moment its delete is written", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const deletion = (major: number, id: number): ArchivableEntry =>
        messageAt(major, id, { kind: "delete", text: "" });
      expect(await archive.messages.write([messageAt(1, 1), messageAt(2, 2), deletion(3, 1)])).toEqual({ inserted: 3 });
      expect(await archive.messages.write([deletion(3, 1)])).toEqual({ inserted: 0 });
      expect(await texts(archive)).toEqual(["text 2"]);
    });

    it("finds text in any alphabet, whatever its case", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await archive.messages.write(
        ["Привет МИР", "ÄRGER im Büro", "nul\u0000 within"].map((text, index) =>
          messageAt(index + 1, index + 1, { text }),
        ),
      );
      expect(await texts(archive, { text: "привет мир" })).toEqual(["Привет МИР"]);
      expect(await texts(archive, { text: "ärger IM" })).toEqual(["ÄRGER im Büro"]);
      expect(await texts(archive, { text: "nul within" })).toHaveLength(1);
      expect(await texts(archive, { text: "l\u0000 w" })).toHaveLength(1);
    });

    it("keeps content as the policy says", async () => {
      for (const [policy, kept] of [
        ["all", ["text 1", "text 2"]],
        ["detections", ["", "text 2"]],
        ["off", ["", ""]],
      ] as const) {
        await using store = await createStore();
        await using archive = await store.open(policy);
        await archive.messages.write([messageAt(1, 1), messageAt(2, 2)], new Set(["s/-100/2"]));
        expect(await texts(archive)).toEqual(kept);
        const [row] = await archive.messages.query({ sessionId: "s", direction: "newer", limit: 1 });
        expect(row?.json.includes("Lena")).toBe(policy === "all");
      }
    });

    it("keeps no name of a person without content, but titles of groups and channels", async () => {
      await using store = await createStore();
      await using archive = await store.open("off");
      await archive.messages.write([
        messageAt(1, 1, {
          chat: { id: "7", kind: "private", title: "Lena Sommer", username: "lena" },
          forward: { date: new Date(0).toISOString(), fromName: "Lena" },
        }),
        messageAt(2, 2, { media: { type: "document", fileName: "lena.pdf" } }),
      ]);
      const rows = (await archive.messages.query({ sessionId: "s", direction: "newer", limit: 9 })).map(
        ({ json }) => json,
      );
      expect(rows.filter((json) => /lena/i.test(json))).toEqual([]);
      expect(rows[1]).toContain('"title":"Chat"');
    });

    it("keeps any text unchanged", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const strange = [
        "\u0000nul",
        "\ud800 alone",
        "😀",
        "'; DROP TABLE messages; --",
        '\u2028\\"',
        "x".repeat(50_000),
      ];
      await archive.messages.write(strange.map((text, index) => messageAt(index + 1, index + 1, { text })));
      expect(await texts(archive)).toEqual(strange);
    });
  });
}

async function texts(
  archive: Archive,
  over: Partial<Parameters<Archive["messages"]["query"]>[0]> = {},
): Promise<string[]> {
  const rows = await archive.messages.query({ sessionId: "s", direction: "newer", limit: 100, ...over });
  return rows.map(({ json }) => (JSON.parse(json) as MessageEntry).text);
}
