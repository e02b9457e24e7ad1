import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const revokeKey = route(OPERATIONS.revokeKey, async ({ input: { keyId } }, { archive, clock, identity }) => {
  if (!(await archive.apiKeys.revoke(keyId, Math.round(clock.now())))) throw new TelewireError("NOT_FOUND");
  identity.principals.forget(keyId);
  return { data: { keyId } };
});
