import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { setFilterOfKey } from "../../auth/key-filters.ts";
import { isWithin, keyWithin } from "../../auth/key-rights.ts";
import { callerOf, route } from "../../http/route.ts";

export const setKeyFilter = route(OPERATIONS.setKeyFilter, async (request, { archive, identity }) => {
  const { keyId, filter } = request.input;
  const caller = callerOf(request);
  const row = await keyWithin(archive, keyId, caller);
  if (!isWithin({ ...row, filter }, caller)) throw new TelewireError("FORBIDDEN", { details: { field: "filter" } });
  await setFilterOfKey(archive.records, keyId, filter);
  identity.principals.forget(keyId);
  return { data: { keyId } };
});
