import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlPeer } from "../../world/tl-peers.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { updatesAnswer } from "../updates-answer.ts";

const ARCHIVE = 1;

/** Puts chats into the archive, or back into the main list. */
export const editPeerFolders = method(
  "folders.editPeerFolders",
  (call, { folderPeers }) => {
    const { core, user } = call;
    const moved = folderPeers.map(({ peer, folderId }) => ({ peer: resolvePeer(call, peer), folderId }));
    if (moved.some(({ folderId }) => folderId !== 0 && folderId !== ARCHIVE)) throw badRequest("FOLDER_ID_INVALID");
    for (const { peer, folderId } of moved) core.world.commit({ t: "dialog", user: user.id, peer, folderId });
    const update = {
      _: "updateFolderPeers" as const,
      folderPeers: moved.map(({ peer, folderId }) => ({ _: "folderPeer" as const, peer: tlPeer(peer), folderId })),
      pts: user.box.pts,
      ptsCount: 0,
    };
    return updatesAnswer(
      call,
      [update],
      moved.map(({ peer }) => peer),
    );
  },
  [...PEER_ERRORS, "FOLDER_ID_INVALID"],
);
