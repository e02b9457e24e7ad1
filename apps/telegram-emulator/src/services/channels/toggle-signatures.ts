import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { announceChange } from "../chat-updates.ts";
import { checkAdmin, resolveChannel } from "../input.ts";

export const toggleSignatures = method(
  "channels.toggleSignatures",
  (call, request) => {
    const chat = resolveChannel(call, request.channel);
    checkAdmin(call, chat);
    // Older layers send a Bool under another name.
    const { enabled } = request as { readonly enabled?: boolean };
    const hasSignatures = (request.signaturesEnabled ?? enabled) === true;
    if (hasSignatures === (chat.data.hasSignatures === true)) throw badRequest("CHAT_NOT_MODIFIED");
    call.core.world.commit({ t: "chat", chat: { ...chat.data, hasSignatures } });
    return announceChange(call, chat);
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "CHAT_ADMIN_REQUIRED", "CHAT_NOT_MODIFIED"],
);
