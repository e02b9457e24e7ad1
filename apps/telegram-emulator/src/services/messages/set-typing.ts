import { method } from "../../method.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";

export const setTyping = method(
  "messages.setTyping",
  (call, { peer }) => {
    resolvePeer(call, peer);
    return true;
  },
  PEER_ERRORS,
);
