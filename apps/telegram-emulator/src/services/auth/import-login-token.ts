import { openMethod } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { completeOrAskPassword } from "./login.ts";

/** The second half of a QR login whose user lives in another data centre. */
export const importLoginToken = openMethod(
  "auth.importLoginToken",
  (call, { token }) => {
    const known = call.core.tickets.token(token);
    if (!known) throw badRequest("AUTH_TOKEN_INVALID");
    if (known.acceptedBy === undefined) throw badRequest("AUTH_TOKEN_INVALIDX");
    call.core.tickets.dropToken(known);
    return {
      _: "auth.loginTokenSuccess",
      authorization: completeOrAskPassword(call, call.core.world.user(known.acceptedBy)),
    };
  },
  ["AUTH_TOKEN_INVALID", "AUTH_TOKEN_INVALIDX", "SESSION_PASSWORD_NEEDED"],
);
