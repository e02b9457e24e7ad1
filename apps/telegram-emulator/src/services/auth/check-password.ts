import { checkProof } from "../../crypto/srp.ts";
import { openMethod } from "../../method.ts";
import { badRequest, RpcFault } from "../../rpc-error.ts";
import { passwordOf } from "../account/password.ts";
import { completeLogin } from "./login.ts";

export const checkPassword = openMethod(
  "auth.checkPassword",
  (call, { password }) => {
    const userId = call.key.pendingUserId ?? call.key.userId;
    const user = userId === undefined ? undefined : call.core.world.users.get(userId);
    if (!user) throw new RpcFault(401, "AUTH_KEY_UNREGISTERED");
    const stored = passwordOf(user);
    if (!stored) throw badRequest("PASSWORD_EMPTY");
    if (password._ !== "inputCheckPasswordSRP") throw badRequest("PASSWORD_HASH_INVALID");
    const challenge = call.key.srp;
    if (!challenge || challenge.id.toString() !== password.srpId.toString()) throw badRequest("SRP_ID_INVALID");
    call.key.srp = undefined;
    if (!checkProof(stored, challenge, password.A, password.M1)) throw badRequest("PASSWORD_HASH_INVALID");
    return completeLogin(call, user);
  },
  ["PASSWORD_EMPTY", "PASSWORD_HASH_INVALID", "SRP_ID_INVALID"],
);
