import { openMethod } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlUser } from "../../world/tl-peers.ts";

export const importAuthorization = openMethod(
  "auth.importAuthorization",
  ({ core, key, dcId }, { id, bytes }) => {
    const userId = core.tickets.takeExport(bytes, dcId);
    if (userId === undefined || String(userId) !== String(id)) throw badRequest("AUTH_BYTES_INVALID");
    core.keys.authorize(key, userId);
    return { _: "auth.authorization", user: tlUser(core.world, core.world.user(userId), userId) };
  },
  ["AUTH_BYTES_INVALID"],
);
