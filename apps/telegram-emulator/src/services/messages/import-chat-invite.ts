import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { setMember } from "../../world/builder.ts";
import { isPresent } from "../../world/tl-peers.ts";
import { announceChange } from "../chat-updates.ts";
import { chatByInvite, INVITE_ERRORS } from "./invites.ts";

export const importChatInvite = method(
  "messages.importChatInvite",
  (call, { hash }) => {
    const chat = chatByInvite(call, hash);
    const member = chat.members.get(call.user.id);
    if (member?.role === "banned") throw badRequest("INVITE_HASH_EXPIRED");
    if (isPresent(member)) throw badRequest("USER_ALREADY_PARTICIPANT");
    setMember(call.core, chat.peer, call.user.id, "member");
    return { _: "messages.chatInviteJoinResultOk", updates: announceChange(call, chat) };
  },
  [...INVITE_ERRORS, "USER_ALREADY_PARTICIPANT"],
);
