import { method } from "../../method.ts";
import { tlChat } from "../../world/tl-peers.ts";
import { resolveChannel } from "../input.ts";

export const getChannels = method(
  "channels.getChannels",
  (call, { id }) => ({
    _: "messages.chats",
    chats: id.map((input) => tlChat(resolveChannel(call, input), call.user.id)),
  }),
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE"],
);
