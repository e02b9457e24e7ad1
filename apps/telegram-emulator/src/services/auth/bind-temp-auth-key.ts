import type Long from "long";

import { openMethod } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";

const TYPE_ID = 0x75a3f765;

const asBigInt = (value: Long): bigint => BigInt(value.toString());

/** Binds the temporary key of this session to a permanent one (https://core.telegram.org/method/auth.bindTempAuthKey). */
export const bindTempAuthKey = openMethod(
  "auth.bindTempAuthKey",
  ({ core, session }, request) => {
    const permanent = core.keys.get(asBigInt(request.permAuthKeyId));
    if (!permanent || permanent.isTemporary) throw badRequest("ENCRYPTED_MESSAGE_INVALID");
    if (!session.key.isTemporary) throw badRequest("TEMP_AUTH_KEY_EMPTY");
    const inner = permanent.cipher.openBinding(request.encryptedMessage);
    if (!inner || inner.length < 40) throw badRequest("ENCRYPTED_MESSAGE_INVALID");
    const reader = core.codec.reader(inner);
    const isRight =
      reader.uint() === TYPE_ID &&
      reader.bigint() === asBigInt(request.nonce) &&
      reader.bigint() === session.key.id &&
      reader.bigint() === permanent.id &&
      reader.bigint() === session.id &&
      reader.int() === request.expiresAt;
    if (!isRight) throw badRequest("ENCRYPTED_MESSAGE_INVALID");
    if (request.expiresAt <= core.world.nowSeconds) throw badRequest("EXPIRES_AT_INVALID");
    core.keys.bind(session.key, permanent);
    return true;
  },
  ["ENCRYPTED_MESSAGE_INVALID", "TEMP_AUTH_KEY_EMPTY", "EXPIRES_AT_INVALID"],
);
