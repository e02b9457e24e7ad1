import { method } from "../../method.ts";
import { RpcFault } from "../../rpc-error.ts";
import { deleteWholeChat } from "../delete-chat.ts";
import { resolveChannel } from "../input.ts";
import { updatesAnswer } from "../updates-answer.ts";
import { bareId } from "../../world/types.ts";

export const deleteChannel = method(
  "channels.deleteChannel",
  (call, { channel }) => {
    const chat = resolveChannel(call, channel);
    if (chat.members.get(call.user.id)?.role !== "creator") throw new RpcFault(403, "CHAT_ADMIN_REQUIRED");
    deleteWholeChat(call, chat);
    return updatesAnswer(call, [{ _: "updateChannel", channelId: bareId(chat.peer) }], [chat.peer]);
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "CHAT_ADMIN_REQUIRED"],
);
