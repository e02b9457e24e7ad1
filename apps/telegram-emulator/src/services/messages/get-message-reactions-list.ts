import { method } from "../../method.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";
import { messageOf, PEER_ERRORS, resolvePeer } from "../input.ts";

/** Who reacted with what, a page at a time; the offset is the number of the next one. */
export const getMessageReactionsList = method(
  "messages.getMessageReactionsList",
  (call, { peer: input, id, reaction, offset, limit }) => {
    const peer = resolvePeer(call, input);
    const wanted = reaction?._ === "reactionEmoji" ? reaction.emoticon : undefined;
    const { date, reactions = {} } = messageOf(call, peer, id);
    const all = Object.entries(reactions).filter(([, emoticon]) => wanted === undefined || emoticon === wanted);
    const first = Number(offset ?? 0) || 0;
    const page = all.slice(first, first + limit);
    const peers = new PeerCollector(call.core.world, call.user.id).add(peer);
    for (const [userId] of page) peers.add(Number(userId));
    return {
      _: "messages.messageReactionsList",
      count: all.length,
      reactions: page.map(([userId, emoticon]) => ({
        _: "messagePeerReaction",
        ...(Number(userId) === call.user.id && { my: true }),
        peerId: tlPeer(Number(userId)),
        date,
        reaction: { _: "reactionEmoji", emoticon },
      })),
      chats: peers.chats,
      users: peers.users,
      ...(first + page.length < all.length && { nextOffset: String(first + page.length) }),
    };
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID"],
);
