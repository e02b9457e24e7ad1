import { join } from "node:path";
import { openSqliteArchive } from "@telewire/archive";
import { createSecretBox, masterKeyId, silentLogger, VaultTransit } from "@telewire/kit";
import { secretContext } from "@telewire/pipeline";
import { startVault, tempDirectory, until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { configSchema } from "../config/schema.ts";
import { Keyring, SPREAD_MS } from "./keyring.ts";
import { watchEncryptionKeys } from "./secrets.ts";

const plain = Buffer.from("auth key");

async function deployment() {
  await using stack = new AsyncDisposableStack();
  const vault = stack.use(await startVault());
  const folder = stack.use(await tempDirectory("telewire-keyring-"));
  const archive = stack.use(
    await openSqliteArchive({ file: join(folder.path, "archive.sqlite"), contentPolicy: "all" }),
  );
  const { records } = archive;
  let now = 1_000_000;
  const opened = stack.move();
  return {
    vault,
    archive,
    records,
    wait: (ms: number) => void (now += ms),
    node: () => Keyring.open(records, new VaultTransit({ ...vault, key: "telewire" }), { now: () => now }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const idsOf = ({ keys }: Keyring): string[] => keys.map(masterKeyId);

describe("a keyring that Vault wraps", () => {
  it("is one for nodes that start together, and is stored wrapped only", async () => {
    await using all = await deployment();
    const [first, second] = await Promise.all([all.node(), all.node()]);
    expect(idsOf(first)).toEqual(idsOf(second));
    const [stored] = await all.records.list("master-keys");
    expect(JSON.parse(stored?.value ?? "")).toMatchObject({ keyId: "vault:telewire:1", wrapped: expect.any(String) });
    for (const encoding of ["base64", "hex"] as const)
      expect(stored?.value).not.toContain(Buffer.from(first.keys[0] ?? "").toString(encoding));
    // What Vault would do with a key that was put there by somebody else.
    const forged = { ...JSON.parse(stored?.value ?? ""), masterKeyId: "00000000" };
    await all.records.put("master-keys", "1", JSON.stringify(forged), null);
    await expect(all.node()).rejects.toMatchObject({ code: "DECRYPTION_FAILED" });
  });

  it("rotates while nodes run: a new key seals when all know it, an old one goes when nothing is under it", async () => {
    await using all = await deployment();
    const [here, there] = [await all.node(), await all.node()];
    const box = createSecretBox(here.keys);
    const sealed = box.seal(plain, "c");
    const [old = ""] = idsOf(here);
    expect(await here.rotate()).toBe(1_000_000 + SPREAD_MS);
    expect(idsOf(here)[0]).toBe(old);
    await there.refresh();
    expect(idsOf(there)).toEqual(idsOf(here));
    all.wait(SPREAD_MS);
    const [fresh = "", ...others] = idsOf(there);
    expect(others).toEqual([old]);
    box.use(there.keys);
    expect([box.keyIdOf(sealed), box.keyIdOf(box.seal(plain, "c"))]).toEqual([old, fresh]);
    const isUsed = (id: string): boolean => id === old;
    expect(await here.retire(() => false)).toBe(0);
    all.wait(SPREAD_MS);
    expect(await here.retire(isUsed)).toBe(0);
    expect(Buffer.from(box.open(sealed, "c"))).toEqual(plain);
    expect(await here.retire(() => false)).toBe(1);
    await there.refresh();
    expect([idsOf(here), idsOf(there)]).toEqual([[fresh], [fresh]]);
  });

  it("is watched by a running server, which seals all that is stored with the new key", async () => {
    await using all = await deployment();
    const ring = await all.node();
    const box = createSecretBox(ring.keys);
    const name = secretContext("alice");
    await all.archive.sessions.insert({
      sessionId: "alice",
      userId: "777000",
      firstName: "Alice",
      lastName: null,
      username: null,
      secret: box.seal(plain, name),
      finalState: null,
      createdAt: 1,
      updatedAt: 1,
    });
    using _watching = watchEncryptionKeys(
      configSchema.parse({}),
      all.archive,
      { box, keyring: ring },
      silentLogger,
      20,
    );
    await (await all.node()).rotate();
    await until(() => ring.keys.length === 2, { what: "the new key" });
    all.wait(SPREAD_MS);
    const secret = await until(async () => {
      const row = await all.archive.sessions.get("alice");
      return row !== null && box.isCurrent(row.secret) && box.keyIdOf(row.secret) === idsOf(ring)[0] && row.secret;
    });
    expect(ring.keys.length).toBe(2);
    expect(Buffer.from(createSecretBox(ring.keys.slice(0, 1)).open(secret, name))).toEqual(plain);
  });

  it("moves to the keeper's newest key, and needs the keeper for nothing else", async () => {
    await using all = await deployment();
    const ring = await all.node();
    all.vault.rotate();
    expect([await ring.rewrap(), await ring.rewrap()]).toEqual([1, 0]);
    all.vault.forgetBelow(2);
    expect(idsOf(await all.node())).toEqual(idsOf(ring));
    const { decrypt } = all.vault.calls;
    await ring.refresh();
    expect(all.vault.calls["decrypt"]).toBe(decrypt);
    all.vault.forgetBelow(3);
    await expect(all.node()).rejects.toMatchObject({ code: "KEY_KEEPER_UNAVAILABLE" });
  });
});
