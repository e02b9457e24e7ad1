import { method } from "../../method.ts";
import { boxOwner, PEER_ERRORS, resolvePeer } from "../input.ts";

export const readMentions = method(
  "messages.readMentions",
  (call, { peer: input }) => {
    const { pts } = call.core.world.box(boxOwner(call, resolvePeer(call, input)));
    return { _: "messages.affectedHistory", pts, ptsCount: 0, offset: 0 };
  },
  PEER_ERRORS,
);
