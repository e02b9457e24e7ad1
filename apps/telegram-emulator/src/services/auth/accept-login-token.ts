import type { EmulatorCore } from "../../core.ts";
import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import type { User } from "../../world/types.ts";
import { describeAuthorization } from "../account/authorizations.ts";

/** Marks the token as scanned and tells the session that waits for it. */
export const acceptToken = (core: EmulatorCore, user: User, bytes: Uint8Array) => {
  const token = core.tickets.token(bytes);
  if (!token) throw badRequest("AUTH_TOKEN_INVALIDX");
  if (token.expires < core.world.nowSeconds) throw badRequest("AUTH_TOKEN_EXPIRED");
  if (token.acceptedBy !== undefined) throw badRequest("AUTH_TOKEN_ALREADY_ACCEPTED");
  token.acceptedBy = user.id;
  const layer = core.codec.dialectLayer(token.key.layer);
  token.key.updatesSession?.push(
    core.codec.write({ _: "updateShort", update: { _: "updateLoginToken" }, date: core.world.nowSeconds }, layer),
  );
  return token;
};

export const acceptLoginToken = method(
  "auth.acceptLoginToken",
  ({ core, user, key }, request) => {
    const token = acceptToken(core, user, request.token);
    return describeAuthorization(core, token.key, key);
  },
  ["AUTH_TOKEN_INVALIDX", "AUTH_TOKEN_EXPIRED", "AUTH_TOKEN_ALREADY_ACCEPTED"],
);
