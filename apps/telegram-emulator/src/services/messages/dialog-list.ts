import type { UserCall } from "../../method.ts";
import { isChannelPeer, type PeerId, type StoredMessage } from "../../world/types.ts";

export interface DialogEntry {
  readonly peer: PeerId;
  readonly top: StoredMessage | undefined;
  readonly isPinned: boolean;
  readonly folderId: number;
}

/** All dialogs of the caller, the newest first. */
export const dialogsOf = ({ core, user }: UserCall): DialogEntry[] => {
  const peers = new Set<PeerId>([...user.box.peers(), ...user.chats]);
  const entries = [...peers].map((peer) => {
    const box = isChannelPeer(peer) ? core.world.box(peer) : user.box;
    const dialog = user.dialogs.get(peer);
    return { peer, top: box.topOf(peer), isPinned: dialog?.isPinned === true, folderId: dialog?.folderId ?? 0 };
  });
  const dateOf = (entry: DialogEntry): number => entry.top?.date ?? core.world.chats.get(entry.peer)?.data.date ?? 0;
  return entries.sort((a, b) => dateOf(b) - dateOf(a) || (b.top?.id ?? 0) - (a.top?.id ?? 0) || b.peer - a.peer);
};
