import { openMethod } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { normalisePhone } from "../../world/world.ts";

export const cancelCode = openMethod(
  "auth.cancelCode",
  ({ core }, { phoneNumber, phoneCodeHash }) => {
    const phone = normalisePhone(phoneNumber);
    const known = core.world.codes.get(phone)?.find((code) => code.hash === phoneCodeHash);
    if (!known) throw badRequest("PHONE_CODE_HASH_EMPTY");
    core.world.commit({ t: "codeUsed", phone, hash: phoneCodeHash });
    return true;
  },
  ["PHONE_CODE_HASH_EMPTY"],
);
