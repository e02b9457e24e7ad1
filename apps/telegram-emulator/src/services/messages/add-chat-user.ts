import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { setMember } from "../../world/builder.ts";
import { isPresent } from "../../world/tl-peers.ts";
import { postAction } from "../chat-updates.ts";
import { resolveGroup, resolveUser } from "../input.ts";

export const addChatUser = method(
  "messages.addChatUser",
  (call, { chatId, userId }) => {
    const chat = resolveGroup(call, chatId);
    const user = resolveUser(call, userId);
    if (isPresent(chat.members.get(user.id))) throw badRequest("USER_ALREADY_PARTICIPANT");
    setMember(call.core, chat.peer, user.id, "member", call.user.id);
    const updates = postAction(call, chat, { _: "messageActionChatAddUser", users: [user.id] });
    return { _: "messages.invitedUsers", updates, missingInvitees: [] };
  },
  ["CHAT_ID_INVALID", "USER_ID_INVALID", "USER_ALREADY_PARTICIPANT"],
);
