import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startVault, tempDirectory } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { VaultTransit } from "./vault-transit.ts";

const key = randomBytes(32);

describe("Vault's transit engine", () => {
  it("wraps and unwraps, says under which version, and opens older ones", async () => {
    await using vault = await startVault();
    const transit = new VaultTransit({ ...vault, key: "telewire" });
    const first = await transit.wrap(key);
    expect(first).toMatchObject({ keyId: "vault:telewire:1", wrapped: expect.stringMatching(/^vault:v1:/) });
    vault.rotate();
    expect(await transit.currentKeyId()).toBe("vault:telewire:2");
    const second = await transit.wrap(key);
    expect(second.keyId).toBe("vault:telewire:2");
    for (const wrapped of [first, second]) expect(Buffer.from(await transit.unwrap(wrapped))).toEqual(key);
    vault.forgetBelow(2);
    await expect(transit.unwrap(first)).rejects.toMatchObject({
      code: "KEY_KEEPER_UNAVAILABLE",
      details: { problem: expect.stringContaining("too old") },
    });
  });

  it("reads a token that an agent renews, and tells what is wrong without telling the token", async () => {
    await using vault = await startVault();
    await using folder = await tempDirectory("telewire-vault-");
    const file = join(folder.path, "token");
    const transit = new VaultTransit({ url: vault.url, token: `file:${file}`, key: "telewire" });
    await writeFile(file, "expired\n");
    const refused = await transit.wrap(key).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "KEY_KEEPER_UNAVAILABLE", details: { problem: "403 permission denied" } });
    await writeFile(file, `${vault.token}\n`);
    expect(Buffer.from(await transit.unwrap(await transit.wrap(key)))).toEqual(key);
    await vault[Symbol.asyncDispose]();
    await expect(transit.wrap(key)).rejects.toMatchObject({ code: "KEY_KEEPER_UNAVAILABLE" });
  });
});
