import type { UserCall } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import type { Chat } from "../../world/types.ts";

export const INVITE_ERRORS = ["INVITE_HASH_EMPTY", "INVITE_HASH_INVALID", "INVITE_HASH_EXPIRED"];

export const chatByInvite = (call: UserCall, hash: string): Chat => {
  if (hash === "") throw badRequest("INVITE_HASH_EMPTY");
  for (const chat of call.core.world.chats.values()) if (chat.data.inviteHash === hash) return chat;
  throw badRequest("INVITE_HASH_EXPIRED");
};
