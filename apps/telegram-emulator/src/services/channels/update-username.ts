import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { checkAdmin, resolveChannel } from "../input.ts";
import { checkFreeUsername, USERNAME_ERRORS } from "../usernames.ts";

/** Makes a channel public under a name, or private again with an empty one. */
export const updateChannelUsername = method(
  "channels.updateUsername",
  (call, { channel, username }) => {
    const chat = resolveChannel(call, channel);
    checkAdmin(call, chat);
    const { username: current, ...data } = chat.data;
    if (username === (current ?? "")) throw badRequest("USERNAME_NOT_MODIFIED");
    if (username !== "") checkFreeUsername(call, username);
    call.core.world.commit({ t: "chat", chat: { ...data, ...(username !== "" && { username }) } });
    call.core.publisher.pushChat(chat.peer, chat.members.keys(), call.key);
    return true;
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "CHAT_ADMIN_REQUIRED", "USERNAME_NOT_MODIFIED", ...USERNAME_ERRORS],
);
