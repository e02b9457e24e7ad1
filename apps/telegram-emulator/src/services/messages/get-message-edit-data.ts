import { method } from "../../method.ts";
import { RpcFault } from "../../rpc-error.ts";
import { messageOf, PEER_ERRORS, resolvePeer } from "../input.ts";

export const getMessageEditData = method(
  "messages.getMessageEditData",
  (call, { peer: input, id }) => {
    const message = messageOf(call, resolvePeer(call, input), id);
    if (message.from !== undefined && message.from !== call.user.id) throw new RpcFault(403, "MESSAGE_AUTHOR_REQUIRED");
    return { _: "messages.messageEditData", ...(message.media && { caption: true }) };
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID", "MESSAGE_AUTHOR_REQUIRED"],
);
