import type { tl } from "@mtcute/core";
import Long from "long";

import { makeChallenge, passwordG, passwordPrime } from "../../crypto/srp.ts";
import { openMethod } from "../../method.ts";
import { RpcFault } from "../../rpc-error.ts";
import { passwordOf } from "./password.ts";

const algorithm = (
  salt1: Uint8Array,
  salt2: Uint8Array,
): tl.RawPasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow => ({
  _: "passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow",
  salt1,
  salt2,
  g: passwordG,
  p: passwordPrime,
});

export const getPassword = openMethod("account.getPassword", ({ core, key }) => {
  const userId = key.pendingUserId ?? key.userId;
  const user = userId === undefined ? undefined : core.world.users.get(userId);
  if (!user) throw new RpcFault(401, "AUTH_KEY_UNREGISTERED");
  const common = {
    _: "account.password" as const,
    newAlgo: algorithm(core.random.bytes(8), core.random.bytes(16)),
    newSecureAlgo: {
      _: "securePasswordKdfAlgoPBKDF2HMACSHA512iter100000" as const,
      salt: core.random.bytes(8),
    },
    secureRandom: core.random.bytes(256),
  };
  const stored = passwordOf(user);
  if (!stored) return common;
  const challenge = makeChallenge(stored, core.random);
  key.srp = challenge;
  return {
    ...common,
    hasPassword: true,
    currentAlgo: algorithm(stored.salt1, stored.salt2),
    srpB: challenge.gB,
    srpId: Long.fromString(challenge.id.toString()),
    ...(user.data.password?.hint !== undefined && { hint: user.data.password.hint }),
  };
});
