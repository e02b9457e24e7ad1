import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { setMember } from "../../world/builder.ts";
import { announceChange } from "../chat-updates.ts";
import { checkAdmin, resolveChannel, resolvePeer } from "../input.ts";

export const editBanned = method(
  "channels.editBanned",
  (call, { channel, participant, bannedRights }) => {
    const chat = resolveChannel(call, channel);
    checkAdmin(call, chat);
    const userId = resolvePeer(call, participant);
    if (chat.members.get(userId)?.role === "creator") throw badRequest("USER_ADMIN_INVALID");
    const role = bannedRights.viewMessages ? "banned" : chat.members.get(userId)?.role === "banned" ? "left" : "member";
    setMember(call.core, chat.peer, userId, role, call.user.id);
    return announceChange(call, chat, [userId]);
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "CHAT_ADMIN_REQUIRED", "USER_ADMIN_INVALID"],
);
