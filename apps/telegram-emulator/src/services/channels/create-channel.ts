import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { addChat } from "../../world/builder.ts";
import { postAction } from "../chat-updates.ts";

export const createChannel = method(
  "channels.createChannel",
  (call, { title, about, megagroup }) => {
    if (title.trim() === "") throw badRequest("CHAT_TITLE_EMPTY");
    const chat = addChat(call.core, {
      kind: megagroup ? "supergroup" : "channel",
      title,
      about,
      creator: call.user.id,
      members: [],
    });
    return postAction(call, chat, { _: "messageActionChannelCreate", title });
  },
  ["CHAT_TITLE_EMPTY"],
);
