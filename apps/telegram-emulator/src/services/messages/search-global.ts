import { method } from "../../method.ts";
import { withPeers } from "../../world/tl-messages.ts";
import type { PeerId, StoredMessage } from "../../world/types.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";

const MAX_LIMIT = 100;

/** Whether a message stands behind the offset in the order of the answer. */
const isAfter = ({ date, id, peer }: StoredMessage, rate: number, offsetId: number, offsetPeer: PeerId): boolean =>
  date < rate || (date === rate && (id < offsetId || (id === offsetId && peer < offsetPeer)));

export const searchGlobal = method(
  "messages.searchGlobal",
  (call, request) => {
    const { core, user } = call;
    const { q, limit, minDate, maxDate, offsetRate, offsetId } = request;
    const query = q.toLowerCase();
    const boxes = [user.box, ...[...user.chats].flatMap((peer) => core.world.chats.get(peer)?.box ?? [])];
    const matches = (message: StoredMessage): boolean =>
      message.text.toLowerCase().includes(query) &&
      (minDate <= 0 || message.date >= minDate) &&
      (maxDate <= 0 || message.date <= maxDate);
    const found = boxes
      .flatMap((box) => [...box.messages.values()].filter(matches))
      .sort((a, b) => b.date - a.date || b.id - a.id || b.peer - a.peer);
    const peer = request.offsetPeer._ === "inputPeerEmpty" ? undefined : resolvePeer(call, request.offsetPeer);
    const from = peer === undefined ? 0 : found.findIndex((message) => isAfter(message, offsetRate, offsetId, peer));
    const rest = from < 0 ? [] : found.slice(from);
    const page = rest.slice(0, Math.min(limit, MAX_LIMIT));
    const content = { ...withPeers(core.world, user.id, page), topics: [] };
    const last = page.at(-1);
    if (rest.length > page.length && last !== undefined)
      return { _: "messages.messagesSlice", count: found.length, nextRate: last.date, ...content };
    return page.length === found.length
      ? { _: "messages.messages", ...content }
      : { _: "messages.messagesSlice", count: found.length, ...content };
  },
  PEER_ERRORS,
);
