import { method } from "../../method.ts";
import { tlChat } from "../../world/tl-peers.ts";
import { resolveGroup } from "../input.ts";

export const getChats = method(
  "messages.getChats",
  (call, { id }) => ({
    _: "messages.chats",
    chats: id.map((chatId) => tlChat(resolveGroup(call, chatId), call.user.id)),
  }),
  ["CHAT_ID_INVALID"],
);
