import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { PeerCollector } from "../../world/tl-peers.ts";
import { resolveChannel, resolvePeer } from "../input.ts";
import { tlParticipant } from "./participants.ts";

export const getParticipant = method(
  "channels.getParticipant",
  (call, { channel, participant }) => {
    const chat = resolveChannel(call, channel);
    const member = chat.members.get(resolvePeer(call, participant));
    if (!member || member.role === "left") throw badRequest("USER_NOT_PARTICIPANT");
    const peers = new PeerCollector(call.core.world, call.user.id).add(member.userId).add(chat.peer);
    return {
      _: "channels.channelParticipant",
      participant: tlParticipant(member, call.user.id),
      chats: peers.chats,
      users: peers.users,
    };
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "USER_NOT_PARTICIPANT"],
);
