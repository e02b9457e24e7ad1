import { method } from "../../method.ts";
import { resolveChannel } from "../input.ts";

export const readChannelHistory = method(
  "channels.readHistory",
  (call, { channel, maxId }) => {
    const chat = resolveChannel(call, channel);
    const top = chat.box?.topId ?? 0;
    call.core.publisher.read(call.user.id, chat.peer, maxId > 0 ? Math.min(maxId, top) : top, call.key);
    return true;
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE"],
);
