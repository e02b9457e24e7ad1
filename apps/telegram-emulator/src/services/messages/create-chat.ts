import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { addChat } from "../../world/builder.ts";
import { postAction } from "../chat-updates.ts";
import { resolveUser } from "../input.ts";

const MAX_MEMBERS = 200;

export const createChat = method(
  "messages.createChat",
  (call, { title, users }) => {
    if (title.trim() === "") throw badRequest("CHAT_TITLE_EMPTY");
    if (users.length === 0) throw badRequest("USERS_TOO_FEW");
    if (users.length > MAX_MEMBERS) throw badRequest("USERS_TOO_MUCH");
    const members = users.map((input) => resolveUser(call, input).id);
    const chat = addChat(call.core, { kind: "group", title, creator: call.user.id, members });
    const updates = postAction(call, chat, { _: "messageActionChatCreate", title, users: [call.user.id, ...members] });
    return { _: "messages.invitedUsers", updates, missingInvitees: [] };
  },
  ["CHAT_TITLE_EMPTY", "USERS_TOO_FEW", "USERS_TOO_MUCH", "USER_ID_INVALID"],
);
