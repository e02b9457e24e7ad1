import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { setMember } from "../../world/builder.ts";
import { isPresent } from "../../world/tl-peers.ts";
import { announceChange } from "../chat-updates.ts";
import { resolveChannel } from "../input.ts";

export const leaveChannel = method(
  "channels.leaveChannel",
  (call, { channel }) => {
    const chat = resolveChannel(call, channel);
    const member = chat.members.get(call.user.id);
    if (member?.role === "creator") throw badRequest("USER_CREATOR");
    if (!isPresent(member)) throw badRequest("USER_NOT_PARTICIPANT");
    setMember(call.core, chat.peer, call.user.id, "left");
    return announceChange(call, chat);
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "USER_CREATOR", "USER_NOT_PARTICIPANT"],
);
