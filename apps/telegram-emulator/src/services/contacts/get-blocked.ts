import { method } from "../../method.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";

export const getBlocked = method("contacts.getBlocked", ({ core, user }, { offset, limit }) => {
  const all = [...user.blocked];
  const page = all.slice(offset, offset + limit);
  const peers = new PeerCollector(core.world, user.id);
  for (const id of page) peers.add(id);
  const blocked = page.map((id) => ({ _: "peerBlocked" as const, peerId: tlPeer(id), date: core.world.nowSeconds }));
  const content = { blocked, chats: peers.chats, users: peers.users };
  return page.length === all.length
    ? { _: "contacts.blocked", ...content }
    : { _: "contacts.blockedSlice", count: all.length, ...content };
});
