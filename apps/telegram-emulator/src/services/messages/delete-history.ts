import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { isChannelPeer } from "../../world/types.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";

/** Empties a private chat or basic group, for oneself or (`revoke`) for all. */
export const deleteHistory = method(
  "messages.deleteHistory",
  (call, { peer: input, maxId, revoke }) => {
    const { core, user, key } = call;
    const peer = resolvePeer(call, input);
    if (isChannelPeer(peer)) throw badRequest("PEER_ID_INVALID");
    const ids = user.box.idsOf(peer).filter((id) => user.box.messages.has(id) && (maxId <= 0 || id <= maxId));
    const event = ids.length > 0 ? core.publisher.delete(user.id, ids, revoke === true, { except: key }) : undefined;
    return { _: "messages.affectedHistory", pts: user.box.pts, ptsCount: event?.count ?? 0, offset: 0 };
  },
  PEER_ERRORS,
);
