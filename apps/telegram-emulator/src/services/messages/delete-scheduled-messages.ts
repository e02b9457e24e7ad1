import { method } from "../../method.ts";
import { tlPeer } from "../../world/tl-peers.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { tellOtherSessions, updatesAnswer } from "../updates-answer.ts";

export const deleteScheduledMessages = method(
  "messages.deleteScheduledMessages",
  (call, { peer: input, id: ids }) => {
    const peer = resolvePeer(call, input);
    call.core.world.commit({ t: "unsched", user: call.user.id, peer, ids });
    const update = { _: "updateDeleteScheduledMessages" as const, peer: tlPeer(peer), messages: ids };
    tellOtherSessions(call, peer, update);
    return updatesAnswer(call, [update], [peer]);
  },
  PEER_ERRORS,
);
