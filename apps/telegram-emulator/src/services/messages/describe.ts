import type { tl } from "@mtcute/core";

import type { UserCall } from "../../method.ts";
import { PeerCollector } from "../../world/tl-peers.ts";
import { collectPeers, tlMessage } from "../../world/tl-messages.ts";
import { isChannelPeer, type PeerId } from "../../world/types.ts";
import type { Page } from "./page.ts";

/** A page of messages in the form that suits the peer: channels carry their pts. */
export const describePage = ({ core, user }: UserCall, peer: PeerId, page: Page): tl.messages.TypeMessages => {
  const peers = new PeerCollector(core.world, user.id).add(peer);
  for (const message of page.messages) collectPeers(peers, message);
  const content = {
    messages: page.messages.map((message) => tlMessage(message, user.id)),
    topics: [],
    chats: peers.chats,
    users: peers.users,
  };
  if (isChannelPeer(peer))
    return { _: "messages.channelMessages", pts: core.world.box(peer).pts, count: page.count, ...content };
  return page.isWhole
    ? { _: "messages.messages", ...content }
    : { _: "messages.messagesSlice", count: page.count, ...content };
};
