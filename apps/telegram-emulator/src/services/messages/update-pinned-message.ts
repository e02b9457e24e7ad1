import type { tl } from "@mtcute/core";

import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";
import { bareId, isChannelPeer } from "../../world/types.ts";
import { boxOwner, checkAdmin, PEER_ERRORS, resolvePeer } from "../input.ts";

export const updatePinnedMessage = method(
  "messages.updatePinnedMessage",
  (call, request) => {
    const { core, user } = call;
    const peer = resolvePeer(call, request.peer);
    const owner = boxOwner(call, peer);
    const box = core.world.box(owner);
    if (!box.messages.has(request.id)) throw badRequest("MESSAGE_ID_INVALID");
    const chat = core.world.chats.get(peer);
    if (chat?.data.kind === "channel") checkAdmin(call, chat);
    const pinned = request.unpin !== true;
    core.world.commit({ t: "edit", box: owner, id: request.id, patch: { pinned }, date: core.world.nowSeconds });
    if (chat && pinned) core.world.commit({ t: "chat", chat: { ...chat.data, pinnedMessageId: request.id } });
    const range = { messages: [request.id], pts: box.pts, ptsCount: 1, ...(pinned && { pinned: true }) };
    const update: tl.TypeUpdate = isChannelPeer(peer)
      ? { _: "updatePinnedChannelMessages", channelId: bareId(peer), ...range }
      : { _: "updatePinnedMessages", peer: tlPeer(peer), ...range };
    const peers = new PeerCollector(core.world, user.id).add(peer);
    return {
      _: "updates",
      updates: [update],
      users: peers.users,
      chats: peers.chats,
      date: core.world.nowSeconds,
      seq: 0,
    };
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID", "CHAT_ADMIN_REQUIRED"],
);
