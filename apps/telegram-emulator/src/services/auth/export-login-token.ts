import { openMethod } from "../../method.ts";
import { RpcFault } from "../../rpc-error.ts";
import { completeOrAskPassword } from "./login.ts";
import { checkApiId } from "./send-code.ts";

const TOKEN_LIFETIME_SECONDS = 30;
const TOKEN_BYTES = 32;

/** QR login: hands out a token until another session of the user accepts one. */
export const exportLoginToken = openMethod(
  "auth.exportLoginToken",
  (call, { apiId, apiHash }) => {
    const { core, key, session } = call;
    checkApiId(apiId, apiHash);
    if (key.pendingUserId !== undefined) throw new RpcFault(401, "SESSION_PASSWORD_NEEDED");
    const accepted = core.tickets.acceptedFor(key);
    if (accepted?.acceptedBy !== undefined) {
      const user = core.world.user(accepted.acceptedBy);
      if (user.data.dcId !== call.dcId)
        return { _: "auth.loginTokenMigrateTo", dcId: user.data.dcId, token: accepted.token };
      core.tickets.dropToken(accepted);
      return { _: "auth.loginTokenSuccess", authorization: completeOrAskPassword(call, user) };
    }
    const token = {
      token: core.random.bytes(TOKEN_BYTES),
      key,
      expires: core.world.nowSeconds + TOKEN_LIFETIME_SECONDS,
    };
    core.tickets.putToken(token);
    key.updatesSession = session;
    return { _: "auth.loginToken", expires: token.expires, token: token.token };
  },
  ["API_ID_INVALID", "SESSION_PASSWORD_NEEDED"],
);
