import type { tl } from "@mtcute/core";
import Long from "long";

import type { World } from "./world.ts";
import { bareId, type Chat, isChannelPeer, isUserPeer, type MemberData, type PeerId, type User } from "./types.ts";

const hashes = new WeakMap<object, Long>();

/** The access hash of a user or chat, parsed once. */
const hashOf = (data: { readonly accessHash: string }): Long => {
  let hash = hashes.get(data);
  if (!hash) {
    hash = Long.fromString(data.accessHash);
    hashes.set(data, hash);
  }
  return hash;
};

export const tlPeer = (peer: PeerId): tl.TypePeer => {
  if (isUserPeer(peer)) return { _: "peerUser", userId: peer };
  return isChannelPeer(peer) ? { _: "peerChannel", channelId: bareId(peer) } : { _: "peerChat", chatId: bareId(peer) };
};

export const tlUser = (world: World, user: User, viewerId: number | undefined): tl.RawUser => {
  const { data } = user;
  const isSelf = data.id === viewerId;
  const isContact = viewerId !== undefined && world.users.get(viewerId)?.contacts.has(data.id) === true;
  return {
    _: "user",
    id: data.id,
    accessHash: hashOf(data),
    ...(isSelf && { self: true }),
    ...(isContact && { contact: true }),
    ...(data.isDeleted ? { deleted: true } : { firstName: data.firstName }),
    ...(data.lastName !== undefined && { lastName: data.lastName }),
    ...(data.username !== undefined && { username: data.username }),
    ...((isSelf || isContact) && data.phone && { phone: data.phone }),
    ...(data.isBot && { bot: true, botInfoVersion: 1 }),
    ...(data.isPremium && { premium: true }),
    ...(!data.isBot && { status: { _: "userStatusRecently" } }),
  };
};

const ALL_ADMIN_RIGHTS = {
  _: "chatAdminRights",
  changeInfo: true,
  postMessages: true,
  editMessages: true,
  deleteMessages: true,
  banUsers: true,
  inviteUsers: true,
  pinMessages: true,
  addAdmins: true,
  anonymous: false,
  manageCall: true,
  other: true,
} as const;

const MEMBER_RIGHTS = { _: "chatBannedRights", untilDate: 0 } as const;

export const isPresent = (member: MemberData | undefined): boolean =>
  member !== undefined && member.role !== "left" && member.role !== "banned";

export const isAdmin = (member: MemberData | undefined): boolean =>
  member?.role === "creator" || member?.role === "admin";

/** How a chat looks to somebody, beyond what is the same for all. */
const roleFields = (
  member: MemberData | undefined,
): { creator?: true; left?: true; adminRights?: tl.RawChatAdminRights } => ({
  ...(member?.role === "creator" && { creator: true as const }),
  ...(!isPresent(member) && { left: true as const }),
  ...(isAdmin(member) && { adminRights: ALL_ADMIN_RIGHTS }),
});

const memberCount = (chat: Chat): number => {
  let count = 0;
  for (const member of chat.members.values()) if (isPresent(member)) count++;
  return count;
};

const tlGroup = (chat: Chat, viewerId: number): tl.TypeChat => {
  const { data } = chat;
  const member = chat.members.get(viewerId);
  if (member?.role === "banned") return { _: "chatForbidden", id: data.id, title: data.title };
  return {
    _: "chat",
    id: data.id,
    title: data.title,
    photo: { _: "chatPhotoEmpty" },
    participantsCount: memberCount(chat),
    date: data.date,
    version: data.version ?? 1,
    defaultBannedRights: MEMBER_RIGHTS,
    ...roleFields(member),
  };
};

const tlChannel = (chat: Chat, viewerId: number): tl.TypeChat => {
  const { data } = chat;
  const member = chat.members.get(viewerId);
  const flavour = data.kind === "channel" ? { broadcast: true } : { megagroup: true };
  if (member?.role === "banned") {
    return { _: "channelForbidden", ...flavour, id: data.id, accessHash: hashOf(data), title: data.title };
  }
  return {
    _: "channel",
    ...flavour,
    id: data.id,
    accessHash: hashOf(data),
    title: data.title,
    photo: { _: "chatPhotoEmpty" },
    date: member?.date ?? data.date,
    ...(data.username !== undefined && { username: data.username }),
    ...(data.hasSignatures && { signatures: true }),
    ...(data.slowmodeSeconds && { slowmodeEnabled: true }),
    ...(data.kind === "supergroup" && {
      defaultBannedRights: data.isReadOnly ? { ...MEMBER_RIGHTS, sendMessages: true } : MEMBER_RIGHTS,
    }),
    ...roleFields(member),
  };
};

export const tlChat = (chat: Chat, viewerId: number): tl.TypeChat =>
  chat.data.kind === "group" ? tlGroup(chat, viewerId) : tlChannel(chat, viewerId);

/** Peers that an answer mentions; each is listed once. */
export class PeerCollector {
  readonly #world: World;
  readonly #viewerId: number;
  readonly #users = new Set<number>();
  readonly #chats = new Set<PeerId>();

  constructor(world: World, viewerId: number) {
    this.#world = world;
    this.#viewerId = viewerId;
  }

  add(peer: PeerId | undefined): this {
    if (peer === undefined) return this;
    if (isUserPeer(peer)) this.#users.add(peer);
    else this.#chats.add(peer);
    return this;
  }

  get users(): tl.TypeUser[] {
    return [...this.#users].flatMap((id) => {
      const user = this.#world.users.get(id);
      return user ? [tlUser(this.#world, user, this.#viewerId)] : [];
    });
  }

  get chats(): tl.TypeChat[] {
    return [...this.#chats].flatMap((peer) => {
      const chat = this.#world.chats.get(peer);
      return chat ? [tlChat(chat, this.#viewerId)] : [];
    });
  }
}
