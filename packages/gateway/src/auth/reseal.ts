import type { Archive } from "@telewire/archive";
import type { SecretBox } from "@telewire/kit";
import { AUDIT_KEY_NAMESPACE } from "../audit/audit-log.ts";
import { signingContext } from "./api-keys.ts";
import { signingKeyContext, SIGNING_KEYS_NAMESPACE } from "./signing-keys.ts";
import type { StoredKey } from "./signing-keys.ts";

/** How many records were sealed anew, and how many were so already. */
export interface ResealCounts {
  readonly resealed: number;
  readonly current: number;
}

/**
 * Seals the gateway's stored secrets with the key that seals now: secrets of API keys, keys of access tokens, the key of the
 * audit log. Safe beside running servers: what changed meanwhile is left to whoever changed it.
 * @throws TelewireError DECRYPTION_FAILED when a record's key is not among those of `secrets`
 */
export async function reseal(archive: Archive, secrets: SecretBox): Promise<ResealCounts> {
  const counts = { resealed: 0, current: 0 };
  const note = (isResealed: boolean): void => void (counts[isResealed ? "resealed" : "current"] += 1);
  for (const { keyId, signingSecret } of await archive.apiKeys.list()) {
    const fresh = freshOf(secrets, signingSecret, signingContext(keyId));
    note(fresh !== null && (await archive.apiKeys.replaceSigningSecret(keyId, signingSecret, fresh)));
  }
  for (const { key: keyId, value } of await archive.records.list(SIGNING_KEYS_NAMESPACE)) {
    const stored = JSON.parse(value) as StoredKey;
    const fresh = freshOf(secrets, Buffer.from(stored.sealed, "base64"), signingKeyContext(keyId));
    note(fresh !== null);
    if (fresh === null) continue;
    const sealed = Buffer.from(fresh).toString("base64");
    await archive.records.put(SIGNING_KEYS_NAMESPACE, keyId, JSON.stringify({ ...stored, sealed }), stored.expiresAt);
  }
  for (const { key, value } of await archive.records.list(AUDIT_KEY_NAMESPACE)) {
    const fresh = freshOf(secrets, Buffer.from(value, "base64"), AUDIT_KEY_NAMESPACE);
    note(fresh !== null);
    if (fresh !== null)
      await archive.records.put(AUDIT_KEY_NAMESPACE, key, Buffer.from(fresh).toString("base64"), null);
  }
  return counts;
}

/** Every secret of the gateway as it is stored. */
export async function sealedSecrets(archive: Archive): Promise<readonly Uint8Array[]> {
  const { apiKeys, records } = archive;
  return [
    ...(await apiKeys.list()).map(({ signingSecret }) => signingSecret),
    ...(await records.list(SIGNING_KEYS_NAMESPACE)).map(({ value }) =>
      Buffer.from((JSON.parse(value) as StoredKey).sealed, "base64"),
    ),
    ...(await records.list(AUDIT_KEY_NAMESPACE)).map(({ value }) => Buffer.from(value, "base64")),
  ];
}

/** Null: nothing is to be done. */
function freshOf(secrets: SecretBox, sealed: Uint8Array, context: string): Uint8Array | null {
  return secrets.isCurrent(sealed) ? null : secrets.seal(secrets.open(sealed, context), context);
}
