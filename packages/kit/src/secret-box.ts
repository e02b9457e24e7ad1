import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { TelewireError } from "@telewire/contracts";

/** Encrypts small records at rest. */
export interface SecretBox {
  /** `context` names the record (for example `session:alice`): sealed data opens only under the same context. */
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** @throws TelewireError DECRYPTION_FAILED */
  open(sealed: Uint8Array, context: string): Uint8Array;
}

const VERSION = 1;
const KEY_ID_BYTES = 4;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + SALT_BYTES + IV_BYTES;

/**
 * AES-256-GCM with a key per record, derived by HKDF-SHA256 from the master key and a random salt.
 * Layout: version, key id, salt, iv, ciphertext, tag; header and context are authenticated.
 * The first key seals, every key opens.
 */
export function createSecretBox(masterKeys: readonly Uint8Array[]): SecretBox {
  const keys = masterKeys.map((key) => ({
    key,
    keyId: createHash("sha256").update("telewire-key-id").update(key).digest().subarray(0, KEY_ID_BYTES),
  }));
  const sealing = keys[0];
  if (sealing === undefined) throw new TelewireError("CONFIG_INVALID", { details: { problem: "no encryption key" } });
  return {
    seal(plain, context) {
      const header = Buffer.concat([Buffer.of(VERSION), sealing.keyId, randomBytes(SALT_BYTES + IV_BYTES)]);
      const cipher = createCipheriv(
        "aes-256-gcm",
        recordKey(sealing.key, header),
        header.subarray(HEADER_BYTES - IV_BYTES),
      );
      cipher.setAAD(Buffer.concat([header, Buffer.from(context)]));
      return Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const header = Buffer.from(sealed.subarray(0, HEADER_BYTES));
      const keyId = header.subarray(1, 1 + KEY_ID_BYTES);
      const found = keys.find((candidate) => candidate.keyId.equals(keyId));
      if (header[0] !== VERSION || sealed.length < HEADER_BYTES + TAG_BYTES || found === undefined)
        throw new TelewireError("DECRYPTION_FAILED");
      const decipher = createDecipheriv(
        "aes-256-gcm",
        recordKey(found.key, header),
        header.subarray(HEADER_BYTES - IV_BYTES),
      );
      decipher.setAAD(Buffer.concat([header, Buffer.from(context)]));
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      try {
        return Buffer.concat([
          decipher.update(sealed.subarray(HEADER_BYTES, sealed.length - TAG_BYTES)),
          decipher.final(),
        ]);
      } catch (cause) {
        throw new TelewireError("DECRYPTION_FAILED", { cause });
      }
    },
  };
}

function recordKey(masterKey: Uint8Array, header: Uint8Array): Uint8Array {
  const salt = header.subarray(1 + KEY_ID_BYTES, 1 + KEY_ID_BYTES + SALT_BYTES);
  return new Uint8Array(hkdfSync("sha256", masterKey, salt, "telewire-record", 32));
}
