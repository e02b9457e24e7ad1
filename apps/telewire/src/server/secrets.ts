import { hkdfSync } from "node:crypto";
import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import { createSecretBox } from "@telewire/kit";
import type { Logger, SecretBox } from "@telewire/kit";
import { secretContext } from "@telewire/pipeline";
import { embeddedEncryptionKey, parseEncryptionKeys } from "../config/encryption-key.ts";
import type { Config } from "../config/schema.ts";

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
