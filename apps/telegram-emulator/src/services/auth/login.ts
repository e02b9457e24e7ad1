import type { tl } from "@mtcute/core";

import type { Call } from "../../method.ts";
import { RpcFault } from "../../rpc-error.ts";
import { tlUser } from "../../world/tl-peers.ts";
import type { User } from "../../world/types.ts";

/** Ends a login: the key belongs to the user from here on. */
export const completeLogin = (call: Call, user: User): tl.auth.RawAuthorization => {
  call.core.keys.authorize(call.key, user.id);
  call.key.updatesSession = call.session;
  return { _: "auth.authorization", user: tlUser(call.core.world, user, user.id) };
};

/** Asks for the two-step password when the user has one. */
export const completeOrAskPassword = (call: Call, user: User): tl.auth.RawAuthorization => {
  if (!user.data.password) return completeLogin(call, user);
  call.core.keys.awaitPassword(call.key, user.id);
  throw new RpcFault(401, "SESSION_PASSWORD_NEEDED");
};
