import type { tl } from "@mtcute/core";
import type Long from "long";

import type { UserCall } from "../method.ts";
import { badRequest, RpcFault } from "../rpc-error.ts";
import { isAdmin, isPresent } from "../world/tl-peers.ts";
import {
  type Chat,
  channelPeer,
  groupPeer,
  isChannelPeer,
  isUserPeer,
  type PeerId,
  type StoredMessage,
  type User,
} from "../world/types.ts";

/** Errors that `resolvePeer` may answer with. */
export const PEER_ERRORS = [
  "PEER_ID_INVALID",
  "CHANNEL_INVALID",
  "CHANNEL_PRIVATE",
  "CHAT_ID_INVALID",
  "USER_ID_INVALID",
  "INPUT_USER_DEACTIVATED",
];

const sameHash = (given: Long, kept: string): boolean => given.toString() === kept;

const resolveUserId = (call: UserCall, userId: number, accessHash: Long, error: string): User => {
  const user = call.core.world.users.get(userId);
  const isKnown =
    user !== undefined &&
    (user.id === call.user.id ||
      sameHash(accessHash, user.data.accessHash) ||
      (accessHash.isZero() && call.user.data.isBot));
  if (!isKnown) throw badRequest(error);
  return user;
};

export const resolveUser = (call: UserCall, input: tl.TypeInputUser): User => {
  switch (input._) {
    case "inputUserSelf":
      return call.user;
    case "inputUser":
      return resolveUserId(call, input.userId, input.accessHash, "USER_ID_INVALID");
    case "inputUserFromMessage": {
      const user = call.core.world.users.get(input.userId);
      if (!user) throw badRequest("USER_ID_INVALID");
      return user;
    }
    default:
      throw badRequest("USER_ID_INVALID");
  }
};

const visibleChannel = (call: UserCall, channelId: number, hash: string | undefined): Chat => {
  const chat = call.core.world.chats.get(channelPeer(channelId));
  if (!chat || (hash !== undefined && hash !== "0" && hash !== chat.data.accessHash))
    throw badRequest("CHANNEL_INVALID");
  if (chat.data.isDeleted) throw badRequest("CHANNEL_PRIVATE");
  const member = chat.members.get(call.user.id);
  if (member?.role === "banned" || (!isPresent(member) && chat.data.username === undefined))
    throw badRequest("CHANNEL_PRIVATE");
  if (hash === "0" && !isPresent(member)) throw badRequest("CHANNEL_INVALID");
  return chat;
};

/** A channel or supergroup that the caller may see: one they are in, or a public one. */
export const resolveChannel = (call: UserCall, input: tl.TypeInputChannel): Chat => {
  if (input._ === "inputChannel") return visibleChannel(call, input.channelId, input.accessHash.toString());
  if (input._ === "inputChannelFromMessage") return visibleChannel(call, input.channelId, undefined);
  throw badRequest("CHANNEL_INVALID");
};

export const resolveGroup = (call: UserCall, chatId: number): Chat => {
  const chat = call.core.world.chats.get(groupPeer(chatId));
  if (!chat?.members.has(call.user.id)) throw badRequest("CHAT_ID_INVALID");
  return chat;
};

/** The peer that the caller means, with its access hash checked. */
export const resolvePeer = (call: UserCall, input: tl.TypeInputPeer): PeerId => {
  switch (input._) {
    case "inputPeerSelf":
      return call.user.id;
    case "inputPeerUser":
      return resolveUserId(call, input.userId, input.accessHash, "PEER_ID_INVALID").id;
    case "inputPeerChat":
      return resolveGroup(call, input.chatId).peer;
    case "inputPeerChannel":
      return visibleChannel(call, input.channelId, input.accessHash.toString()).peer;
    case "inputPeerChannelFromMessage":
      return visibleChannel(call, input.channelId, undefined).peer;
    case "inputPeerUserFromMessage":
      return call.core.world.users.has(input.userId) ? input.userId : invalidPeer();
    default:
      return invalidPeer();
  }
};

const invalidPeer = (): never => {
  throw badRequest("PEER_ID_INVALID");
};

/** The box that holds what the caller sees of a peer. */
export const boxOwner = (call: UserCall, peer: PeerId): PeerId => (isChannelPeer(peer) ? peer : call.user.id);

/** A message that the caller sees in a chat. */
export const messageOf = (call: UserCall, peer: PeerId, id: number): StoredMessage => {
  const message = call.core.world.box(boxOwner(call, peer)).messages.get(id);
  if (!message || message.peer !== peer) throw badRequest("MESSAGE_ID_INVALID");
  return message;
};

/** Throws unless the caller may write to the peer. */
export const checkMayWrite = (call: UserCall, peer: PeerId): void => {
  const { world, publisher } = call.core;
  if (isUserPeer(peer)) {
    if (world.user(peer).data.isDeleted) throw badRequest("INPUT_USER_DEACTIVATED");
    if (call.user.blocked.has(peer)) throw badRequest("YOU_BLOCKED_USER");
    if (world.user(peer).blocked.has(call.user.id)) throw badRequest("USER_IS_BLOCKED");
    return;
  }
  const chat = world.chat(peer);
  const member = chat.members.get(call.user.id);
  if (member?.role === "banned") throw badRequest("USER_BANNED_IN_CHANNEL");
  if (publisher.mayWrite(call.user.id, chat)) {
    checkSlowmode(call, chat);
    return;
  }
  if (chat.data.kind === "channel") throw badRequest("CHAT_ADMIN_REQUIRED");
  throw new RpcFault(403, "CHAT_WRITE_FORBIDDEN");
};

/** In slow mode a member who is no admin writes once per interval. */
const checkSlowmode = (call: UserCall, chat: Chat): void => {
  const interval = chat.data.slowmodeSeconds;
  if (!interval || !chat.box || isAdmin(chat.members.get(call.user.id))) return;
  const now = call.core.world.nowSeconds;
  const ids = chat.box.idsOf(chat.peer);
  for (let index = ids.length - 1; index >= 0; index--) {
    const message = chat.box.messages.get(ids[index] ?? 0);
    if (!message) continue;
    if (message.date + interval <= now) return;
    if (message.from === call.user.id) throw new RpcFault(420, `SLOWMODE_WAIT_${message.date + interval - now}`);
  }
};

export const checkAdmin = (call: UserCall, chat: Chat): void => {
  if (!isAdmin(chat.members.get(call.user.id))) throw badRequest("CHAT_ADMIN_REQUIRED");
};

/** Errors that `checkMayWrite` may answer with. */
export const WRITE_ERRORS = [
  "INPUT_USER_DEACTIVATED",
  "YOU_BLOCKED_USER",
  "USER_IS_BLOCKED",
  "USER_BANNED_IN_CHANNEL",
  "CHAT_WRITE_FORBIDDEN",
  "CHAT_ADMIN_REQUIRED",
  "SLOWMODE_WAIT_X",
];

/** Ids of `InputMessage`s as old and new clients send them. */
export const messageIdsOf = (inputs: readonly (tl.TypeInputMessage | number)[]): number[] =>
  inputs.flatMap((input) => {
    if (typeof input === "number") return [input];
    return input._ === "inputMessageID" || input._ === "inputMessageReplyTo" ? [input.id] : [];
  });
