import { readFileSync } from "node:fs";
import { TelewireError } from "@telewire/contracts";
import { editDistance } from "../edit-distance.ts";
import { CONFIG_FIELDS, CONFIG_FILE_ENV, parseEnvValue } from "./fields.ts";
import { parseEncryptionKeys, vaultKeyOf } from "./encryption-key.ts";
import { configSchema, ROLES } from "./schema.ts";
import type { Config } from "./schema.ts";
import { unsafeSettings } from "./unsafe-settings.ts";

export interface ConfigProblem {
  /** The variable, or the field of the file. */
  readonly name: string;
  readonly problem: string;
}

/** `storage`: commands that only read or write what is stored. */
export type ConfigPurpose = "server" | "login" | "storage";

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of a JSON file; default: `TELEWIRE_CONFIG_FILE` when set. */
  readonly file?: string;
  /** Settings of the command line: they win. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** What it is for, which decides what must be set; default: to run the server. */
  readonly purpose?: ConfigPurpose;
}

/**
 * The configuration from file, environment and command line, later ones winning.
 * @throws TelewireError CONFIG_INVALID whose `details.problems` lists everything that is wrong.
 */
export function loadConfig({
  env,
  file = env[CONFIG_FILE_ENV],
  overrides = {},
  purpose = "server",
}: ConfigSources): Config {
  const problems: ConfigProblem[] = [];
  const fromFile = file === undefined ? {} : readConfigFile(file, problems);
  const fromEnv = readEnvironment(env, problems);
  const parsed = configSchema.safeParse({ ...fromFile, ...fromEnv, ...overrides });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(...problemsOf(issue, fromEnv));
    throw invalid(problems);
  }
  problems.push(...findConflicts(parsed.data, purpose));
  if (problems.length > 0) throw invalid(problems);
  return parsed.data;
}

function invalid(problems: readonly ConfigProblem[]): TelewireError {
  return new TelewireError("CONFIG_INVALID", { details: { problems } });
}

function readConfigFile(file: string, problems: ConfigProblem[]): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof content === "object" && content !== null && !Array.isArray(content))
      return content as Record<string, unknown>;
    problems.push({ name: file, problem: "is not a JSON object" });
  } catch (error) {
    problems.push({
      name: file,
      problem:
        error instanceof SyntaxError ? `is not JSON: ${error.message}` : `cannot be read: ${(error as Error).message}`,
    });
  }
  return {};
}

function readEnvironment(env: ConfigSources["env"], problems: ConfigProblem[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of CONFIG_FIELDS) {
    const text = env[field.env];
    if (text !== undefined && text !== "") values[field.name] = parseEnvValue(field, text);
  }
  const known = new Set([CONFIG_FILE_ENV, ...CONFIG_FIELDS.map((field) => field.env)]);
  for (const name of Object.keys(env)) {
    if (!name.startsWith("TELEWIRE_") || known.has(name)) continue;
    const near = [...known].find((other) => editDistance(name, other) <= 3);
    problems.push({ name, problem: `is not a setting${near === undefined ? "" : `; did you mean ${near}?`}` });
  }
  return values;
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function problemsOf(issue: Issue, fromEnv: Readonly<Record<string, unknown>>): ConfigProblem[] {
  if (issue.code === "unrecognized_keys")
    return (issue.keys ?? []).map((name) => ({ name, problem: "is not a setting" }));
  const [name, ...rest] = issue.path.map(String);
  const field = CONFIG_FIELDS.find((candidate) => candidate.name === name);
  const place = field !== undefined && (name === undefined || name in fromEnv) ? field.env : String(name);
  return [{ name: [place, ...rest].join("."), problem: issue.message }];
}

/** What the single fields cannot tell. */
function findConflicts(config: Config, purpose: ConfigPurpose): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const require = (isMissing: boolean, name: string, problem: string): void => {
    if (isMissing) problems.push({ name, problem });
  };
  const isDistributed = config.redisUrl !== undefined;
  const isListener = purpose === "login" || (purpose === "server" && config.roles.includes("listener"));
  const isApart = purpose === "server" && new Set(config.roles).size < ROLES.length;
  require(isDistributed && config.databaseUrl === undefined, "DATABASE_URL", "is needed together with REDIS_URL");
  require(!isDistributed && config.databaseUrl !== undefined, "REDIS_URL", "is needed together with DATABASE_URL");
  require(isApart &&
    !isDistributed, "REDIS_URL", `is needed, with DATABASE_URL, when roles run apart (TELEWIRE_ROLES=${config.roles.join(",")})`);
  require(isListener &&
    config.telegramApiId ===
      undefined, "TELEGRAM_API_ID", "is needed to speak to Telegram: get one at https://my.telegram.org");
  require(isListener &&
    config.telegramApiHash ===
      undefined, "TELEGRAM_API_HASH", "is needed to speak to Telegram: get one at https://my.telegram.org");
  require(isDistributed &&
    config.encryptionKey ===
      undefined, "TELEGRAM_ENCRYPTION_KEY", "is needed with REDIS_URL: all nodes share it (openssl rand -hex 32)");
  if (config.profile === "production" && purpose === "server") {
    const named = new Set(problems.map(({ name }) => name));
    problems.push(...unsafeSettings(config).filter(({ name }) => !named.has(name)));
  }
  require(config.telegramDc !== undefined &&
    config.telegramDcPublicKeyFile === undefined, "TELEGRAM_DC_PUBLIC_KEY_FILE", "is needed with TELEGRAM_DC");
  if (config.encryptionKey !== undefined && vaultKeyOf(config.encryptionKey) !== null) {
    const hint = "is needed with TELEGRAM_ENCRYPTION_KEY=vault:...";
    require(!/^vault:[\w.-]+$/.test(config.encryptionKey), "TELEGRAM_ENCRYPTION_KEY", "names no key: vault:NAME");
    require(config.vaultAddress === undefined, "VAULT_ADDR", hint);
    require(config.vaultToken === undefined, "VAULT_TOKEN", hint);
    require(isDistributed &&
      config.nodeToken ===
        undefined, "TELEWIRE_NODE_TOKEN", `${hint} and REDIS_URL: all nodes share it (openssl rand -hex 32)`);
  } else if (config.encryptionKey !== undefined) {
    const problem = parseEncryptionKeys(config.encryptionKey).problem;
    require(problem !== undefined, "TELEGRAM_ENCRYPTION_KEY", problem ?? "");
  }
  return problems;
}
