import { vaultKeyOf } from "./encryption-key.ts";
import type { ConfigProblem } from "./load-config.ts";
import type { Config } from "./schema.ts";

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
/** A network that everybody is in. */
const EVERYBODY = /^(\*|0\.0\.0\.0(\/0)?|::(\/0)?|.*\/0)$/;
const MAX_TOKEN_SECONDS = 3600;
const MIN_TOKEN_LENGTH = 32;

/** What a server in production does not start with, each with the setting and what to do. */
export function unsafeSettings(config: Config): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const refuse = (isUnsafe: boolean, name: string, problem: string): void => {
    if (isUnsafe) problems.push({ name, problem });
  };
  const { host, internalHost, tlsCertFile, trustProxy, publicUrl, metricsToken, jwtTtlSeconds, nodeToken } = config;
  refuse(
    config.encryptionKey === undefined,
    "TELEGRAM_ENCRYPTION_KEY",
    "is needed in production (openssl rand -hex 32)",
  );
  if (config.roles.includes("api")) {
    refuse(
      tlsCertFile === undefined && trustProxy.length === 0,
      "TELEWIRE_TLS_CERT_FILE",
      "is needed in production, or TELEWIRE_TRUST_PROXY with the addresses of the proxies that speak TLS",
    );
    refuse(
      tlsCertFile === undefined && trustProxy.length > 0 && config.tlsClientCaFile !== undefined,
      "TELEWIRE_TLS_CLIENT_CA_FILE",
      "has no effect behind a proxy that speaks TLS",
    );
    refuse(
      publicUrl?.startsWith("http:") === true,
      "TELEWIRE_PUBLIC_URL",
      "must be https in production: cookies and tokens would travel in the clear",
    );
    refuse(
      metricsToken === undefined && !LOOPBACK.has(host),
      "TELEWIRE_METRICS_TOKEN",
      "is needed in production: without it /metrics is open to private addresses, a proxy's among them",
    );
    refuse(
      jwtTtlSeconds > MAX_TOKEN_SECONDS,
      "TELEWIRE_JWT_TTL_SECONDS",
      `must be at most ${MAX_TOKEN_SECONDS} in production`,
    );
  }
  const vault = config.vaultAddress === undefined ? null : new URL(config.vaultAddress);
  refuse(
    vaultKeyOf(config.encryptionKey ?? "") !== null && vault?.protocol === "http:" && !LOOPBACK.has(vault.hostname),
    "VAULT_ADDR",
    "must be https in production: its token and the keys would travel in the clear",
  );
  refuse(
    trustProxy.some((network) => EVERYBODY.test(network)),
    "TELEWIRE_TRUST_PROXY",
    "must not trust everybody",
  );
  refuse(
    config.mediaUrlNetworks.some((network) => EVERYBODY.test(network)),
    "TELEWIRE_MEDIA_URL_NETWORKS",
    "must not open every private network",
  );
  refuse(
    config.redisUrl !== undefined && !LOOPBACK.has(internalHost) && (nodeToken ?? "").length < MIN_TOKEN_LENGTH,
    "TELEWIRE_NODE_TOKEN",
    `of at least ${MIN_TOKEN_LENGTH} characters is needed in production: nodes call each other over the network`,
  );
  return problems;
}
