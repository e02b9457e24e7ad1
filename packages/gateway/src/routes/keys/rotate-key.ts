import { RuleRecords } from "@telewire/archive";
import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { createApiKey, isUsable } from "../../auth/api-keys.ts";
import { filterOfKey, setFilterOfKey } from "../../auth/key-filters.ts";
import { endOf, keyWithin, requireWithin } from "../../auth/key-rights.ts";
import { callerOf, route } from "../../http/route.ts";

export const rotateKey = route(OPERATIONS.rotateKey, async (request, { archive, secrets, clock, identity }) => {
  const { keyId, overlapSeconds } = request.input;
  const caller = callerOf(request);
  const old = await keyWithin(archive, keyId, caller);
  const filter = await filterOfKey(archive.records, keyId);
  // Its secrets go to the caller: they may not be good for longer, or for less, than the caller's own.
  if (keyId !== caller.principal.keyId) requireWithin({ ...old, filter }, caller, await endOf(caller, archive));
  const now = clock.now();
  if (!isUsable(old, now)) throw new TelewireError("NOT_FOUND");
  const { name, role, scopes, sessionIds, requireSignature, expiresAt } = old;
  const key = await createApiKey(
    { archive, secrets, clock },
    { name, role, scopes, sessionIds, requireSignature, expiresAt },
  );
  await setFilterOfKey(archive.records, key.keyId, filter);
  await new RuleRecords(archive.records).moveOwner(keyId, key.keyId);
  await archive.apiKeys.revoke(keyId, Math.round(now + overlapSeconds * 1000));
  identity.principals.forget(keyId);
  return { data: key };
});
