import { method } from "../../method.ts";
import { messageOf, PEER_ERRORS, resolvePeer } from "../input.ts";
import { updatesAnswer } from "../updates-answer.ts";
import { reactionsUpdate } from "./send-reaction.ts";

export const getMessagesReactions = method(
  "messages.getMessagesReactions",
  (call, { peer: input, id }) => {
    const peer = resolvePeer(call, input);
    const updates = id.map((messageId) => reactionsUpdate(messageOf(call, peer, messageId), call.user.id));
    return updatesAnswer(call, updates, [peer]);
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID"],
);
