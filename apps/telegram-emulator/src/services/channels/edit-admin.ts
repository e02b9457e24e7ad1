import { method } from "../../method.ts";
import { badRequest, RpcFault } from "../../rpc-error.ts";
import { setMember } from "../../world/builder.ts";
import { isPresent } from "../../world/tl-peers.ts";
import { announceChange } from "../chat-updates.ts";
import { resolveChannel, resolveUser } from "../input.ts";

export const editAdmin = method(
  "channels.editAdmin",
  (call, { channel, userId, adminRights }) => {
    const chat = resolveChannel(call, channel);
    if (chat.members.get(call.user.id)?.role !== "creator") throw new RpcFault(403, "RIGHT_FORBIDDEN");
    const user = resolveUser(call, userId);
    const member = chat.members.get(user.id);
    if (member?.role === "creator") throw badRequest("USER_CREATOR");
    if (!isPresent(member)) throw badRequest("USER_NOT_PARTICIPANT");
    const hasRights = Object.entries(adminRights).some(([name, value]) => name !== "_" && value === true);
    setMember(call.core, chat.peer, user.id, hasRights ? "admin" : "member", call.user.id);
    return announceChange(call, chat);
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "RIGHT_FORBIDDEN", "USER_CREATOR", "USER_NOT_PARTICIPANT"],
);
