import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlPeer } from "../../world/tl-peers.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { scheduledIn, sentScheduled } from "./scheduled.ts";

/** Sends scheduled messages before their time. */
export const sendScheduledMessages = method(
  "messages.sendScheduledMessages",
  (call, { peer: input, id: ids }) => {
    const peer = resolvePeer(call, input);
    const found = scheduledIn(call.user, peer).filter(({ id }) => ids.includes(id));
    if (found.length === 0) throw badRequest("MESSAGE_ID_INVALID");
    const gone = {
      _: "updateDeleteScheduledMessages" as const,
      peer: tlPeer(peer),
      messages: found.map(({ id }) => id),
    };
    const answer = sentScheduled(call, found);
    return { ...answer, updates: [gone, ...answer.updates] };
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID"],
);
