import { formatPosition, SCHEMA_VERSION } from "@telewire/contracts";
import type { DetectionEntry, MessageEntry } from "@telewire/contracts";
import { array, assert, asyncProperty, nat, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import type { ApiKeyRow, Archive, ArchivableEntry, ContentPolicy, SessionRow } from "./archive.ts";

/** A database that outlives the archives opened over it. */
export interface ArchiveStore extends AsyncDisposable {
  open(contentPolicy?: ContentPolicy): Promise<Archive>;
}

const DAY_MS = 86_400_000;
const EPOCH_START = Date.UTC(2026, 0, 1);

function position(stream: "messages" | "detections", major: number, epoch = "e1"): string {
  return formatPosition({ stream, epoch, partition: 0, major, minor: 0 });
}

/** An entry at place `major` of the log. */
export function messageAt(major: number, messageId: number, over: Partial<MessageEntry> = {}, epoch = "e1"): ArchivableEntry {
  const id = position("messages", major, epoch);
  const date = new Date(EPOCH_START + messageId * 1000).toISOString();
  const entry: MessageEntry = {
    schemaVersion: SCHEMA_VERSION, id, kind: "message", sessionId: "s", chatId: "-100", messageId: String(messageId), date,
    sender: { id: "7", kind: "user", name: "Lena" }, chat: { id: "-100", kind: "channel", title: "Chat" }, text: `text ${messageId}`,
    entities: [], surfaces: {}, backfilled: false, trace: { telegramDate: date, receivedAt: 1, appendedAt: 2 }, ...over,
  };
  return { position: id, sessionId: entry.sessionId, chatId: entry.chatId, json: JSON.stringify(entry) };
}

function detectionAt(major: number, address: string, over: Partial<DetectionEntry> = {}): ArchivableEntry {
  const id = position("detections", major);
  const date = new Date(EPOCH_START + major * 1000).toISOString();
  const entry: DetectionEntry = {
    schemaVersion: SCHEMA_VERSION, id, kind: "detection", family: "solana", address, display: address, role: "token", surface: "text",
    transforms: [], confidence: 0.9, reasons: [], flags: [], source: { sessionId: "s", chatId: "-100", messageId: String(major) },
    firstSeen: date, occurrences: 1, trace: { telegramDate: date, receivedAt: 1, appendedAt: 2 }, ...over,
  };
  return { position: id, sessionId: "s", chatId: "-100", json: JSON.stringify(entry) };
}

async function texts(archive: Archive, over: Partial<Parameters<Archive["messages"]["query"]>[0]> = {}): Promise<string[]> {
  const rows = await archive.messages.query({ sessionId: "s", direction: "newer", limit: 100, ...over });
  return rows.map(({ json }) => (JSON.parse(json) as MessageEntry).text);
}

/** What every driver must do. */
export function describeArchive(name: string, createStore: () => Promise<ArchiveStore>): void {
  describe(`${name}: the contract of the archive`, () => {
    describeMessages(createStore);
    describeDetections(createStore);
    describeIdentity(createStore);

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

    it("tells its size and answers a ping", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await archive.ping();
      expect(await archive.size()).toBeGreaterThan(0);
    });
  });
}

function describeMessages(createStore: () => Promise<ArchiveStore>): void {
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
      await archive.messages.write([messageAt(5, 1), messageAt(6, 2), messageAt(1, 3, {}, "e2"), messageAt(2, 4, {}, "e2")]);
      expect(await texts(archive, { limit: 3 })).toEqual(["text 1", "text 2", "text 3"]);
      expect(await texts(archive, { from: position("messages", 6) })).toEqual(["text 3", "text 4"]);
      expect(await texts(archive, { from: position("messages", 1, "e2"), direction: "older" })).toEqual(["text 2", "text 1"]);
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
      expect(await texts(archive, { since: EPOCH_START + 2000, until: EPOCH_START + 3000 })).toEqual(["text 2", "text 3"]);
      expect(await texts(archive, { text: "0% sure_" })).toEqual(["100% Sure_thing"]);
      expect(await archive.messages.count("s", "-200")).toBe(1);
    });

    it("shows the latest text of an edited message, whatever order the entries come in", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const edit = (major: number, second: number, text: string): ArchivableEntry =>
        messageAt(major, 1, { kind: "edit", text, editDate: new Date(EPOCH_START + second * 1000).toISOString() });
      const entries = [messageAt(1, 1), edit(2, 10, "first edit"), edit(3, 20, "second edit")];
      for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]]) {
        await using fresh = await createStore();
        await using other = await fresh.open();
        for (const index of order) await other.messages.write([entries[index] as ArchivableEntry]);
        expect(await texts(other)).toEqual(["second edit"]);
        expect((await other.messages.query({ sessionId: "s", direction: "newer", limit: 1 }))[0]?.position).toBe(position("messages", 1));
      }
      await archive.messages.write(entries);
      expect(await texts(archive)).toEqual(["second edit"]);
    });

    it("hides a deleted message, even when the delete comes first", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const deletion = (major: number, id: number): ArchivableEntry => messageAt(major, id, { kind: "delete", text: "" });
      await archive.messages.write([messageAt(1, 1), messageAt(2, 2), deletion(3, 1)]);
      await archive.messages.write([deletion(5, 4)]);
      await archive.messages.write([messageAt(4, 4)]);
      expect(await texts(archive)).toEqual(["text 2"]);
    });

    it("keeps content as the policy says", async () => {
      for (const [policy, kept] of [["all", ["text 1", "text 2"]], ["detections", ["", "text 2"]], ["off", ["", ""]]] as const) {
        await using store = await createStore();
        await using archive = await store.open(policy);
        await archive.messages.write([messageAt(1, 1), messageAt(2, 2)], new Set(["s/-100/2"]));
        expect(await texts(archive)).toEqual(kept);
        const [row] = await archive.messages.query({ sessionId: "s", direction: "newer", limit: 1 });
        expect(row?.json.includes("Lena")).toBe(policy === "all");
      }
    });

    it("keeps any text unchanged", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const strange = ["\u0000nul", "\ud800 alone", "😀", "'; DROP TABLE messages; --", "\u2028\\\"", "x".repeat(50_000)];
      await archive.messages.write(strange.map((text, index) => messageAt(index + 1, index + 1, { text })));
      expect(await texts(archive)).toEqual(strange);
    });
  });
}

function describeDetections(createStore: () => Promise<ArchiveStore>): void {
  describe("detections", () => {
    it("writes each finding once and takes its updates and retractions", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const first = detectionAt(1, "A");
      const retraction = detectionAt(5, "A", { kind: "retraction", source: { sessionId: "s", chatId: "-100", messageId: "1" } });
      const update = detectionAt(3, "A", { kind: "detectionUpdate", source: { sessionId: "s", chatId: "-100", messageId: "1" } });
      await archive.detections.write([first, detectionAt(2, "B")]);
      expect(await archive.detections.write([first])).toEqual({ inserted: 0 });
      await archive.detections.write([retraction]);
      await archive.detections.write([update]);
      const rows = await archive.detections.query({ direction: "newer", limit: 10 });
      expect(rows.map(({ json }) => (JSON.parse(json) as DetectionEntry).kind)).toEqual(["retraction", "detection"]);
      expect(rows[0]?.position).toBe(position("detections", 1));
      expect(await archive.detections.count()).toBe(2);
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
        (await archive.detections.query({ direction: "older", limit: 10, ...over })).map(({ json }) => (JSON.parse(json) as DetectionEntry).address);
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

const SESSION: SessionRow = {
  sessionId: "s", userId: "1", firstName: "Ada", lastName: null, username: "ada", secret: Uint8Array.of(0, 1, 255), finalState: null,
  createdAt: EPOCH_START, updatedAt: EPOCH_START,
};
const KEY: ApiKeyRow = {
  keyId: "k", name: "worker", hash: "h", signingSecret: Uint8Array.of(9, 0), role: "ingestor", scopes: ["messages:read"], sessionIds: ["s"],
  requireSignature: true, createdAt: EPOCH_START, expiresAt: EPOCH_START + DAY_MS, revokedAt: null, lastUsedAt: null,
};

function describeIdentity(createStore: () => Promise<ArchiveStore>): void {
  describe("sessions, keys and records", () => {
    it("keeps sessions over a restart and tells when they change", async () => {
      await using store = await createStore();
      {
        await using archive = await store.open();
        const before = await archive.sessions.version();
        await archive.sessions.insert(SESSION);
        expect(await archive.sessions.version()).toBeGreaterThan(before);
        await expect(archive.sessions.insert(SESSION)).rejects.toMatchObject({ code: "SESSION_EXISTS" });
        await archive.sessions.updateSecret("s", Uint8Array.of(7));
        await archive.sessions.latch("s", "revoked");
      }
      await using archive = await store.open();
      expect(await archive.sessions.get("s")).toMatchObject({ ...SESSION, secret: Uint8Array.of(7), finalState: "revoked", updatedAt: expect.any(Number) });
      expect(await archive.sessions.list()).toHaveLength(1);
      expect(await archive.sessions.delete("s")).toBe(true);
      expect(await archive.sessions.delete("s")).toBe(false);
      expect(await archive.sessions.get("s")).toBeNull();
    });

    it("keeps API keys, and revokes one once", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      await archive.apiKeys.insert(KEY);
      await archive.apiKeys.insert({ ...KEY, keyId: "l", sessionIds: null, requireSignature: false, expiresAt: null });
      expect(await archive.apiKeys.get("k")).toEqual(KEY);
      expect((await archive.apiKeys.list()).map(({ keyId, sessionIds }) => [keyId, sessionIds])).toEqual([["k", ["s"]], ["l", null]]);
      await archive.apiKeys.touch("k", 5);
      expect(await archive.apiKeys.revoke("k", 6)).toBe(true);
      expect(await archive.apiKeys.revoke("k", 7)).toBe(false);
      expect(await archive.apiKeys.get("k")).toMatchObject({ lastUsedAt: 5, revokedAt: 6 });
      expect(await archive.apiKeys.get("nobody")).toBeNull();
    });

    it("gives a record to one taker only, and to nobody after its time", async () => {
      await using store = await createStore();
      await using archive = await store.open();
      const { records } = archive;
      await records.put("link", "a", "1", Date.now() + DAY_MS);
      expect(await records.putIfAbsent("link", "a", "2", null)).toBe(false);
      const taken = await Promise.all(Array.from({ length: 8 }, () => records.take("link", "a")));
      expect(taken.filter((value) => value !== null)).toEqual(["1"]);
      await records.put("link", "b", "old", Date.now() - 1);
      expect([await records.get("link", "b"), await records.take("link", "b"), await records.list("link")]).toEqual([null, null, []]);
      expect(await records.putIfAbsent("link", "b", "new", null)).toBe(true);
      expect(await records.list("link")).toEqual([{ key: "b", value: "new" }]);
      expect(await records.delete("link", "b")).toBe(true);
      expect(await records.delete("link", "b")).toBe(false);
    });
  });
}
