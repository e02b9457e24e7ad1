import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { setMember } from "../../world/builder.ts";
import { isPresent } from "../../world/tl-peers.ts";
import { announceChange } from "../chat-updates.ts";
import { resolveChannel } from "../input.ts";

const MAX_CHANNELS = 500;

export const joinChannel = method(
  "channels.joinChannel",
  (call, { channel }) => {
    const chat = resolveChannel(call, channel);
    if (isPresent(chat.members.get(call.user.id))) throw badRequest("USER_ALREADY_PARTICIPANT");
    if (call.user.chats.size >= MAX_CHANNELS) throw badRequest("CHANNELS_TOO_MUCH");
    setMember(call.core, chat.peer, call.user.id, "member");
    return { _: "messages.chatInviteJoinResultOk", updates: announceChange(call, chat) };
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "USER_ALREADY_PARTICIPANT", "CHANNELS_TOO_MUCH"],
);
