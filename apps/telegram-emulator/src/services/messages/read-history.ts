import { method } from "../../method.ts";
import { isChannelPeer } from "../../world/types.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";

export const readHistory = method(
  "messages.readHistory",
  (call, { peer: input, maxId }) => {
    const peer = resolvePeer(call, input);
    if (isChannelPeer(peer)) return { _: "messages.affectedMessages", pts: call.user.box.pts, ptsCount: 0 };
    const top = call.user.box.topOf(peer)?.id ?? 0;
    const { pts, ptsCount } = call.core.publisher.read(
      call.user.id,
      peer,
      maxId > 0 ? Math.min(maxId, top) : top,
      call.key,
    );
    return { _: "messages.affectedMessages", pts, ptsCount };
  },
  PEER_ERRORS,
);
