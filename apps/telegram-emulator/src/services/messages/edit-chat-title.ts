import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { postAction } from "../chat-updates.ts";
import { resolveGroup } from "../input.ts";

export const editChatTitle = method(
  "messages.editChatTitle",
  (call, { chatId, title }) => {
    const chat = resolveGroup(call, chatId);
    if (title.trim() === "") throw badRequest("CHAT_TITLE_EMPTY");
    if (title === chat.data.title) throw badRequest("CHAT_NOT_MODIFIED");
    call.core.world.commit({ t: "chat", chat: { ...chat.data, title } });
    return postAction(call, chat, { _: "messageActionChatEditTitle", title });
  },
  ["CHAT_ID_INVALID", "CHAT_TITLE_EMPTY", "CHAT_NOT_MODIFIED"],
);
