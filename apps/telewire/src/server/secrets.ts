import { hkdfSync } from "node:crypto";
import { unwatchFile, watchFile } from "node:fs";
import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import { createSecretBox } from "@telewire/kit";
import type { Logger, SecretBox } from "@telewire/kit";
import { secretContext } from "@telewire/pipeline";
import { embeddedEncryptionKey, keyFileOf, parseEncryptionKeys } from "../config/encryption-key.ts";
import type { Config } from "../config/schema.ts";
import { resealAll } from "./reseal-all.ts";

const WATCH_MS = 1000;

export interface Secrets {
  readonly box: SecretBox;
  /** For calls between nodes. */
  readonly nodeToken: string;
}

export function openSecrets(config: Config, logger: Logger): Secrets {
  const keys =
    config.encryptionKey === undefined ? [embeddedKey(config, logger)] : parseEncryptionKeys(config.encryptionKey).keys;
  const [first = new Uint8Array()] = keys;
  const derived = Buffer.from(hkdfSync("sha256", first, "", "telewire-node-token", 32)).toString("base64url");
  return { box: createSecretBox(keys), nodeToken: config.nodeToken ?? derived };
}

/**
 * The keys of `TELEGRAM_ENCRYPTION_KEY=file:PATH` are read anew when the file changes, and stored secrets are sealed anew under
 * the first one; a broken file is refused and the old keys stay.
 */
export function watchEncryptionKeys(
  { encryptionKey = "" }: Config,
  archive: Archive,
  box: SecretBox,
  logger: Logger,
): Disposable {
  const file = keyFileOf(encryptionKey);
  const reload = (): void => {
    const { keys, problem } = parseEncryptionKeys(encryptionKey);
    if (problem !== undefined) return logger.error({ file, problem }, "the encryption keys stay as they were");
    box.use(keys);
    logger.info({ file, keys: keys.length }, "the encryption keys were read anew");
    resealAll(archive, box).then(
      (counts) => logger.info(counts, "stored secrets are under the first encryption key"),
      (error: unknown) => logger.error({ err: error }, "stored secrets could not all be sealed anew: keep the old key"),
    );
  };
  if (file !== null) watchFile(file, { interval: WATCH_MS, persistent: false }, reload);
  return {
    [Symbol.dispose]: () => {
      if (file !== null) unwatchFile(file, reload);
    },
  };
}

/**
 * Finds out at the start that the key is not the one that sealed the stored sessions.
 * @throws TelewireError DECRYPTION_FAILED
 */
export async function checkEncryptionKey(archive: Archive, box: SecretBox): Promise<void> {
  for (const { sessionId, secret } of await archive.sessions.list()) {
    try {
      box.open(secret, secretContext(sessionId));
    } catch (cause) {
      throw new TelewireError("DECRYPTION_FAILED", {
        details: {
          setting: "TELEGRAM_ENCRYPTION_KEY",
          sessionId,
          hint: "The stored session was encrypted with another key: configure that one, several with commas.",
        },
        cause,
      });
    }
  }
}

function embeddedKey({ dataDir }: Config, logger: Logger): Uint8Array {
  const { key, file, isNew } = embeddedEncryptionKey(dataDir);
  if (isNew)
    logger.warn(
      { file },
      "TELEGRAM_ENCRYPTION_KEY is not set: a key was generated in the data folder; back it up, stored sessions open only with it",
    );
  return key;
}
