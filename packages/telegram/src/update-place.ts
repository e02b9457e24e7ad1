import type { tl } from "@mtcute/core";

/** Bare id of the channel in whose sequence an update is; 0: the common one; null: it has no place. */
export function channelOf(update: tl.TypeUpdate): number | null {
  switch (update._) {
    case "updateNewChannelMessage":
    case "updateEditChannelMessage":
      return update.message.peerId?._ === "peerChannel" ? update.message.peerId.channelId : null;
    default:
      return "channelId" in update && typeof update.channelId === "number" ? update.channelId : 0;
  }
}
