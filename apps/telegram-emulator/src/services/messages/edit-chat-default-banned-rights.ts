import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { announceChange } from "../chat-updates.ts";
import { checkAdmin, PEER_ERRORS, resolvePeer } from "../input.ts";

/** What members may do; of the rights only that to write is kept. */
export const editChatDefaultBannedRights = method(
  "messages.editChatDefaultBannedRights",
  (call, { peer, bannedRights }) => {
    const chat = call.core.world.chats.get(resolvePeer(call, peer));
    if (!chat || chat.data.kind === "channel") throw badRequest("PEER_ID_INVALID");
    checkAdmin(call, chat);
    const isReadOnly = bannedRights.sendMessages === true;
    if (isReadOnly === (chat.data.isReadOnly === true)) throw badRequest("CHAT_NOT_MODIFIED");
    call.core.world.commit({ t: "chat", chat: { ...chat.data, isReadOnly } });
    return announceChange(call, chat);
  },
  [...PEER_ERRORS, "CHAT_ADMIN_REQUIRED", "CHAT_NOT_MODIFIED"],
);
