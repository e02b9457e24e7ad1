import { method } from "../../method.ts";
import { isPresent, tlChat } from "../../world/tl-peers.ts";
import { chatByInvite, INVITE_ERRORS } from "./invites.ts";

export const checkChatInvite = method(
  "messages.checkChatInvite",
  (call, { hash }) => {
    const chat = chatByInvite(call, hash);
    if (isPresent(chat.members.get(call.user.id))) return { _: "chatInviteAlready", chat: tlChat(chat, call.user.id) };
    return {
      _: "chatInvite",
      ...(chat.data.kind === "channel" && { channel: true, broadcast: true }),
      ...(chat.data.kind === "supergroup" && { channel: true, megagroup: true }),
      title: chat.data.title,
      photo: { _: "photoEmpty", id: 0 as never },
      participantsCount: [...chat.members.values()].filter(isPresent).length,
      color: 0,
    };
  },
  INVITE_ERRORS,
);
