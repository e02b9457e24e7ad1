import { method } from "../../method.ts";
import { tlChat } from "../../world/tl-peers.ts";
import { resolveUser } from "../input.ts";
import { bareId } from "../../world/types.ts";

export const getCommonChats = method(
  "messages.getCommonChats",
  (call, { userId, maxId, limit }) => {
    const other = resolveUser(call, userId);
    const shared = [...call.user.chats]
      .filter((peer) => other.chats.has(peer) && (maxId === 0 || bareId(peer) < maxId))
      .slice(0, limit)
      .map((peer) => tlChat(call.core.world.chat(peer), call.user.id));
    return { _: "messages.chats", chats: shared };
  },
  ["USER_ID_INVALID"],
);
