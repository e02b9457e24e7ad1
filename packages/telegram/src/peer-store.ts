import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import type { ChatKind, MessageEntry } from "@telewire/contracts";
import Long from "long";

type MessageChat = MessageEntry["chat"];
type MessageSender = NonNullable<MessageEntry["sender"]>;

const CHANNEL_OFFSET = 1_000_000_000_000;
const STATE_PREFIX = "peer:";
const DEFAULT_MAX_SENDERS = 2_000;
const DEFAULT_MAX_CHATS = 5_000;

/** A user, basic group or channel as a message shows it. The two views are shared by all entries. */
export interface Peer {
  readonly id: number;
  readonly chat: MessageChat;
  readonly sender: MessageSender;
  /** Absent from peers that Telegram only sketched (`min`): they cannot be called. */
  readonly accessHash: Long | null;
  /** False for a channel that the account has left or is shut out of. */
  readonly isMember: boolean;
}

/** False for a peer that was never met, or only as a sketch. */
export function isCallable(peer: Peer | undefined): peer is Peer & { readonly accessHash: Long } {
  return peer !== undefined && peer.accessHash !== null;
}

/** @throws TelewireError CHAT_NOT_FOUND when the peer cannot be called. */
export function inputPeerOf(peer: Peer | undefined): tl.TypeInputPeer {
  if (!isCallable(peer)) throw new TelewireError("CHAT_NOT_FOUND");
  if (peer.id > 0) return { _: "inputPeerUser", userId: peer.id, accessHash: peer.accessHash };
  if (!isChannelId(peer.id)) return { _: "inputPeerChat", chatId: -peer.id };
  return { _: "inputPeerChannel", channelId: bareChannelId(peer.id), accessHash: peer.accessHash };
}

/** @throws TelewireError CHAT_NOT_FOUND when it is no channel or cannot be called. */
export function inputChannelOf(peer: Peer | undefined): tl.RawInputChannel {
  if (!isCallable(peer) || !isChannelId(peer.id)) throw new TelewireError("CHAT_NOT_FOUND");
  return { _: "inputChannel", channelId: bareChannelId(peer.id), accessHash: peer.accessHash };
}

export function markedChannelId(channelId: number): number {
  return -CHANNEL_OFFSET - channelId;
}
export function bareChannelId(markedId: number): number {
  return -CHANNEL_OFFSET - markedId;
}
export function isChannelId(markedId: number): boolean {
  return markedId < -CHANNEL_OFFSET;
}
export function markedPeerId(peer: tl.TypePeer): number {
  if (peer._ === "peerUser") return peer.userId;
  return peer._ === "peerChat" ? -peer.chatId : markedChannelId(peer.channelId);
}

export interface PeerStoreOptions {
  readonly maxSenders?: number;
  readonly maxChats?: number;
}

/**
 * Names and access hashes of the peers a session met. Senders are forgotten oldest first; chats (the peers that
 * messages are in) are kept and made durable, for a difference of a channel cannot be asked without its access hash.
 */
export class PeerStore {
  readonly #senders = new Map<number, Peer>();
  readonly #chats = new Map<number, Peer>();
  readonly #byUsername = new Map<string, number>();
  readonly #maxSenders: number;
  readonly #maxChats: number;
  readonly #persist: (key: string, value: string | null) => void;

  constructor(
    persist: (key: string, value: string | null) => void,
    { maxSenders = DEFAULT_MAX_SENDERS, maxChats = DEFAULT_MAX_CHATS }: PeerStoreOptions = {},
  ) {
    this.#persist = persist;
    this.#maxSenders = maxSenders;
    this.#maxChats = maxChats;
  }

  restore(state: ReadonlyMap<string, string>): void {
    for (const [key, value] of state) {
      if (!key.startsWith(STATE_PREFIX)) continue;
      const peer = decodePeer(Number(key.slice(STATE_PREFIX.length)), value);
      this.#chats.set(peer.id, peer);
      this.#index(peer);
    }
  }

  get(markedId: number): Peer | undefined {
    return this.#chats.get(markedId) ?? this.#senders.get(markedId);
  }
  byUsername(username: string): Peer | undefined {
    const id = this.#byUsername.get(username.toLowerCase());
    return id === undefined ? undefined : this.get(id);
  }
  chats(): IterableIterator<Peer> {
    return this.#chats.values();
  }
  get size(): { readonly senders: number; readonly chats: number } {
    return { senders: this.#senders.size, chats: this.#chats.size };
  }

  storeAll(users: readonly tl.TypeUser[], chats: readonly tl.TypeChat[]): void {
    for (const user of users) if (user._ === "user") this.#storeUser(user);
    for (const chat of chats) this.#storeChat(chat);
  }

  /** The peer of a chat that has messages, which makes it durable; a sketch of it when it is unknown. */
  chat(markedId: number): Peer {
    const known = this.#chats.get(markedId);
    if (known !== undefined) return known;
    const sender = this.#senders.get(markedId);
    if (!isCallable(sender)) return sender ?? unknownPeer(markedId);
    this.#senders.delete(markedId);
    this.#keep(sender);
    return sender;
  }

  forgetChat(markedId: number): void {
    if (this.#chats.delete(markedId)) this.#persist(STATE_PREFIX + markedId, null);
  }

  #storeUser(user: tl.RawUser): void {
    const known = this.get(user.id);
    const username = user.username ?? activeUsername(user.usernames);
    const name = fullName(user);
    const accessHash = user.min === true ? (known?.accessHash ?? null) : (user.accessHash ?? null);
    if (
      known !== undefined &&
      known.chat.title === name &&
      known.chat.username === username &&
      sameHash(known.accessHash, accessHash)
    )
      return;
    this.#store({
      id: user.id,
      accessHash,
      isMember: true,
      chat: view({ id: String(user.id), kind: "private" }, name, username),
      sender: {
        id: String(user.id),
        kind: "user",
        ...optional("name", name),
        ...optional("username", username),
        ...(user.bot === true ? { isBot: true } : {}),
      },
    });
  }

  #storeChat(chat: tl.TypeChat): void {
    if (chat._ === "chatEmpty") return;
    if (chat._ === "chat" || chat._ === "chatForbidden") {
      this.#storeNamed(-chat.id, "group", chat.title, undefined, Long.ZERO, chat._ === "chat" && chat.left !== true);
      return;
    }
    const isMin = chat._ === "channel" && chat.min === true;
    const username = chat._ === "channel" ? (chat.username ?? activeUsername(chat.usernames)) : undefined;
    const id = markedChannelId(chat.id);
    const accessHash = isMin ? (this.get(id)?.accessHash ?? null) : (chat.accessHash ?? null);
    this.#storeNamed(
      id,
      chat.megagroup === true ? "supergroup" : "channel",
      chat.title,
      username,
      accessHash,
      chat._ === "channel" && chat.left !== true,
    );
  }

  #storeNamed(
    id: number,
    kind: ChatKind,
    title: string,
    username: string | undefined,
    accessHash: Long | null,
    isMember: boolean,
  ): void {
    const known = this.get(id);
    const isSame =
      known !== undefined && known.chat.title === title && known.chat.username === username && known.chat.kind === kind;
    if (isSame && known.isMember === isMember && sameHash(known.accessHash, accessHash)) return;
    this.#store({ ...namedPeer(id, kind, title, username, accessHash), isMember });
  }

  #store(peer: Peer): void {
    this.#index(peer);
    if (this.#chats.has(peer.id)) {
      this.#keep(peer);
      return;
    }
    this.#senders.delete(peer.id);
    this.#senders.set(peer.id, peer);
    if (this.#senders.size > this.#maxSenders) evictOldest(this.#senders, this.#byUsername);
  }

  #keep(peer: Peer): void {
    if (peer.accessHash === null) return;
    this.#chats.delete(peer.id);
    this.#chats.set(peer.id, peer);
    this.#persist(STATE_PREFIX + peer.id, encodePeer(peer));
    if (this.#chats.size <= this.#maxChats) return;
    const evicted = evictOldest(this.#chats, this.#byUsername);
    if (evicted !== undefined) this.#persist(STATE_PREFIX + evicted.id, null);
  }

  #index(peer: Peer): void {
    const before = this.get(peer.id)?.chat.username;
    if (before !== undefined && before !== peer.chat.username) this.#byUsername.delete(before.toLowerCase());
    if (peer.chat.username !== undefined) this.#byUsername.set(peer.chat.username.toLowerCase(), peer.id);
  }
}

function evictOldest(peers: Map<number, Peer>, byUsername: Map<string, number>): Peer | undefined {
  const [oldest] = peers.values();
  if (oldest === undefined) return undefined;
  peers.delete(oldest.id);
  const username = oldest.chat.username?.toLowerCase();
  if (username !== undefined && byUsername.get(username) === oldest.id) byUsername.delete(username);
  return oldest;
}

function unknownPeer(id: number): Peer {
  return namedPeer(id, id > 0 ? "private" : isChannelId(id) ? "channel" : "group", undefined, undefined, null);
}

function namedPeer(
  id: number,
  kind: ChatKind,
  title: string | undefined,
  username: string | undefined,
  accessHash: Long | null,
  isBot = false,
): Peer {
  const text = String(id);
  return {
    id,
    accessHash,
    isMember: true,
    chat: view({ id: text, kind }, title, username),
    sender: {
      id: text,
      kind: kind === "private" ? "user" : "chat",
      ...optional("name", title),
      ...optional("username", username),
      ...(isBot ? { isBot } : {}),
    },
  };
}

function view(
  base: { readonly id: string; readonly kind: ChatKind },
  title: string | undefined,
  username: string | undefined,
): MessageChat {
  return { ...base, ...optional("title", title), ...optional("username", username) };
}

function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}

function fullName({ firstName, lastName }: tl.RawUser): string | undefined {
  return lastName === undefined ? firstName : `${firstName ?? ""} ${lastName}`.trim();
}

function activeUsername(usernames: readonly tl.TypeUsername[] | undefined): string | undefined {
  return usernames?.find((candidate) => candidate.active === true)?.username;
}

function sameHash(left: Long | null, right: Long | null): boolean {
  return left === right || (left !== null && right !== null && left.eq(right));
}

/** Compact, for it is written once a chat: `[accessHash, kind, title, username, isBot]`. */
function encodePeer(peer: Peer): string {
  return JSON.stringify([
    peer.accessHash?.toString() ?? "0",
    peer.chat.kind,
    peer.chat.title ?? null,
    peer.chat.username ?? null,
    peer.sender.isBot === true ? 1 : 0,
  ]);
}

function decodePeer(id: number, value: string): Peer {
  const [hash, kind, title, username, isBot] = JSON.parse(value) as [
    string,
    ChatKind,
    string | null,
    string | null,
    number,
  ];
  return namedPeer(id, kind, title ?? undefined, username ?? undefined, Long.fromString(hash), isBot === 1);
}
