import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlPeer } from "../../world/tl-peers.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { tellOtherSessions } from "../updates-answer.ts";

export const markDialogUnread = method(
  "messages.markDialogUnread",
  (call, { peer: input, unread }) => {
    if (input._ !== "inputDialogPeer") throw badRequest("PEER_ID_INVALID");
    const peer = resolvePeer(call, input.peer);
    call.core.world.commit({ t: "dialog", user: call.user.id, peer, unreadMark: unread === true });
    tellOtherSessions(call, peer, {
      _: "updateDialogUnreadMark",
      ...(unread && { unread }),
      peer: { _: "dialogPeer", peer: tlPeer(peer) },
    });
    return true;
  },
  PEER_ERRORS,
);
