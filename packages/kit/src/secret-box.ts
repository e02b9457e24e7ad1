import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { TelewireError } from "@telewire/contracts";

/** Encrypts small records at rest. */
export interface SecretBox {
  /** `context` names the record (for example `session:alice`): sealed data opens only under the same context. */
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** @throws TelewireError DECRYPTION_FAILED */
  open(sealed: Uint8Array, context: string): Uint8Array;
  /** Whether it is sealed in the present form by the key that seals now. */
  isCurrent(sealed: Uint8Array): boolean;
  /** Id of the master key that it was sealed by. */
  keyIdOf(sealed: Uint8Array): string;
  /** From now on these keys: the first one seals, all open. Records of a key that is not among them stay closed. */
  use(masterKeys: readonly Uint8Array[]): void;
}

interface MasterKey {
  readonly key: Uint8Array;
  readonly keyId: Buffer;
}

const DERIVED = 1;
const WRAPPED = 2;
const KEY_ID_BYTES = 4;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const START_BYTES = 1 + KEY_ID_BYTES;
const WRAP_BYTES = IV_BYTES + KEY_BYTES + TAG_BYTES;

/**
 * AES-256-GCM under a random key for each record, which is wrapped (AES-256-GCM as well) by the master key.
 * Layout: version 2, id of the master key, wrapped record key (iv, key, tag), iv, ciphertext, tag. Version, key id and
 * context are authenticated both times. Version 1, whose record keys were derived from the master key, is opened too.
 */
export function createSecretBox(masterKeys: readonly Uint8Array[]): SecretBox {
  let keys = withIds(masterKeys);
  const sealing = (): MasterKey => keys[0] as MasterKey;
  return {
    seal(plain, context) {
      const { key, keyId } = sealing();
      const start = Buffer.concat([Buffer.of(WRAPPED), keyId]);
      const aad = Buffer.concat([start, Buffer.from(context)]);
      const recordKey = randomBytes(KEY_BYTES);
      return Buffer.concat([start, encrypt(key, recordKey, aad), encrypt(recordKey, plain, aad)]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      const found = keys.find(({ keyId }) => keyId.equals(bytes.subarray(1, START_BYTES)));
      if (found === undefined) throw new TelewireError("DECRYPTION_FAILED");
      try {
        switch (bytes[0]) {
          case WRAPPED:
            return openWrapped(found.key, bytes, context);
          case DERIVED:
            return openDerived(found.key, bytes, context);
          default:
            throw new TelewireError("DECRYPTION_FAILED");
        }
      } catch (cause) {
        throw new TelewireError("DECRYPTION_FAILED", { cause });
      }
    },
    isCurrent: (sealed) => sealed[0] === WRAPPED && sealing().keyId.equals(sealed.subarray(1, START_BYTES)),
    keyIdOf: (sealed) => Buffer.from(sealed.subarray(1, START_BYTES)).toString("hex"),
    use(masterKeysNow) {
      keys = withIds(masterKeysNow);
    },
  };
}

/** Tells master keys apart without telling anything of them. */
export function masterKeyId(key: Uint8Array): string {
  return createHash("sha256")
    .update("telewire-key-id")
    .update(key)
    .digest("hex")
    .slice(0, 2 * KEY_ID_BYTES);
}

function withIds(masterKeys: readonly Uint8Array[]): readonly MasterKey[] {
  if (masterKeys.length === 0) throw new TelewireError("CONFIG_INVALID", { details: { problem: "no encryption key" } });
  return masterKeys.map((key) => ({
    key,
    keyId: Buffer.from(masterKeyId(key), "hex"),
  }));
}

function openWrapped(masterKey: Uint8Array, bytes: Buffer, context: string): Buffer {
  const aad = Buffer.concat([bytes.subarray(0, START_BYTES), Buffer.from(context)]);
  const wrapped = bytes.subarray(START_BYTES, START_BYTES + WRAP_BYTES);
  return decrypt(decrypt(masterKey, wrapped, aad), bytes.subarray(START_BYTES + WRAP_BYTES), aad);
}

function openDerived(masterKey: Uint8Array, bytes: Buffer, context: string): Buffer {
  const bodyAt = START_BYTES + SALT_BYTES;
  const aad = Buffer.concat([bytes.subarray(0, bodyAt + IV_BYTES), Buffer.from(context)]);
  const salt = bytes.subarray(START_BYTES, bodyAt);
  const recordKey = new Uint8Array(hkdfSync("sha256", masterKey, salt, "telewire-record", KEY_BYTES));
  return decrypt(recordKey, bytes.subarray(bodyAt), aad);
}

/** iv, ciphertext, tag. */
function encrypt(key: Uint8Array, plain: Uint8Array, aad: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(aad);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Buffer, aad: Uint8Array): Buffer {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new TelewireError("DECRYPTION_FAILED");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES)).setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
}
