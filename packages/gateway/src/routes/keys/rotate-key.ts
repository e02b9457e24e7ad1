import { RuleRecords } from "@telewire/archive";
import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { createApiKey, isUsable } from "../../auth/api-keys.ts";
import { filterOfKey, setFilterOfKey } from "../../auth/key-filters.ts";
import { route } from "../../http/route.ts";

export const rotateKey = route(
  OPERATIONS.rotateKey,
  async ({ input: { keyId, overlapSeconds } }, { archive, secrets, clock, identity }) => {
    const old = await archive.apiKeys.get(keyId);
    const now = clock.now();
    if (old === null || !isUsable(old, now)) throw new TelewireError("NOT_FOUND");
    const { name, role, scopes, sessionIds, requireSignature, expiresAt } = old;
    const key = await createApiKey(
      { archive, secrets, clock },
      { name, role, scopes, sessionIds, requireSignature, expiresAt },
    );
    await setFilterOfKey(archive.records, key.keyId, await filterOfKey(archive.records, keyId));
    await new RuleRecords(archive.records).moveOwner(keyId, key.keyId);
    await archive.apiKeys.revoke(keyId, Math.round(now + overlapSeconds * 1000));
    identity.principals.forget(keyId);
    return { data: key, status: 201 };
  },
);
