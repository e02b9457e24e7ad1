import { method } from "../../method.ts";

export const resetAuthorizations = method("auth.resetAuthorizations", ({ core, user, key }) => {
  for (const other of core.world.keysByUser.get(user.id) ?? []) {
    if (other !== key) core.keys.revoke(other, { code: 401, message: "SESSION_REVOKED" });
  }
  return true;
});
