import { openMethod } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { normalisePhone } from "../../world/world.ts";

export const resendCode = openMethod(
  "auth.resendCode",
  ({ core }, { phoneNumber, phoneCodeHash }) => {
    const phone = normalisePhone(phoneNumber);
    const known = core.world.codes.get(phone)?.find((code) => code.hash === phoneCodeHash);
    if (!known) throw badRequest("PHONE_CODE_HASH_EMPTY");
    const { code, hash } = core.world.makeCode(phone, core.random);
    return {
      _: "auth.sentCode",
      type: { _: "auth.sentCodeTypeSms", length: code.length },
      phoneCodeHash: hash,
      timeout: 120,
    };
  },
  ["PHONE_CODE_HASH_EMPTY"],
);
