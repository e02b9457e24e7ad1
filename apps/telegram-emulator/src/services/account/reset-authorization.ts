import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";

export const resetAuthorization = method(
  "account.resetAuthorization",
  ({ core, user }, { hash }) => {
    const found = [...(core.world.keysByUser.get(user.id) ?? [])].find(
      (key) => key.authorization?.hash === hash.toString(),
    );
    if (!found) throw badRequest("HASH_INVALID");
    core.keys.revoke(found, { code: 401, message: "SESSION_REVOKED" });
    return true;
  },
  ["HASH_INVALID"],
);
