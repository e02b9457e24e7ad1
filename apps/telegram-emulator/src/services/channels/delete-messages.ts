import { method } from "../../method.ts";
import { RpcFault } from "../../rpc-error.ts";
import { isAdmin } from "../../world/tl-peers.ts";
import { resolveChannel } from "../input.ts";

export const deleteChannelMessages = method(
  "channels.deleteMessages",
  (call, { channel, id }) => {
    const chat = resolveChannel(call, channel);
    const isMine = id.every((messageId) => {
      const message = chat.box?.messages.get(messageId);
      return message === undefined || message.from === call.user.id;
    });
    if (!isMine && !isAdmin(chat.members.get(call.user.id))) throw new RpcFault(403, "MESSAGE_DELETE_FORBIDDEN");
    const event = call.core.publisher.delete(chat.peer, id, true, { except: call.key });
    return { _: "messages.affectedMessages", pts: chat.box?.pts ?? 1, ptsCount: event?.count ?? 0 };
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "MESSAGE_DELETE_FORBIDDEN"],
);
