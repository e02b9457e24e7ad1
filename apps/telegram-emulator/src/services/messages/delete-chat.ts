import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { deleteWholeChat } from "../delete-chat.ts";
import { resolveGroup } from "../input.ts";

export const deleteChat = method(
  "messages.deleteChat",
  (call, { chatId }) => {
    const chat = resolveGroup(call, chatId);
    if (chat.members.get(call.user.id)?.role !== "creator") throw badRequest("CHAT_ADMIN_REQUIRED");
    deleteWholeChat(call, chat);
    return true;
  },
  ["CHAT_ID_INVALID", "CHAT_ADMIN_REQUIRED"],
);
