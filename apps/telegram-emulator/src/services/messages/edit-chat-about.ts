import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { checkAdmin, PEER_ERRORS, resolvePeer } from "../input.ts";

const MAX_ABOUT = 255;

export const editChatAbout = method(
  "messages.editChatAbout",
  (call, { peer, about }) => {
    const chat = call.core.world.chats.get(resolvePeer(call, peer));
    if (!chat) throw badRequest("PEER_ID_INVALID");
    checkAdmin(call, chat);
    if (about.length > MAX_ABOUT) throw badRequest("CHAT_ABOUT_TOO_LONG");
    if (about === (chat.data.about ?? "")) throw badRequest("CHAT_ABOUT_NOT_MODIFIED");
    call.core.world.commit({ t: "chat", chat: { ...chat.data, about } });
    return true;
  },
  [...PEER_ERRORS, "CHAT_ADMIN_REQUIRED", "CHAT_ABOUT_TOO_LONG", "CHAT_ABOUT_NOT_MODIFIED"],
);
