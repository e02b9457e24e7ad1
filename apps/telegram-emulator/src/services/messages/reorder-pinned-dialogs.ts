import { method } from "../../method.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";

/** The dialogs named are pinned; with `force` all others of the folder are not. */
export const reorderPinnedDialogs = method(
  "messages.reorderPinnedDialogs",
  (call, { force, folderId, order }) => {
    const { core, user } = call;
    const peers = order.flatMap((input) => (input._ === "inputDialogPeer" ? [resolvePeer(call, input.peer)] : []));
    for (const [peer, dialog] of user.dialogs) {
      const isOther = dialog.isPinned && !peers.includes(peer) && (dialog.folderId ?? 0) === folderId;
      if (force && isOther) core.world.commit({ t: "dialog", user: user.id, peer, pinned: false });
    }
    for (const peer of peers) core.world.commit({ t: "dialog", user: user.id, peer, pinned: true });
    return true;
  },
  PEER_ERRORS,
);
