import type { tl } from "@mtcute/core";
import Long from "long";

import { PeerCollector, tlPeer } from "./tl-peers.ts";
import { pollResults } from "./tl-polls.ts";
import { isChannelPeer, type PeerId, type StoredMessage } from "./types.ts";
import type { World } from "./world.ts";

const peerIdOf = (peer: tl.TypePeer): PeerId => {
  if (peer._ === "peerUser") return peer.userId;
  return peer._ === "peerChat" ? -peer.chatId : -1_000_000_000_000 - peer.channelId;
};

/** Reactions to a message as one viewer sees them. */
export const tlReactions = (message: StoredMessage, viewerId: number): tl.RawMessageReactions => {
  const given = Object.entries(message.reactions ?? {});
  const counts = Map.groupBy(given, ([, emoticon]) => emoticon);
  const results = [...counts].map(([emoticon, users]): tl.RawReactionCount => ({
    _: "reactionCount",
    reaction: { _: "reactionEmoji", emoticon },
    count: users.length,
    ...(users.some(([user]) => Number(user) === viewerId) && { chosenOrder: 0 }),
  }));
  return { _: "messageReactions", canSeeList: true, results };
};

/** A poll shows each viewer the results as they may see them. */
const mediaFor = (message: StoredMessage, media: tl.TypeMessageMedia, viewerId: number): tl.TypeMessageMedia =>
  media._ === "messageMediaPoll" ? { ...media, results: pollResults(media.poll, message.votes, viewerId) } : media;

const headerOf = (message: StoredMessage, viewerId: number) => ({
  id: message.id,
  peerId: tlPeer(message.peer),
  date: message.date,
  ...(isOut(message, viewerId) && { out: true }),
  ...(message.from !== undefined && { fromId: tlPeer(message.from) }),
  ...(isChannelPeer(message.peer) && message.from === undefined && { post: true }),
  ...(message.silent && { silent: true }),
  ...(message.replyToId !== undefined && {
    replyTo: {
      _: "messageReplyHeader" as const,
      replyToMsgId: message.replyToId,
      ...(message.quoteText !== undefined && { quote: true, quoteText: message.quoteText }),
    },
  }),
});

/** In a channel or supergroup whose messages are shared, "out" depends on who looks. */
const isOut = (message: StoredMessage, viewerId: number): boolean =>
  isChannelPeer(message.peer) ? message.from === viewerId : message.out === true;

/** A message as one viewer sees it, in the newest layer's shape. */
export const tlMessage = (message: StoredMessage, viewerId: number): tl.TypeMessage => {
  const header = headerOf(message, viewerId);
  if (message.action) return { _: "messageService", ...header, action: message.action };
  return {
    _: "message",
    ...header,
    message: message.text,
    ...(message.entities && message.entities.length > 0 && { entities: message.entities }),
    ...(message.replyMarkup && { replyMarkup: message.replyMarkup }),
    ...(message.media && { media: mediaFor(message, message.media, viewerId) }),
    ...(message.forward && { fwdFrom: message.forward }),
    ...(message.views !== undefined && { views: message.views, forwards: 0 }),
    ...(message.editDate !== undefined && { editDate: message.editDate }),
    ...(message.postAuthor !== undefined && { postAuthor: message.postAuthor }),
    ...(message.groupedId !== undefined && { groupedId: Long.fromString(message.groupedId) }),
    ...(message.viaBotId !== undefined && { viaBotId: message.viaBotId }),
    ...(message.pinned && { pinned: true }),
    ...(Object.keys(message.reactions ?? {}).length > 0 && { reactions: tlReactions(message, viewerId) }),
  };
};

const peersInAction = (action: tl.TypeMessageAction): number[] => {
  if (action._ === "messageActionChatAddUser" || action._ === "messageActionChatCreate") return action.users;
  if (action._ === "messageActionChatDeleteUser") return [action.userId];
  return action._ === "messageActionChatJoinedByLink" ? [action.inviterId] : [];
};

/** Collects every peer that a message mentions. */
export const collectPeers = (peers: PeerCollector, message: StoredMessage): void => {
  peers.add(message.peer).add(message.from).add(message.viaBotId);
  if (message.forward?.fromId) peers.add(peerIdOf(message.forward.fromId));
  for (const id of message.action ? peersInAction(message.action) : []) peers.add(id);
};

/** Messages with the peers they mention, for an answer. */
export const withPeers = (
  world: World,
  viewerId: number,
  messages: readonly StoredMessage[],
): { messages: tl.TypeMessage[]; users: tl.TypeUser[]; chats: tl.TypeChat[] } => {
  const peers = new PeerCollector(world, viewerId);
  for (const message of messages) collectPeers(peers, message);
  return { messages: messages.map((message) => tlMessage(message, viewerId)), users: peers.users, chats: peers.chats };
};
