import { method } from "../../method.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { audienceOf } from "../updates-answer.ts";

/** How many members have a connection open. */
export const getOnlines = method(
  "messages.getOnlines",
  (call, { peer }) => {
    const members = audienceOf(call, resolvePeer(call, peer));
    const isOnline = (id: number): boolean =>
      [...(call.core.world.keysByUser.get(id) ?? [])].some((key) => key.updatesSession?.connection?.isOpen);
    return { _: "chatOnlines", onlines: members.filter(isOnline).length };
  },
  PEER_ERRORS,
);
