import { describe, expect, it } from "vitest";
import type { ApiKeyRow, SessionRow } from "../archive.ts";
import { EPOCH_START } from "./entries.ts";
import type { ArchiveStore } from "./store.ts";

const DAY_MS = 86_400_000;
const SESSION: SessionRow = {
  sessionId: "s",
  userId: "1",
  firstName: "Ada",
  lastName: null,
  username: "ada",
  secret: Uint8Array.of(0, 1, 255),
  finalState: null,
  createdAt: EPOCH_START,
  updatedAt: EPOCH_START,
};
const KEY: ApiKeyRow = {
  keyId: "k",
  name: "worker",
  hash: "h",
  signingSecret: Uint8Array.of(9, 0),
  role: "ingestor",
  scopes: ["messages:read"],
  sessionIds: ["s"],
  requireSignature: true,
  createdAt: EPOCH_START,
  expiresAt: EPOCH_START + DAY_MS,
  revokedAt: null,
  lastUsedAt: null,
};

export function describeIdentity(createStore: () => Promise<ArchiveStore>): void {
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
        expect(await archive.sessions.replaceSecret("s", Uint8Array.of(8), Uint8Array.of(9))).toBe(false);
        expect(await archive.sessions.replaceSecret("s", Uint8Array.of(7), Uint8Array.of(1, 2))).toBe(true);
        expect(await archive.sessions.replaceSecret("s", Uint8Array.of(1, 2), Uint8Array.of(7))).toBe(true);
        await archive.sessions.latch("s", "revoked");
      }
      await using archive = await store.open();
      expect(await archive.sessions.get("s")).toMatchObject({
        ...SESSION,
        secret: Uint8Array.of(7),
        finalState: "revoked",
        updatedAt: expect.any(Number),
      });
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
      await expect(archive.apiKeys.insert(KEY)).rejects.toMatchObject({ code: "CONFLICT" });
      expect((await archive.apiKeys.list()).map(({ keyId, sessionIds }) => [keyId, sessionIds])).toEqual([
        ["k", ["s"]],
        ["l", null],
      ]);
      await archive.apiKeys.touch("k", 5);
      expect(await archive.apiKeys.revoke("k", 6)).toBe(true);
      expect(await archive.apiKeys.revoke("k", 7)).toBe(false);
      expect(await archive.apiKeys.get("k")).toMatchObject({ lastUsedAt: 5, revokedAt: 6 });
      expect(await archive.apiKeys.get("nobody")).toBeNull();
      const { signingSecret } = KEY;
      expect(await archive.apiKeys.replaceSigningSecret("k", Uint8Array.of(255), Uint8Array.of(1))).toBe(false);
      expect(await archive.apiKeys.replaceSigningSecret("k", signingSecret, Uint8Array.of(1))).toBe(true);
      expect((await archive.apiKeys.get("k"))?.signingSecret).toEqual(Uint8Array.of(1));
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
      expect([await records.get("link", "b"), await records.take("link", "b"), await records.list("link")]).toEqual([
        null,
        null,
        [],
      ]);
      expect(await records.putIfAbsent("link", "b", "new", null)).toBe(true);
      expect(await records.list("link")).toEqual([{ key: "b", value: "new" }]);
      expect(await records.delete("link", "b")).toBe(true);
      expect(await records.delete("link", "b")).toBe(false);
    });
  });
}
