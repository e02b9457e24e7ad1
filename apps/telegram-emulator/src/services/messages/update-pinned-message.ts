import type { tl } from "@mtcute/core";

import type { UserCall } from "../../method.ts";
import { method } from "../../method.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";
import { bareId, isChannelPeer, type PeerId } from "../../world/types.ts";
import { boxOwner, checkAdmin, messageOf, PEER_ERRORS, resolvePeer } from "../input.ts";
import { audienceOf, updatesAnswer } from "../updates-answer.ts";
import { sentUpdates } from "./send.ts";

interface Copy {
  readonly owner: PeerId;
  readonly ids: number[];
}

/** The messages in every box that shows them pinned. */
const copiesOf = (call: UserCall, peer: PeerId, ids: readonly number[]): Copy[] => {
  const { publisher } = call.core;
  const own = boxOwner(call, peer);
  if (isChannelPeer(peer)) return [{ owner: own, ids: [...ids] }];
  return audienceOf(call, peer).map((viewerId) => ({
    owner: viewerId,
    ids: ids.flatMap((id) => publisher.copyOf(messageOf(call, peer, id), peer, viewerId)?.id ?? []),
  }));
};

const pinUpdate = (peer: PeerId, messages: number[], pts: number, isPinned: boolean): tl.TypeUpdate => {
  const range = { messages, pts, ptsCount: messages.length, ...(isPinned && { pinned: true }) };
  return isChannelPeer(peer)
    ? { _: "updatePinnedChannelMessages", channelId: bareId(peer), ...range }
    : { _: "updatePinnedMessages", peer: tlPeer(peer), ...range };
};

/** Pins or unpins for everybody in the chat; returns what the caller is told. */
export const pin = (call: UserCall, peer: PeerId, ids: readonly number[], isPinned: boolean): tl.RawUpdates => {
  const { core, user, key } = call;
  const chat = core.world.chats.get(peer);
  if (chat?.data.kind === "channel") checkAdmin(call, chat);
  let own: tl.TypeUpdate | undefined;
  for (const { owner, ids: theirs } of copiesOf(call, peer, ids)) {
    const date = core.world.nowSeconds;
    for (const id of theirs) core.world.commit({ t: "edit", box: owner, id, patch: { pinned: isPinned }, date });
    if (theirs.length === 0) continue;
    const seen = core.world.box(owner).messages.get(theirs[0] ?? 0)?.peer ?? peer;
    const update = pinUpdate(seen, theirs, core.world.box(owner).pts, isPinned);
    if (owner === user.id || owner === peer) own = update;
    core.pusher.push(isChannelPeer(peer) ? audienceOf(call, peer) : [owner], {
      peer: seen,
      except: key,
      build: (viewerId) => {
        const peers = new PeerCollector(core.world, viewerId).add(seen);
        return { updates: [update], users: peers.users, chats: peers.chats };
      },
    });
  }
  if (chat) core.world.commit({ t: "chat", chat: withPinned(chat.data, isPinned ? ids[0] : undefined) });
  return updatesAnswer(call, own ? [own] : [], [peer]);
};

const withPinned = <T extends { readonly pinnedMessageId?: number }>(data: T, id: number | undefined): T => {
  const { pinnedMessageId: _before, ...rest } = data;
  return { ...rest, ...(id !== undefined && { pinnedMessageId: id }) } as T;
};

/** Pins a message, which the chat is told by a service message, or unpins it. */
export const updatePinnedMessage = method(
  "messages.updatePinnedMessage",
  (call, request) => {
    const { core, user, key } = call;
    const peer = resolvePeer(call, request.peer);
    messageOf(call, peer, request.id);
    const answer = pin(call, peer, [request.id], request.unpin !== true);
    if (request.unpin) return answer;
    const posted = core.publisher.post(
      { peer, from: user.id, text: "", action: { _: "messageActionPinMessage" }, replyToId: request.id },
      { except: key },
    );
    const told = sentUpdates(call, [{ posted }]);
    return { ...told, updates: [...answer.updates, ...told.updates], chats: answer.chats };
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID", "CHAT_ADMIN_REQUIRED"],
);
