import type { tl } from "@mtcute/core";

import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlReactions } from "../../world/tl-messages.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";
import type { StoredMessage } from "../../world/types.ts";
import { messageOf, PEER_ERRORS, resolvePeer } from "../input.ts";
import { audienceOf, updatesAnswer } from "../updates-answer.ts";
import { touchCopies } from "./polls.ts";

export const reactionsUpdate = (message: StoredMessage, viewerId: number): tl.RawUpdateMessageReactions => ({
  _: "updateMessageReactions",
  peer: tlPeer(message.peer),
  msgId: message.id,
  reactions: tlReactions(message, viewerId),
});

/** Reacts to a message, or takes the reaction back when none is given. */
export const sendReaction = method(
  "messages.sendReaction",
  (call, request) => {
    const { core, user, key } = call;
    const peer = resolvePeer(call, request.peer);
    const message = messageOf(call, peer, request.msgId);
    const emoji = request.reaction?.find((reaction) => reaction._ === "reactionEmoji");
    if (request.reaction && request.reaction.length > 0 && !emoji?.emoticon) throw badRequest("REACTION_INVALID");
    if ((message.reactions?.[user.id] ?? "") === (emoji?.emoticon ?? "")) throw badRequest("MESSAGE_NOT_MODIFIED");
    const { [user.id]: _mine, ...others } = message.reactions ?? {};
    const reactions = emoji ? { ...others, [user.id]: emoji.emoticon } : others;
    touchCopies(call, peer, message, { reactions });
    core.pusher.push(audienceOf(call, peer), {
      peer,
      except: key,
      build: (viewerId) => {
        const theirs = core.publisher.copyOf(message, peer, viewerId);
        if (!theirs) return { updates: [], users: [], chats: [] };
        const peers = new PeerCollector(core.world, viewerId).add(theirs.peer).add(user.id);
        return { updates: [reactionsUpdate(theirs, viewerId)], users: peers.users, chats: peers.chats };
      },
    });
    return updatesAnswer(call, [reactionsUpdate(messageOf(call, peer, request.msgId), user.id)], [peer]);
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID", "REACTION_INVALID", "MESSAGE_NOT_MODIFIED"],
);
