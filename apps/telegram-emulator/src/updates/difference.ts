import type { tl } from "@mtcute/core";

import type { EmulatorCore } from "../core.ts";
import { PeerCollector, tlPeer } from "../world/tl-peers.ts";
import { collectPeers, tlMessage } from "../world/tl-messages.ts";
import { bareId, type BoxEvent, type Chat, isChannelPeer, type StoredMessage, type User } from "../world/types.ts";
import type { Box } from "../world/box.ts";
import { tlDraft } from "../world/tl-drafts.ts";

/** Events in one `differenceSlice`. */
const SLICE_EVENTS = 1000;

export const stateOf = (core: EmulatorCore, user: User): tl.updates.RawState => ({
  _: "updates.state",
  pts: user.box.pts,
  qts: 0,
  date: core.world.nowSeconds,
  seq: 0,
  unreadCount: 0,
});

interface Gathered {
  readonly messages: StoredMessage[];
  readonly others: tl.TypeUpdate[];
}

const otherUpdate = (event: BoxEvent, box: Box, viewerId: number): tl.TypeUpdate | undefined => {
  const { pts, count: ptsCount } = event;
  const isChannel = isChannelPeer(event.peer);
  if (event.kind === "edit") {
    const message = box.messages.get(event.ids[0] ?? 0);
    if (!message) return undefined;
    const edited = tlMessage(message, viewerId);
    return isChannel
      ? { _: "updateEditChannelMessage", message: edited, pts, ptsCount }
      : { _: "updateEditMessage", message: edited, pts, ptsCount };
  }
  if (event.kind === "delete") {
    const messages = [...event.ids];
    return isChannel
      ? { _: "updateDeleteChannelMessages", channelId: bareId(event.peer), messages, pts, ptsCount }
      : { _: "updateDeleteMessages", messages, pts, ptsCount };
  }
  const maxId = event.ids[0] ?? 0;
  return event.kind === "readInbox"
    ? { _: "updateReadHistoryInbox", peer: tlPeer(event.peer), maxId, stillUnreadCount: 0, pts, ptsCount }
    : { _: "updateReadHistoryOutbox", peer: tlPeer(event.peer), maxId, pts, ptsCount };
};

const gather = (box: Box, events: readonly BoxEvent[], viewerId: number, peers: PeerCollector): Gathered => {
  const messages: StoredMessage[] = [];
  const others: tl.TypeUpdate[] = [];
  for (const event of events) {
    if (event.kind === "new") {
      const message = box.messages.get(event.ids[0] ?? 0);
      if (message) messages.push(message);
    } else {
      const update = otherUpdate(event, box, viewerId);
      if (update) others.push(update);
      const message = box.messages.get(event.ids[0] ?? 0);
      if (message) collectPeers(peers, message);
    }
  }
  for (const message of messages) collectPeers(peers, message);
  return { messages, others };
};

/** Channels with news since the client's date: each must be asked for its own difference. */
const movedChannels = (core: EmulatorCore, user: User, sinceSeconds: number): Chat[] => {
  const moved: Chat[] = [];
  for (const peer of user.chats) {
    const chat = isChannelPeer(peer) ? core.world.chats.get(peer) : undefined;
    if (chat?.box && chat.box.events.length > 0 && chat.box.lastDate >= sinceSeconds) moved.push(chat);
  }
  return moved;
};

interface DifferenceRequest {
  readonly pts: number;
  readonly date: number;
  /** The most that the client wants in one slice. */
  readonly ptsLimit?: number | undefined;
  /** Beyond this distance the client would rather start over. */
  readonly ptsTotalLimit?: number | undefined;
}

export const commonDifference = (
  core: EmulatorCore,
  user: User,
  { pts, date, ptsLimit, ptsTotalLimit }: DifferenceRequest,
): tl.updates.TypeDifference => {
  const { box } = user;
  const first = box.eventsAfter(pts);
  const missed = box.events.length - first;
  const isTooLong =
    missed > core.options.differenceTooLongAfter ||
    (ptsTotalLimit !== undefined && pts + ptsTotalLimit < box.pts) ||
    core.faults.takeTooLong(user.id);
  if (isTooLong) return { _: "updates.differenceTooLong", pts: box.pts };
  const moved = movedChannels(core, user, date - core.options.channelNewsSlackSeconds);
  const now = core.world.nowSeconds;
  if (missed === 0 && moved.length === 0) return { _: "updates.differenceEmpty", date: now, seq: 0 };
  const slice = ptsLimit === undefined ? SLICE_EVENTS : Math.max(1, Math.min(ptsLimit, SLICE_EVENTS));
  const events = box.events.slice(first, first + slice);
  const isWhole = missed <= slice;
  const peers = new PeerCollector(core.world, user.id);
  const { messages, others } = gather(box, events, user.id, peers);
  for (const chat of isWhole ? moved : []) {
    peers.add(chat.peer);
    others.push({ _: "updateChannelTooLong", channelId: bareId(chat.peer), pts: chat.box?.pts ?? 1 });
  }
  const content = {
    newMessages: messages.map((message) => tlMessage(message, user.id)),
    newEncryptedMessages: [],
    otherUpdates: others,
    chats: peers.chats,
    users: peers.users,
  };
  const state = { ...stateOf(core, user), pts: events.at(-1)?.pts ?? box.pts };
  return isWhole
    ? { _: "updates.difference", ...content, state: { ...state, pts: box.pts } }
    : { _: "updates.differenceSlice", ...content, intermediateState: state };
};

/** Seconds that a client waits before it asks again about a channel it keeps open. */
const CHANNEL_TIMEOUT_SECONDS = 1;

export const channelDifference = (
  core: EmulatorCore,
  user: User,
  chat: Chat,
  pts: number,
  limit: number,
): tl.updates.TypeChannelDifference => {
  const { box } = chat;
  if (!box) throw new RangeError("a group has no box");
  const first = box.eventsAfter(pts);
  const missed = box.events.length - first;
  if (missed > core.options.channelDifferenceTooLongAfter || core.faults.takeTooLong(user.id, chat.peer)) {
    return channelTooLong(core, user, chat);
  }
  if (missed === 0)
    return { _: "updates.channelDifferenceEmpty", final: true, pts: box.pts, timeout: CHANNEL_TIMEOUT_SECONDS };
  const events = box.events.slice(first, first + Math.max(1, Math.min(limit, core.options.channelDifferenceLimit)));
  const peers = new PeerCollector(core.world, user.id).add(chat.peer);
  const { messages, others } = gather(box, events, user.id, peers);
  return {
    _: "updates.channelDifference",
    final: events.length === missed,
    pts: events.at(-1)?.pts ?? box.pts,
    timeout: CHANNEL_TIMEOUT_SECONDS,
    newMessages: messages.map((message) => tlMessage(message, user.id)),
    otherUpdates: others,
    chats: peers.chats,
    users: peers.users,
  };
};

const TOO_LONG_MESSAGES = 20;

const channelTooLong = (core: EmulatorCore, user: User, chat: Chat): tl.updates.TypeChannelDifference => {
  const box = chat.box;
  const ids = box?.idsOf(chat.peer).slice(-TOO_LONG_MESSAGES).toReversed() ?? [];
  const messages = ids.flatMap((id) => box?.messages.get(id) ?? []);
  const peers = new PeerCollector(core.world, user.id).add(chat.peer);
  for (const message of messages) collectPeers(peers, message);
  return {
    _: "updates.channelDifferenceTooLong",
    final: true,
    timeout: CHANNEL_TIMEOUT_SECONDS,
    dialog: dialogOf(core, user, chat.peer),
    messages: messages.map((message) => tlMessage(message, user.id)),
    chats: peers.chats,
    users: peers.users,
  };
};

export const dialogOf = (core: EmulatorCore, user: User, peer: number): tl.RawDialog => {
  const { world } = core;
  const dialog = world.dialog(user, peer);
  const box = world.box(isChannelPeer(peer) ? peer : user.id);
  return {
    _: "dialog",
    peer: tlPeer(peer),
    topMessage: box.topOf(peer)?.id ?? 0,
    readInboxMaxId: dialog.readInboxMaxId,
    readOutboxMaxId: dialog.readOutboxMaxId,
    unreadCount: core.publisher.unreadCount(user.id, peer),
    unreadMentionsCount: 0,
    unreadReactionsCount: 0,
    unreadPollVotesCount: 0,
    notifySettings: { _: "peerNotifySettings" },
    ...(dialog.isPinned && { pinned: true }),
    ...(dialog.isMarkedUnread && { unreadMark: true }),
    ...(dialog.draft && { draft: tlDraft(dialog.draft) }),
    ...(dialog.folderId !== undefined && { folderId: dialog.folderId }),
    ...(isChannelPeer(peer) && { pts: box.pts }),
  };
};
