import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqliteArchive } from "@telewire/archive";
import { createApiKey } from "@telewire/gateway";
import { createSecretBox, silentLogger } from "@telewire/kit";
import { secretContext } from "@telewire/pipeline";
import { startVault, tempDirectory, until } from "@telewire/testing";
import { expect, it } from "vitest";
import { configSchema } from "../config/schema.ts";
import { run } from "../main.ts";
import { watchEncryptionKeys } from "../server/secrets.ts";

async function telewire(args: readonly string[], env: Readonly<Record<string, string>>) {
  let [out, err] = ["", ""];
  const streams = {
    stdin: process.stdin,
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
  };
  const code = await run(args, { env, ...streams });
  return { code, out, err };
}

const openArchiveIn = (path: string) => openSqliteArchive({ file: join(path, "archive.sqlite"), contentPolicy: "all" });
const session = (secret: Uint8Array) => ({
  sessionId: "alice",
  userId: "777000",
  firstName: "Alice",
  lastName: null,
  username: null,
  secret,
  finalState: null,
  createdAt: 1,
  updatedAt: 1,
});

it("rotate-keys seals everything under the first key, and the old one can go", async () => {
  await using folder = await tempDirectory("telewire-rotate-");
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const oldBox = createSecretBox([old]);
  {
    await using archive = await openArchiveIn(folder.path);
    await createApiKey({ archive, secrets: oldBox }, { name: "k", role: "reader" });
    await archive.sessions.insert(session(oldBox.seal(Buffer.from("auth key"), secretContext("alice"))));
  }
  const env = {
    TELEWIRE_DATA_DIR: folder.path,
    TELEGRAM_ENCRYPTION_KEY: `${fresh.toString("hex")},${old.toString("hex")}`,
  };
  const wrong = await telewire(["rotate-keys"], { ...env, TELEGRAM_ENCRYPTION_KEY: fresh.toString("hex") });
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("DECRYPTION_FAILED") });
  expect(await telewire(["rotate-keys", "--json"], env)).toMatchObject({
    code: 0,
    out: '{"resealed":2,"current":2}\n',
  });
  expect((await telewire(["rotate-keys"], env)).out).toContain("0 secrets were encrypted anew");
  await using archive = await openArchiveIn(folder.path);
  const box = createSecretBox([fresh]);
  const row = await archive.sessions.get("alice");
  expect(Buffer.from(box.open(row?.secret ?? Buffer.of(), secretContext("alice"))).toString()).toBe("auth key");
  expect((await archive.apiKeys.list()).map(({ signingSecret }) => box.isCurrent(signingSecret))).toEqual([true]);
});

it("a running server takes new keys from its key file, and seals what is stored anew", async () => {
  await using folder = await tempDirectory("telewire-rotate-");
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const file = join(folder.path, "keys");
  writeFileSync(file, old.toString("hex"));
  const box = createSecretBox([old]);
  await using archive = await openArchiveIn(folder.path);
  await archive.sessions.insert(session(box.seal(Buffer.from("auth key"), secretContext("alice"))));
  const config = configSchema.parse({ encryptionKey: `file:${file}` });
  using _watching = watchEncryptionKeys(config, archive, { box, keyring: null }, silentLogger);
  const secret = await until(
    async () => {
      // Written again and again: when the watch takes its first look cannot be known.
      writeFileSync(file, `${fresh.toString("hex")}\n${old.toString("hex")}\n`);
      const row = await archive.sessions.get("alice");
      return row !== null && createSecretBox([fresh]).isCurrent(row.secret) ? row.secret : null;
    },
    { intervalMs: 100 },
  );
  expect(Buffer.from(createSecretBox([fresh]).open(secret, secretContext("alice"))).toString()).toBe("auth key");
});

it("a running server keeps a key that something is still under, and refuses a file without it", async () => {
  await using folder = await tempDirectory("telewire-rotate-");
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const file = join(folder.path, "keys");
  writeFileSync(file, old.toString("hex"));
  const box = createSecretBox([old]);
  await using archive = await openArchiveIn(folder.path);
  const secret = box.seal(Buffer.from("auth key"), secretContext("alice"));
  await archive.sessions.insert(session(secret));
  const config = configSchema.parse({ encryptionKey: `file:${file}` });
  const errors: object[] = [];
  const logger = { ...silentLogger, error: (details: object) => void errors.push(details) } as typeof silentLogger;
  using _watching = watchEncryptionKeys(config, archive, { box, keyring: null }, logger);
  await until(
    () => {
      writeFileSync(file, `${fresh.toString("hex")}\n`);
      return errors.length > 0;
    },
    { intervalMs: 100 },
  );
  expect(errors[0]).toEqual({ missing: [box.keyIdOf(secret)] });
  expect(Buffer.from(box.open(secret, secretContext("alice"))).toString()).toBe("auth key");
});

it("keys that Vault wraps serve every command, and move to its newest key", async () => {
  await using vault = await startVault();
  await using folder = await tempDirectory("telewire-vault-");
  const env = {
    TELEWIRE_DATA_DIR: folder.path,
    TELEGRAM_ENCRYPTION_KEY: "vault:telewire",
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: vault.token,
  };
  const created = await telewire(["keys", "create", "--name", "k", "--role", "reader", "--json"], env);
  expect(created.code).toBe(0);
  vault.rotate();
  expect((await telewire(["rotate-keys", "--json"], env)).out).toBe(
    '{"resealed":0,"current":1,"rewrapped":1,"retired":0}\n',
  );
  vault.forgetBelow(2);
  expect(JSON.parse((await telewire(["rotate-keys", "--new", "--json"], env)).out)).toEqual({
    sealsFrom: expect.any(String),
  });
  expect((await telewire(["rotate-keys"], env)).out).toContain(
    "0 keys were wrapped anew by Vault, 0 unused ones dropped",
  );
  const refused = await telewire(["keys", "create", "--name", "k", "--role", "reader"], { ...env, VAULT_TOKEN: "no" });
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("KEY_KEEPER_UNAVAILABLE") });
  expect(refused.err).not.toContain(vault.token);
  const unset = await telewire(["rotate-keys"], { ...env, VAULT_ADDR: "" });
  expect(unset.err).toContain("VAULT_ADDR is needed with TELEGRAM_ENCRYPTION_KEY=vault:");
});

it("audit verify and export read the log that a server wrote, and find what was changed", async () => {
  await using folder = await tempDirectory("telewire-audit-");
  const env = { TELEWIRE_DATA_DIR: folder.path, TELEGRAM_ENCRYPTION_KEY: randomBytes(32).toString("hex") };
  expect(await telewire(["audit", "verify", "--json"], env)).toMatchObject({
    code: 0,
    out: '{"ok":true,"entries":0,"problem":null}\n',
  });
  await using archive = await openArchiveIn(folder.path);
  const day = "2026-01-01";
  const head = { nodeId: "n", day, first: 1, last: 1, previous: "", hash: "x", seal: "forged" };
  await archive.records.put("audit-day", `n/${day}`, JSON.stringify(head), null);
  await archive.records.put(
    `audit:n:${day}`,
    "000000000001",
    JSON.stringify({ sequence: 1, at: day, action: "a" }),
    null,
  );
  const verdict = await telewire(["audit", "verify"], env);
  expect(verdict).toMatchObject({ code: 1, err: expect.stringContaining("the end of the day was changed: node n") });
  expect((await telewire(["audit", "export", "--day", day], env)).out).toBe(
    `{"sequence":1,"at":"${day}","action":"a"}\n`,
  );
  expect((await telewire(["audit", "shred"], env)).code).toBe(2);
});
