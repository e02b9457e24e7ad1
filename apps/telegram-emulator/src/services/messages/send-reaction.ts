import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlMessage } from "../../world/tl-messages.ts";
import { PeerCollector } from "../../world/tl-peers.ts";
import { isChannelPeer } from "../../world/types.ts";
import { boxOwner, PEER_ERRORS, resolvePeer } from "../input.ts";

export const sendReaction = method(
  "messages.sendReaction",
  (call, request) => {
    const { core, user, key } = call;
    const peer = resolvePeer(call, request.peer);
    const message = core.world.box(boxOwner(call, peer)).messages.get(request.msgId);
    if (!message || message.peer !== peer) throw badRequest("MESSAGE_ID_INVALID");
    const emoji = request.reaction?.find((reaction) => reaction._ === "reactionEmoji");
    if (request.reaction && request.reaction.length > 0 && !emoji) throw badRequest("REACTION_INVALID");
    const { [user.id]: _mine, ...others } = message.reactions ?? {};
    const reactions = emoji?._ === "reactionEmoji" ? { ...others, [user.id]: emoji.emoticon } : others;
    const edited = core.publisher.edit(boxOwner(call, peer), request.msgId, { reactions }, { except: key });
    if (!edited) throw badRequest("MESSAGE_ID_INVALID");
    const update = { message: tlMessage(edited.message, user.id), pts: edited.pts, ptsCount: 1 };
    const peers = new PeerCollector(core.world, user.id).add(peer);
    return {
      _: "updates",
      updates: [
        isChannelPeer(peer) ? { _: "updateEditChannelMessage", ...update } : { _: "updateEditMessage", ...update },
      ],
      users: peers.users,
      chats: peers.chats,
      date: core.world.nowSeconds,
      seq: 0,
    };
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID", "REACTION_INVALID"],
);
