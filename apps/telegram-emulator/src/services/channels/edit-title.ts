import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { postAction } from "../chat-updates.ts";
import { checkAdmin, resolveChannel } from "../input.ts";

export const editTitle = method(
  "channels.editTitle",
  (call, { channel, title }) => {
    const chat = resolveChannel(call, channel);
    checkAdmin(call, chat);
    if (title.trim() === "") throw badRequest("CHAT_TITLE_EMPTY");
    if (title === chat.data.title) throw badRequest("CHAT_NOT_MODIFIED");
    call.core.world.commit({ t: "chat", chat: { ...chat.data, title } });
    return postAction(call, chat, { _: "messageActionChatEditTitle", title });
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "CHAT_ADMIN_REQUIRED", "CHAT_TITLE_EMPTY", "CHAT_NOT_MODIFIED"],
);
