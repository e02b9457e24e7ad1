import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";

export const toggleDialogPin = method(
  "messages.toggleDialogPin",
  (call, { peer, pinned }) => {
    if (peer._ !== "inputDialogPeer") throw badRequest("PEER_ID_INVALID");
    call.core.world.commit({
      t: "dialog",
      user: call.user.id,
      peer: resolvePeer(call, peer.peer),
      pinned: pinned === true,
    });
    return true;
  },
  PEER_ERRORS,
);
