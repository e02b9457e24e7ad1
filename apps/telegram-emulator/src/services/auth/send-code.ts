import { openMethod, type Call } from "../../method.ts";
import { badRequest, RpcFault } from "../../rpc-error.ts";
import { SENT_CODE_TYPES } from "../../world/code-types.ts";
import { normalisePhone } from "../../world/world.ts";
import { completeOrAskPassword } from "./login.ts";

/** Seconds for which a code may be used. */
export const CODE_LIFETIME_SECONDS = 300;
const SHORTEST_PHONE = 7;

export const checkApiId = (apiId: number, apiHash: string): void => {
  if (apiId <= 0 || apiHash.length === 0) throw badRequest("API_ID_INVALID");
};

/** Sends the client to the data centre where the phone's user lives. */
const checkHome = (call: Call, phone: string): void => {
  const home = call.core.world.usersByPhone.get(phone)?.data.dcId;
  if (home !== undefined && home !== call.dcId) throw new RpcFault(303, `PHONE_MIGRATE_${home}`);
};

/** A code that is still good is sent again, as Telegram does. */
const codeFor = (call: Call, phone: string) => {
  const { world, random } = call.core;
  const last = world.codes.get(phone)?.at(-1);
  const isGood = last !== undefined && !last.isUsed && last.at + CODE_LIFETIME_SECONDS > world.nowSeconds;
  return isGood ? last : world.makeCode(phone, random);
};

export const sendCode = openMethod(
  "auth.sendCode",
  (call, request) => {
    checkApiId(request.apiId, request.apiHash);
    const phone = normalisePhone(request.phoneNumber);
    if (phone.length < SHORTEST_PHONE) throw new RpcFault(406, "PHONE_NUMBER_INVALID");
    checkHome(call, phone);
    const user = call.core.world.usersByPhone.get(phone);
    if (user?.data.isDeleted) throw badRequest("PHONE_NUMBER_BANNED");
    if (user && call.core.tickets.takeFutureAuth(request.settings.logoutTokens ?? [], user.id))
      return { _: "auth.sentCodeSuccess", authorization: completeOrAskPassword(call, user) };
    const { code, hash } = codeFor(call, phone);
    return {
      _: "auth.sentCode",
      type: SENT_CODE_TYPES[user?.data.codeType ?? "app"](code.length),
      phoneCodeHash: hash,
      nextType: { _: "auth.codeTypeSms" },
      timeout: 60,
    };
  },
  ["API_ID_INVALID", "PHONE_NUMBER_INVALID", "PHONE_NUMBER_BANNED", "PHONE_MIGRATE_X", "SESSION_PASSWORD_NEEDED"],
);
