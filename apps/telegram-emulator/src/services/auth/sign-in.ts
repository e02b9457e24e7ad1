import { openMethod } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { normalisePhone } from "../../world/world.ts";
import { completeOrAskPassword } from "./login.ts";
import { CODE_LIFETIME_SECONDS } from "./send-code.ts";

export const signIn = openMethod(
  "auth.signIn",
  (call, request) => {
    const { world } = call.core;
    const phone = normalisePhone(request.phoneNumber);
    if (!request.phoneCode) throw badRequest("PHONE_CODE_EMPTY");
    const sent = world.codes.get(phone)?.find((code) => code.hash === request.phoneCodeHash);
    if (!sent) throw badRequest("PHONE_CODE_INVALID");
    if (sent.isUsed || sent.at + CODE_LIFETIME_SECONDS < world.nowSeconds) throw badRequest("PHONE_CODE_EXPIRED");
    if (sent.code !== request.phoneCode) throw badRequest("PHONE_CODE_INVALID");
    world.commit({ t: "codeUsed", phone, hash: sent.hash });
    const user = world.usersByPhone.get(phone);
    if (!user) return { _: "auth.authorizationSignUpRequired" };
    return completeOrAskPassword(call, user);
  },
  ["PHONE_CODE_EMPTY", "PHONE_CODE_INVALID", "PHONE_CODE_EXPIRED", "SESSION_PASSWORD_NEEDED"],
);
