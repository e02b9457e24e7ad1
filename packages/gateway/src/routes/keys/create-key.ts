import { OPERATIONS, SCOPES_OF_ROLE } from "@telewire/contracts";
import { createApiKey } from "../../auth/api-keys.ts";
import { setFilterOfKey } from "../../auth/key-filters.ts";
import { endOf, requireWithin } from "../../auth/key-rights.ts";
import { invalid } from "../../http/input.ts";
import { callerOf, route } from "../../http/route.ts";

export const createKey = route(OPERATIONS.createKey, async (request, { archive, secrets, clock }) => {
  const caller = callerOf(request);
  const { principal } = caller;
  const callerEndsAt = await endOf(caller, archive);
  const {
    name,
    role,
    scopes = SCOPES_OF_ROLE[role],
    sessionIds = principal.sessionIds,
    requireSignature = caller.key?.requireSignature ?? false,
    expiresAt = callerEndsAt,
  } = request.input;
  if (request.input.expiresAt !== undefined && request.input.expiresAt <= clock.now())
    throw invalid("expiresAt", "is not in the future");
  const given = { ...principal.filter, ...request.input.filter };
  const filter = Object.keys(given).length === 0 ? null : given;
  const rights = { role, scopes, sessionIds, requireSignature, expiresAt };
  requireWithin({ ...rights, filter }, caller, callerEndsAt);
  const key = await createApiKey({ archive, secrets, clock }, { name, ...rights });
  if (filter !== null) await setFilterOfKey(archive.records, key.keyId, filter);
  return { data: key };
});
