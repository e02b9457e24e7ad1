import { method } from "../../method.ts";
import { tlPeer } from "../../world/tl-peers.ts";

export const getDialogUnreadMarks = method("messages.getDialogUnreadMarks", ({ user }) =>
  [...user.dialogs].flatMap(([peer, { isMarkedUnread }]) =>
    isMarkedUnread ? [{ _: "dialogPeer" as const, peer: tlPeer(peer) }] : [],
  ),
);
