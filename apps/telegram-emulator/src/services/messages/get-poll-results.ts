import { method } from "../../method.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { updatesAnswer } from "../updates-answer.ts";
import { pollIn, pollUpdate } from "./polls.ts";

export const getPollResults = method(
  "messages.getPollResults",
  (call, { peer: input, msgId }) => {
    const peer = resolvePeer(call, input);
    const { message, poll } = pollIn(call, peer, msgId);
    return updatesAnswer(call, [pollUpdate(message, poll, call.user.id)], [peer]);
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID"],
);
