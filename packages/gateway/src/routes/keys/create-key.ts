import { OPERATIONS, SCOPES_OF_ROLE, TelewireError } from "@telewire/contracts";
import { createApiKey } from "../../auth/api-keys.ts";
import { maySee } from "../../auth/caller.ts";
import { setFilterOfKey } from "../../auth/key-filters.ts";
import { callerOf, route } from "../../http/route.ts";

export const createKey = route(OPERATIONS.createKey, async (request, { archive, secrets, clock }) => {
  const caller = callerOf(request);
  const {
    name,
    role,
    scopes = SCOPES_OF_ROLE[role],
    sessionIds = caller.principal.sessionIds,
    requireSignature = false,
    expiresAt = null,
    filter = null,
  } = request.input;
  const tooMuch = scopes.find((scope) => !caller.scopes.has(scope));
  if (tooMuch !== undefined) throw new TelewireError("FORBIDDEN", { details: { scope: tooMuch } });
  const isWithin =
    sessionIds === null
      ? caller.principal.sessionIds === null
      : sessionIds.every((sessionId) => maySee(caller.principal, sessionId));
  if (!isWithin) throw new TelewireError("FORBIDDEN", { details: { field: "sessionIds" } });
  const key = await createApiKey(
    { archive, secrets, clock },
    { name, role, scopes, sessionIds, requireSignature, expiresAt },
  );
  if (filter !== null) await setFilterOfKey(archive.records, key.keyId, filter);
  return { data: key, status: 201 };
});
