import { method, type UserCall } from "../../method.ts";
import { dialogOf } from "../../updates/difference.ts";
import { PeerCollector } from "../../world/tl-peers.ts";
import { collectPeers, tlMessage } from "../../world/tl-messages.ts";
import { resolvePeer } from "../input.ts";
import { type DialogEntry, dialogsOf } from "./dialog-list.ts";

const MAX_LIMIT = 100;

/** The dialogs of an answer, with their top messages and peers. */
export const describeDialogs = ({ core, user }: UserCall, entries: readonly DialogEntry[]) => {
  const peers = new PeerCollector(core.world, user.id);
  const tops = entries.flatMap((entry) => entry.top ?? []);
  for (const entry of entries) peers.add(entry.peer);
  for (const top of tops) collectPeers(peers, top);
  return {
    dialogs: entries.map((entry) => dialogOf(core, user, entry.peer)),
    messages: tops.map((top) => tlMessage(top, user.id)),
    chats: peers.chats,
    users: peers.users,
  };
};

/** Pages by the offset peer when it is there, else by date. */
const afterOffset = (
  call: UserCall,
  entries: DialogEntry[],
  offsetDate: number,
  peer: number | undefined,
): DialogEntry[] => {
  const index = peer === undefined ? -1 : entries.findIndex((entry) => entry.peer === peer);
  if (index >= 0) return entries.slice(index + 1);
  if (offsetDate === 0) return entries;
  return entries.filter(
    (entry) => (entry.top?.date ?? call.core.world.chats.get(entry.peer)?.data.date ?? 0) < offsetDate,
  );
};

export const getDialogs = method(
  "messages.getDialogs",
  (call, request) => {
    const all = dialogsOf(call).filter(
      (entry) =>
        (request.folderId === undefined || entry.folderId === request.folderId) &&
        !(request.excludePinned && entry.isPinned),
    );
    const offsetPeer = request.offsetPeer._ === "inputPeerEmpty" ? undefined : resolvePeer(call, request.offsetPeer);
    const rest = afterOffset(call, all, request.offsetDate, offsetPeer);
    const limit = request.limit > 0 ? Math.min(request.limit, MAX_LIMIT) : MAX_LIMIT;
    const content = describeDialogs(call, rest.slice(0, limit));
    if (rest.length === all.length && all.length <= limit) return { _: "messages.dialogs", ...content };
    return { _: "messages.dialogsSlice", count: all.length, ...content };
  },
  ["PEER_ID_INVALID"],
);
