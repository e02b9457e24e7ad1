import { method } from "../../method.ts";
import { bareId } from "../../world/types.ts";
import { messageOf, resolveChannel } from "../input.ts";

export const exportMessageLink = method(
  "channels.exportMessageLink",
  (call, { channel, id }) => {
    const chat = resolveChannel(call, channel);
    messageOf(call, chat.peer, id);
    const link = `https://t.me/${chat.data.username ?? `c/${bareId(chat.peer)}`}/${id}`;
    return { _: "exportedMessageLink", link, html: "" };
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "MESSAGE_ID_INVALID"],
);
