import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { setMember } from "../../world/builder.ts";
import { isAdmin, isPresent } from "../../world/tl-peers.ts";
import { announceChange, postAction } from "../chat-updates.ts";
import { resolveGroup, resolveUser } from "../input.ts";

export const deleteChatUser = method(
  "messages.deleteChatUser",
  (call, { chatId, userId }) => {
    const chat = resolveGroup(call, chatId);
    const user = resolveUser(call, userId);
    const isSelf = user.id === call.user.id;
    if (!isSelf && !isAdmin(chat.members.get(call.user.id))) throw badRequest("CHAT_ADMIN_REQUIRED");
    if (!isPresent(chat.members.get(user.id))) throw badRequest("USER_NOT_PARTICIPANT");
    if (!isSelf) {
      const updates = postAction(call, chat, { _: "messageActionChatDeleteUser", userId: user.id });
      setMember(call.core, chat.peer, user.id, "left");
      return updates;
    }
    setMember(call.core, chat.peer, user.id, "left");
    return announceChange(call, chat);
  },
  ["CHAT_ID_INVALID", "CHAT_ADMIN_REQUIRED", "USER_NOT_PARTICIPANT"],
);
