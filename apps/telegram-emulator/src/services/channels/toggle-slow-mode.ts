import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { announceChange } from "../chat-updates.ts";
import { checkAdmin, resolveChannel } from "../input.ts";

const ALLOWED_SECONDS = [0, 5, 10, 30, 60, 300, 900, 3600];

export const toggleSlowMode = method(
  "channels.toggleSlowMode",
  (call, { channel, seconds }) => {
    const chat = resolveChannel(call, channel);
    checkAdmin(call, chat);
    if (chat.data.kind !== "supergroup") throw badRequest("CHAT_ID_INVALID");
    if (!ALLOWED_SECONDS.includes(seconds)) throw badRequest("SECONDS_INVALID");
    if (seconds === (chat.data.slowmodeSeconds ?? 0)) throw badRequest("CHAT_NOT_MODIFIED");
    call.core.world.commit({ t: "chat", chat: { ...chat.data, slowmodeSeconds: seconds } });
    return announceChange(call, chat);
  },
  [
    "CHANNEL_INVALID",
    "CHANNEL_PRIVATE",
    "CHAT_ADMIN_REQUIRED",
    "CHAT_ID_INVALID",
    "SECONDS_INVALID",
    "CHAT_NOT_MODIFIED",
  ],
);
