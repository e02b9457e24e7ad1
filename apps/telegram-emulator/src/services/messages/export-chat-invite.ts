import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { checkAdmin, PEER_ERRORS, resolvePeer } from "../input.ts";

export const exportChatInvite = method(
  "messages.exportChatInvite",
  (call, { peer }) => {
    const chat = call.core.world.chats.get(resolvePeer(call, peer));
    if (!chat) throw badRequest("PEER_ID_INVALID");
    checkAdmin(call, chat);
    return {
      _: "chatInviteExported",
      permanent: true,
      link: `https://t.me/+${chat.data.inviteHash ?? ""}`,
      adminId: call.user.id,
      date: chat.data.date,
    };
  },
  [...PEER_ERRORS, "CHAT_ADMIN_REQUIRED"],
);
