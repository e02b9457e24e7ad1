import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { setMember } from "../../world/builder.ts";
import { isPresent } from "../../world/tl-peers.ts";
import { announceChange } from "../chat-updates.ts";
import { checkAdmin, resolveChannel, resolveUser } from "../input.ts";

export const inviteToChannel = method(
  "channels.inviteToChannel",
  (call, { channel, users }) => {
    const chat = resolveChannel(call, channel);
    if (chat.data.kind === "channel") checkAdmin(call, chat);
    else if (!isPresent(chat.members.get(call.user.id))) throw badRequest("CHAT_WRITE_FORBIDDEN");
    for (const user of users.map((input) => resolveUser(call, input))) {
      if (chat.members.get(user.id)?.role === "banned") throw badRequest("USER_KICKED");
      if (isPresent(chat.members.get(user.id))) throw badRequest("USER_ALREADY_PARTICIPANT");
      setMember(call.core, chat.peer, user.id, "member", call.user.id);
    }
    return { _: "messages.invitedUsers", updates: announceChange(call, chat), missingInvitees: [] };
  },
  [
    "CHANNEL_INVALID",
    "CHANNEL_PRIVATE",
    "CHAT_ADMIN_REQUIRED",
    "USER_KICKED",
    "USER_ALREADY_PARTICIPANT",
    "USER_ID_INVALID",
  ],
);
