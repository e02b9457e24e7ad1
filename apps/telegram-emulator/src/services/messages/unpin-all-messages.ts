import { method } from "../../method.ts";
import { PEER_ERRORS, boxOwner, resolvePeer } from "../input.ts";
import { pin } from "./update-pinned-message.ts";

export const unpinAllMessages = method(
  "messages.unpinAllMessages",
  (call, { peer: input }) => {
    const peer = resolvePeer(call, input);
    const box = call.core.world.box(boxOwner(call, peer));
    const pinned = box.idsOf(peer).filter((id) => box.messages.get(id)?.pinned);
    if (pinned.length > 0) pin(call, peer, pinned, false);
    return { _: "messages.affectedHistory", pts: box.pts, ptsCount: pinned.length, offset: 0 };
  },
  [...PEER_ERRORS, "CHAT_ADMIN_REQUIRED"],
);
