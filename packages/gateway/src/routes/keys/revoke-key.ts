import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { keyWithin } from "../../auth/key-rights.ts";
import { callerOf, route } from "../../http/route.ts";

export const revokeKey = route(OPERATIONS.revokeKey, async (request, { archive, clock, identity }) => {
  const { keyId } = await keyWithin(archive, request.input.keyId, callerOf(request));
  if (!(await archive.apiKeys.revoke(keyId, Math.floor(clock.now())))) throw new TelewireError("NOT_FOUND");
  identity.principals.forget(keyId);
  return { data: { keyId } };
});
