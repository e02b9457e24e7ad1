import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TelewireError } from "@telewire/contracts";

const KEY_BYTES = 32;
const KEY_FILE = "encryption-key";

export interface EncryptionKeys {
  /** The first one encrypts, all decrypt. */
  readonly keys: readonly Uint8Array[];
  readonly problem?: string;
}

const FILE_PREFIX = "file:";
const VAULT_PREFIX = "vault:";

/** The file that holds the keys, where the setting names one. */
export function keyFileOf(setting: string): string | null {
  return setting.startsWith(FILE_PREFIX) ? setting.slice(FILE_PREFIX.length) : null;
}

/** The key of Vault's transit engine that wraps the keys, where the setting names one. */
export function vaultKeyOf(setting: string): string | null {
  return setting.startsWith(VAULT_PREFIX) ? setting.slice(VAULT_PREFIX.length) : null;
}

/** Keys of 32 bytes, each as 64 hex digits or base64, separated by commas or lines; or `file:` and the path of such a text. */
export function parseEncryptionKeys(setting: string): EncryptionKeys {
  const file = keyFileOf(setting);
  let text = setting;
  try {
    if (file !== null) text = readFileSync(file, "utf8");
  } catch (error) {
    return { keys: [], problem: `cannot be read: ${(error as Error).message}` };
  }
  const parts = text.split(/[,\n]/).filter((part) => part.trim() !== "");
  const keys = parts.map((part) => {
    const trimmed = part.trim();
    return Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? "hex" : "base64");
  });
  return keys.length > 0 && keys.every((key) => key.length === KEY_BYTES)
    ? { keys }
    : { keys: [], problem: "is not 32 bytes as 64 hex digits or base64" };
}

/** The key kept in the data folder (mode 0600), made when there is none. */
export function embeddedEncryptionKey(dataDir: string): {
  readonly key: Uint8Array;
  readonly file: string;
  readonly isNew: boolean;
} {
  const file = join(dataDir, KEY_FILE);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    return { key: readKey(file), file, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return { key: readKey(file), file, isNew: false };
  }
}

function readKey(file: string): Uint8Array {
  const {
    keys: [key],
    problem,
  } = parseEncryptionKeys(readFileSync(file, "utf8"));
  if (key === undefined)
    throw new TelewireError("CONFIG_INVALID", { details: { problems: [{ name: file, problem }] } });
  return key;
}
