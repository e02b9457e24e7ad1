import { checkProof } from "../../crypto/srp.ts";
import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { passwordOf } from "./password.ts";

const VERIFIER_BYTES = 256;

/** Sets, changes or takes away the two-step password; the current one must be proved. */
export const updatePasswordSettings = method(
  "account.updatePasswordSettings",
  ({ core, key, user }, { password, newSettings }) => {
    const stored = passwordOf(user);
    if (stored) {
      const challenge = key.srp;
      if (password._ !== "inputCheckPasswordSRP") throw badRequest("PASSWORD_HASH_INVALID");
      if (!challenge || challenge.id.toString() !== password.srpId.toString()) throw badRequest("SRP_ID_INVALID");
      if (!checkProof(stored, challenge, password.A, password.M1)) throw badRequest("PASSWORD_HASH_INVALID");
    }
    const { password: _old, ...data } = user.data;
    const { newAlgo, newPasswordHash, hint } = newSettings;
    if (newAlgo === undefined || newPasswordHash === undefined || newPasswordHash.length === 0) {
      core.world.commit({ t: "user", user: data });
      return true;
    }
    if (newAlgo._ === "passwordKdfAlgoUnknown" || newPasswordHash.length !== VERIFIER_BYTES)
      throw badRequest("NEW_SETTINGS_INVALID");
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
    const changed = {
      salt1: base64(newAlgo.salt1),
      salt2: base64(newAlgo.salt2),
      verifier: base64(newPasswordHash),
      ...(hint ? { hint } : {}),
    };
    core.world.commit({ t: "user", user: { ...data, password: changed } });
    return true;
  },
  ["PASSWORD_HASH_INVALID", "SRP_ID_INVALID", "NEW_SETTINGS_INVALID"],
);
