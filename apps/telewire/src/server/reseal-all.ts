import type { Archive } from "@telewire/archive";
import { reseal, sealedSecrets } from "@telewire/gateway";
import type { ResealCounts } from "@telewire/gateway";
import type { SecretBox } from "@telewire/kit";
import { secretContext } from "@telewire/pipeline";

/**
 * Seals every stored secret with the first of the encryption keys, beside running servers: a session whose owner has written its
 * secret meanwhile has sealed it anew by that.
 * @throws TelewireError DECRYPTION_FAILED when a record's key is not among the configured ones
 */
export async function resealAll(archive: Archive, box: SecretBox): Promise<ResealCounts> {
  let { resealed, current } = await reseal(archive, box);
  for (const { sessionId, secret } of await archive.sessions.list()) {
    const context = secretContext(sessionId);
    const isDone =
      !box.isCurrent(secret) &&
      (await archive.sessions.replaceSecret(sessionId, secret, box.seal(box.open(secret, context), context)));
    if (isDone) resealed += 1;
    else current += 1;
  }
  return { resealed, current };
}

/** Ids of the master keys that something stored is under. */
export async function keysInUse(archive: Archive, box: SecretBox): Promise<ReadonlySet<string>> {
  const sessions = (await archive.sessions.list()).map(({ secret }) => secret);
  return new Set([...sessions, ...(await sealedSecrets(archive))].map((sealed) => box.keyIdOf(sealed)));
}
