import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const getSigningKeys = route(OPERATIONS.getSigningKeys, async (_request, { identity }) => {
  const keys = await identity.signingKeys.publicKeys();
  return { data: { keys: keys.map((key) => ({ ...key })) } };
});
