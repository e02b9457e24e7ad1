import { randomBytes } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TelewireError } from "@telewire/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { embeddedEncryptionKey, parseEncryptionKeys } from "./encryption-key.ts";
import { CONFIG_FIELDS } from "./fields.ts";
import { loadConfig } from "./load-config.ts";
import type { ConfigProblem, ConfigSources } from "./load-config.ts";
import { redactConfig } from "./redact.ts";
import { renderConfigReference, renderEnvExample } from "./render-docs.ts";

const TELEGRAM = { TELEGRAM_API_ID: "1", TELEGRAM_API_HASH: "hash" };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "telewire-config-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("loadConfig", () => {
  it("reads each kind of value from the environment", () => {
    const config = loadConfig({
      env: {
        ...TELEGRAM,
        MONITORED_CHATS: "@calls, -1001234567890",
        ENABLE_TELEGRAM_STREAM: "no",
        TELEWIRE_LEASE_TTL_MS: "5000",
        TELEWIRE_LOG_LEVEL: "debug",
      },
    });
    expect(config).toMatchObject({
      telegramApiId: 1,
      monitoredChats: ["@calls", "-1001234567890"],
      enableTelegramStream: false,
      leaseTtlMs: 5000,
      logLevel: "debug",
      roles: ["api", "listener", "consumer"],
      consumerGroupId: "node-consumers",
    });
  });

  it("reports everything that is wrong at once, by the names that people used", () => {
    const file = join(folder, "telewire.json");
    writeFileSync(file, JSON.stringify({ consumerBatchSize: 0, colour: "red" }));
    const problems = problemsOf({
      env: {
        TELEGRAM_API_ID: "x1",
        REDIS_URL: "http://nowhere",
        TELEWIRE_LOG_LEVL: "info",
        TELEWIRE_ROLES: "api,cook",
      },
      file,
    });
    expect(problems.map(({ name }) => name).toSorted()).toEqual([
      "REDIS_URL",
      "TELEGRAM_API_ID",
      "TELEWIRE_LOG_LEVL",
      "TELEWIRE_ROLES.1",
      "colour",
      "consumerBatchSize",
    ]);
    expect(problems.find(({ name }) => name === "TELEWIRE_LOG_LEVL")?.problem).toBe(
      "is not a setting; did you mean TELEWIRE_LOG_LEVEL?",
    );
  });

  it.each([
    [{ TELEWIRE_ROLES: "api" }, ["REDIS_URL"]],
    [{}, ["TELEGRAM_API_HASH", "TELEGRAM_API_ID"]],
    [{ ...TELEGRAM, REDIS_URL: "redis://h" }, ["DATABASE_URL", "TELEGRAM_ENCRYPTION_KEY"]],
    [{ ...TELEGRAM, DATABASE_URL: "postgres://h/d" }, ["REDIS_URL"]],
    [{ ...TELEGRAM, TELEWIRE_PROFILE: "production" }, ["TELEGRAM_ENCRYPTION_KEY", "TELEWIRE_TLS_CERT_FILE"]],
    [{ ...TELEGRAM, TELEGRAM_ENCRYPTION_KEY: "short" }, ["TELEGRAM_ENCRYPTION_KEY"]],
    [{ ...TELEGRAM, TELEGRAM_DC: "127.0.0.1:1" }, ["TELEGRAM_DC_PUBLIC_KEY_FILE"]],
    [{ ...TELEGRAM, TELEGRAM_DC: "127.0.0.1" }, ["TELEGRAM_DC"]],
  ])("refuses %j", (env, names) => {
    expect(
      problemsOf({ env })
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(names);
  });

  it("says what is wrong with the file", () => {
    const file = join(folder, "broken.json");
    writeFileSync(file, "{");
    expect(problemsOf({ env: TELEGRAM, file })).toMatchObject([
      { name: file, problem: expect.stringContaining("is not JSON") as string },
    ]);
    expect(problemsOf({ env: TELEGRAM, file: join(folder, "none.json") })).toMatchObject([
      { problem: expect.stringContaining("cannot be read") as string },
    ]);
  });

  it("takes the command line before the environment before the file", () => {
    const file = join(folder, "telewire.json");
    writeFileSync(file, JSON.stringify({ drainMs: 1, leaseTtlMs: 2000, statusIntervalMs: 300 }));
    const env = { ...TELEGRAM, TELEWIRE_DRAIN_MS: "2", TELEWIRE_LEASE_TTL_MS: "3000" };
    expect(loadConfig({ env, file, overrides: { drainMs: 3 } })).toMatchObject({
      drainMs: 3,
      leaseTtlMs: 3000,
      statusIntervalMs: 300,
    });
  });
});

describe("secrets", () => {
  it("are left out of what people see", () => {
    const config = loadConfig({ env: { ...TELEGRAM, TELEGRAM_ENCRYPTION_KEY: "ab".repeat(32) } });
    const shown = JSON.stringify(redactConfig(config));
    expect(shown).not.toContain("abab");
    expect(shown).not.toContain("hash");
    expect(shown).toContain('"encryptionKey":"[set]"');
  });

  it("keys are read as hex and base64, several with commas", () => {
    const key = randomBytes(32);
    expect(parseEncryptionKeys(`${key.toString("hex")}, ${key.toString("base64")}`).keys).toEqual([key, key]);
  });

  it("a generated key is for the owner only and stays the same", () => {
    const dataDir = join(folder, "data");
    const first = embeddedEncryptionKey(dataDir);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    const again = embeddedEncryptionKey(dataDir);
    expect({ ...again, isNew: true }).toEqual({ ...first, isNew: true });
    expect([first.isNew, again.isNew]).toEqual([true, false]);
  });
});

describe("generated documents", () => {
  const root = new URL("../../../../", import.meta.url);
  it.each([
    ["docs/reference/config.md", renderConfigReference],
    [".env.example", renderEnvExample],
  ])("%s is in step with the schema (telewire config docs --write)", (path, render) => {
    expect(readFileSync(new URL(path, root), "utf8")).toBe(render());
  });

  it("every setting is described and has a variable of its own", () => {
    expect(CONFIG_FIELDS.filter(({ description }) => description === "")).toEqual([]);
    expect(new Set(CONFIG_FIELDS.map(({ env }) => env)).size).toBe(CONFIG_FIELDS.length);
    expect(new Set(CONFIG_FIELDS.map(({ name }) => name)).size).toBe(CONFIG_FIELDS.length);
  });
});

function problemsOf(sources: ConfigSources): ConfigProblem[] {
  try {
    loadConfig(sources);
  } catch (error) {
    if (error instanceof TelewireError && error.code === "CONFIG_INVALID")
      return error.details["problems"] as ConfigProblem[];
    throw error;
  }
  return [];
}
