import { method } from "../../method.ts";
import { describeAuthorization } from "./authorizations.ts";

const TTL_DAYS = 180;

export const getAuthorizations = method("account.getAuthorizations", ({ core, user, key }) => ({
  _: "account.authorizations",
  authorizationTtlDays: TTL_DAYS,
  authorizations: [...(core.world.keysByUser.get(user.id) ?? [])].map((other) =>
    describeAuthorization(core, other, key),
  ),
}));
