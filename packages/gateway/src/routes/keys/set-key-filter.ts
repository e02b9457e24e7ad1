import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { setFilterOfKey } from "../../auth/key-filters.ts";
import { route } from "../../http/route.ts";

export const setKeyFilter = route(
  OPERATIONS.setKeyFilter,
  async ({ input: { keyId, filter } }, { archive, identity }) => {
    if ((await archive.apiKeys.get(keyId)) === null) throw new TelewireError("NOT_FOUND");
    await setFilterOfKey(archive.records, keyId, filter);
    identity.principals.forget(keyId);
    return { data: { keyId } };
  },
);
