import { TelewireError } from "@telewire/contracts";
import { expect, it } from "vitest";
import { loadConfig } from "./load-config.ts";
import type { ConfigProblem } from "./load-config.ts";

const SAFE = {
  TELEWIRE_PROFILE: "production",
  TELEGRAM_API_ID: "1",
  TELEGRAM_API_HASH: "hash",
  TELEGRAM_ENCRYPTION_KEY: "ab".repeat(32),
  TELEWIRE_TLS_CERT_FILE: "cert.pem",
  TELEWIRE_TLS_KEY_FILE: "key.pem",
  TELEWIRE_HOST: "0.0.0.0",
  TELEWIRE_METRICS_TOKEN: "a token of the operators",
};
const VAULT = { TELEGRAM_ENCRYPTION_KEY: "vault:telewire", VAULT_TOKEN: "token" };
const DISTRIBUTED = { REDIS_URL: "redis://redis", DATABASE_URL: "postgres://db/telewire" };

function refused(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    loadConfig({ env: { ...SAFE, ...env } });
    return [];
  } catch (error) {
    return (TelewireError.from(error).details["problems"] as ConfigProblem[]).map(({ name }) => name);
  }
}

it.each([
  [{}, []],
  [{ TELEWIRE_PROFILE: "development", TELEWIRE_TLS_CERT_FILE: "", TELEWIRE_METRICS_TOKEN: "" }, []],
  [{ TELEGRAM_ENCRYPTION_KEY: "" }, ["TELEGRAM_ENCRYPTION_KEY"]],
  [{ TELEWIRE_TLS_CERT_FILE: "" }, ["TELEWIRE_TLS_CERT_FILE"]],
  [{ TELEWIRE_TLS_CERT_FILE: "", TELEWIRE_TRUST_PROXY: "10.0.0.7" }, []],
  [{ TELEWIRE_TRUST_PROXY: "10.0.0.7,0.0.0.0/0" }, ["TELEWIRE_TRUST_PROXY"]],
  [{ TELEWIRE_TRUST_PROXY: "::/0" }, ["TELEWIRE_TRUST_PROXY"]],
  [{ TELEWIRE_PUBLIC_URL: "http://telewire.example" }, ["TELEWIRE_PUBLIC_URL"]],
  [{ TELEWIRE_METRICS_TOKEN: "" }, ["TELEWIRE_METRICS_TOKEN"]],
  [{ TELEWIRE_METRICS_TOKEN: "", TELEWIRE_HOST: "127.0.0.1" }, []],
  [{ TELEWIRE_JWT_TTL_SECONDS: "86400" }, ["TELEWIRE_JWT_TTL_SECONDS"]],
  [{ TELEWIRE_MEDIA_URL_NETWORKS: "0.0.0.0/0" }, ["TELEWIRE_MEDIA_URL_NETWORKS"]],
  [{ ...DISTRIBUTED, TELEWIRE_INTERNAL_HOST: "0.0.0.0" }, ["TELEWIRE_NODE_TOKEN"]],
  [{ ...DISTRIBUTED, TELEWIRE_INTERNAL_HOST: "0.0.0.0", TELEWIRE_NODE_TOKEN: "n".repeat(32) }, []],
  [{ ...VAULT, VAULT_ADDR: "http://vault.example:8200" }, ["VAULT_ADDR"]],
  [{ ...VAULT, VAULT_ADDR: "https://vault.example:8200" }, []],
  [{ ...VAULT, VAULT_ADDR: "http://127.0.0.1:8200" }, []],
  [{ VAULT_ADDR: "http://vault.example:8200" }, []],
  [{ ...VAULT, ...DISTRIBUTED, VAULT_ADDR: "https://vault.example" }, ["TELEWIRE_NODE_TOKEN"]],
  [
    { TELEWIRE_TLS_CERT_FILE: "", TELEWIRE_METRICS_TOKEN: "", TELEWIRE_PUBLIC_URL: "http://x.example" },
    ["TELEWIRE_TLS_CERT_FILE", "TELEWIRE_PUBLIC_URL", "TELEWIRE_METRICS_TOKEN"],
  ],
])("production with %o refuses %o", (env, names) => {
  expect(refused(env)).toEqual(names);
});
