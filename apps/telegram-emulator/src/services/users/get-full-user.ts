import { method } from "../../method.ts";
import { tlUser } from "../../world/tl-peers.ts";
import { resolveUser } from "../input.ts";

export const getFullUser = method(
  "users.getFullUser",
  (call, { id }) => {
    const user = resolveUser(call, id);
    return {
      _: "users.userFull",
      fullUser: {
        _: "userFull",
        id: user.id,
        settings: { _: "peerSettings" },
        notifySettings: { _: "peerNotifySettings" },
        commonChatsCount: 0,
        ...(user.data.about !== undefined && { about: user.data.about }),
      },
      chats: [],
      users: [tlUser(call.core.world, user, call.user.id)],
    };
  },
  ["USER_ID_INVALID"],
);
