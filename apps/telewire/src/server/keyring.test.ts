import { join } from "node:path";
import { openSqliteArchive } from "@telewire/archive";
import { createSecretBox, masterKeyId, VaultTransit } from "@telewire/kit";
import { startVault, tempDirectory } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { Keyring, SPREAD_MS } from "./keyring.ts";

const plain = Buffer.from("auth key");

async function deployment() {
  await using stack = new AsyncDisposableStack();
  const vault = stack.use(await startVault());
  const folder = stack.use(await tempDirectory("telewire-keyring-"));
  const { records } = stack.use(
    await openSqliteArchive({ file: join(folder.path, "archive.sqlite"), contentPolicy: "all" }),
  );
  let now = 1_000_000;
  const opened = stack.move();
  return {
    vault,
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
