import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { setMember } from "../../world/builder.ts";
import { isPresent } from "../../world/tl-peers.ts";
import { resolveGroup, resolveUser } from "../input.ts";

export const editChatAdmin = method(
  "messages.editChatAdmin",
  (call, { chatId, userId, isAdmin }) => {
    const chat = resolveGroup(call, chatId);
    const user = resolveUser(call, userId);
    if (chat.members.get(call.user.id)?.role !== "creator") throw badRequest("CHAT_ADMIN_REQUIRED");
    const member = chat.members.get(user.id);
    if (!isPresent(member)) throw badRequest("USER_NOT_PARTICIPANT");
    if (member?.role === "creator") throw badRequest("USER_CREATOR");
    setMember(call.core, chat.peer, user.id, isAdmin ? "admin" : "member", call.user.id);
    call.core.publisher.pushChat(chat.peer, chat.members.keys(), call.key);
    return true;
  },
  ["CHAT_ID_INVALID", "USER_ID_INVALID", "CHAT_ADMIN_REQUIRED", "USER_NOT_PARTICIPANT", "USER_CREATOR"],
);
