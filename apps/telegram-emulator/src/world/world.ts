import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import type { Clock } from "../clock.ts";
import type { RandomSource } from "../crypto/random.ts";
import { AuthKey, type DeviceInfo } from "../mtproto/auth-keys.ts";
import { Box } from "./box.ts";
import { Journal } from "./journal.ts";
import type { Operation, StoredFile } from "./operations.ts";
import {
  type Chat,
  type ChatData,
  channelPeer,
  type Dialog,
  groupPeer,
  isChannelPeer,
  type LoginCode,
  type MemberData,
  type PeerId,
  type StoredMessage,
  type User,
  type UserData,
} from "./types.ts";
import { applyToUser, dialogWith } from "./user-state.ts";

/** First ids of each kind; the ranges do not meet, so a bare id is never ambiguous. Users' exceed 31 bits, as in life. */
const FIRST_USER = 5_000_000_001;
const FIRST_GROUP = 4_100_001;
const FIRST_CHANNEL = 2_200_000_001;

export interface Copy {
  readonly box: PeerId;
  readonly id: number;
}

/** The state of the emulated Telegram: the fold of its operations. */
export class World {
  readonly clock: Clock;
  readonly seed: string;
  readonly users = new Map<number, User>();
  readonly usersByPhone = new Map<string, User>();
  readonly chats = new Map<PeerId, Chat>();
  readonly usernames = new Map<string, PeerId>();
  readonly authKeys = new Map<bigint, AuthKey>();
  /** Live keys of each user. */
  readonly keysByUser = new Map<number, Set<AuthKey>>();
  readonly codes = new Map<string, LoginCode[]>();
  readonly files = new Map<string, StoredFile>();
  rsaPem: string | undefined;
  readonly #copies = new Map<number, Copy[]>();
  readonly #randomIds = new Map<number, Map<string, Copy>>();
  #journal: Journal | undefined;
  #nextUid = 1;

  constructor(clock: Clock, seed: string) {
    this.clock = clock;
    this.seed = seed;
  }

  /** Loads the state file and keeps it from now on. */
  open(path: string): void {
    this.#journal = Journal.open(path, (operation) => this.#apply(operation));
  }

  close(): void {
    this.#journal?.close();
    this.#journal = undefined;
  }

  flush(): void {
    this.#journal?.flush();
  }

  /** Loses everything but the server's RSA key, as a data centre without its disks would. */
  forgetEverything(): void {
    const pem = this.rsaPem;
    for (const map of [
      this.users,
      this.usersByPhone,
      this.chats,
      this.usernames,
      this.authKeys,
      this.keysByUser,
      this.codes,
      this.files,
    ])
      map.clear();
    this.#copies.clear();
    this.#randomIds.clear();
    this.#journal?.truncate();
    if (pem !== undefined) this.commit({ t: "rsa", pem });
  }

  get nowSeconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  /** The one way to change the world. */
  commit(operation: Operation): void {
    this.#apply(operation);
    this.#journal?.append(operation);
  }

  /** 64 bits that depend only on the seed and the name. */
  derive64(name: string): string {
    return createHash("sha256").update(`${this.seed}:${name}`).digest().readBigInt64LE(0).toString();
  }

  nextUid(): number {
    return this.#nextUid++;
  }

  #apply(operation: Operation): void {
    switch (operation.t) {
      case "rsa":
        this.rsaPem = operation.pem;
        return;
      case "user":
        return this.#applyUser(operation.user);
      case "contact":
      case "block":
      case "dialog":
      case "draft":
      case "filters":
      case "sched":
      case "unsched":
        return applyToUser(this.user(operation.user), operation);
      case "chat":
        return this.#applyChat(operation.chat);
      case "member":
        return this.#applyMember(operation.peer, operation.member);
      case "key":
      case "keyGone":
      case "salt":
      case "bind":
      case "layer":
      case "auth":
      case "revoke":
        return this.#applyKey(operation);
      case "code": {
        const known = this.codes.get(operation.code.phone) ?? [];
        known.push(operation.code);
        this.codes.set(operation.code.phone, known);
        return;
      }
      case "codeUsed": {
        const used = this.codes.get(operation.phone)?.find((code) => code.hash === operation.hash);
        if (used) used.isUsed = true;
        return;
      }
      case "msg":
        return this.#applyMessage(operation.box, operation.m, operation.rid);
      case "edit":
        this.box(operation.box).edit(operation.id, operation.patch, operation.date);
        return;
      case "touch":
        this.box(operation.box).touch(operation.id, operation.patch);
        return;
      case "del":
        return this.#applyDelete(operation.box, operation.ids, operation.date);
      case "read":
        return this.#applyRead(operation);
      case "file":
        this.files.set(operation.id, operation.file);
    }
  }

  #applyUser(data: UserData): void {
    const known = this.users.get(data.id);
    if (known?.data.username) this.usernames.delete(known.data.username.toLowerCase());
    const user: User = known ?? {
      data,
      id: data.id,
      box: new Box(),
      dialogs: new Map(),
      chats: new Set(),
      contacts: new Set(),
      blocked: new Set(),
      scheduled: new Map(),
      filters: [],
    };
    user.data = data;
    this.users.set(data.id, user);
    if (data.phone) this.usersByPhone.set(data.phone, user);
    if (data.username) this.usernames.set(data.username.toLowerCase(), data.id);
  }

  #applyChat(data: ChatData): void {
    const peer = data.kind === "group" ? groupPeer(data.id) : channelPeer(data.id);
    const known = this.chats.get(peer);
    if (known?.data.username) this.usernames.delete(known.data.username.toLowerCase());
    const box = data.kind === "group" ? undefined : new Box();
    const chat: Chat = known ?? { data, peer, members: new Map(), box };
    chat.data = data;
    this.chats.set(peer, chat);
    if (data.username) this.usernames.set(data.username.toLowerCase(), peer);
  }

  #applyMember(peer: PeerId, member: MemberData): void {
    const chat = this.chats.get(peer);
    const user = this.users.get(member.userId);
    if (!chat || !user) return;
    chat.members.set(member.userId, member);
    if (member.role === "left" || member.role === "banned") user.chats.delete(peer);
    else user.chats.add(peer);
  }

  #applyKey(
    operation: Extract<Operation, { t: "key" | "keyGone" | "salt" | "bind" | "layer" | "auth" | "revoke" }>,
  ): void {
    if (operation.t === "key") {
      const created = new AuthKey(operation.key);
      this.authKeys.set(created.id, created);
      return;
    }
    const key = this.authKeys.get(BigInt(operation.id));
    if (!key) return;
    switch (operation.t) {
      case "keyGone":
        this.#setAuthorization(key, undefined);
        this.authKeys.delete(key.id);
        return;
      case "salt":
        key.resetSalt(BigInt(operation.salt), operation.at);
        return;
      case "bind":
        key.bound = this.authKeys.get(BigInt(operation.to));
        return;
      case "layer":
        key.layer = operation.layer;
        key.device = operation.device ?? key.device;
        return;
      case "auth":
        key.pendingUserId = operation.pendingUserId;
        this.#setAuthorization(key, operation.authorization);
        return;
      case "revoke":
        key.revokedAs = { code: operation.code, message: operation.message };
        this.#setAuthorization(key, undefined);
    }
  }

  #setAuthorization(key: AuthKey, authorization: AuthKey["authorization"]): void {
    if (key.authorization) this.keysByUser.get(key.authorization.userId)?.delete(key);
    key.authorization = authorization;
    if (!authorization) {
      key.updatesSession = undefined;
      return;
    }
    const keys = this.keysByUser.get(authorization.userId) ?? new Set();
    keys.add(key);
    this.keysByUser.set(authorization.userId, keys);
  }

  #applyMessage(boxOwner: PeerId, message: StoredMessage, randomId: string | undefined): void {
    this.box(boxOwner).add(message);
    if (!isChannelPeer(boxOwner)) {
      const dialog = this.dialog(this.user(boxOwner), message.peer);
      dialog.topMessage = message.id;
    }
    if (message.uid !== undefined) {
      this.#nextUid = Math.max(this.#nextUid, message.uid + 1);
      const copies = this.#copies.get(message.uid) ?? [];
      copies.push({ box: boxOwner, id: message.id });
      this.#copies.set(message.uid, copies);
    }
    if (randomId === undefined || message.from === undefined) return;
    const known = this.#randomIds.get(message.from) ?? new Map<string, Copy>();
    known.set(randomId, { box: boxOwner, id: message.id });
    this.#randomIds.set(message.from, known);
  }

  #applyDelete(boxOwner: PeerId, ids: readonly number[], date: number): void {
    const box = this.box(boxOwner);
    const peers = new Set(ids.map((id) => box.messages.get(id)?.peer));
    box.delete(ids, date);
    if (isChannelPeer(boxOwner)) return;
    const user = this.user(boxOwner);
    for (const peer of peers) {
      if (peer !== undefined) this.dialog(user, peer).topMessage = box.topOf(peer)?.id ?? 0;
    }
  }

  #applyRead(operation: Extract<Operation, { t: "read" }>): void {
    const user = this.user(operation.user);
    const dialog = this.dialog(user, operation.peer);
    if (operation.side === "inbox") dialog.readInboxMaxId = Math.max(dialog.readInboxMaxId, operation.maxId);
    else dialog.readOutboxMaxId = Math.max(dialog.readOutboxMaxId, operation.maxId);
    if (isChannelPeer(operation.peer)) return;
    user.box.read(
      operation.side === "inbox" ? "readInbox" : "readOutbox",
      operation.peer,
      operation.maxId,
      operation.date,
    );
  }

  user(id: number): User {
    const user = this.users.get(id);
    if (!user) throw new RangeError(`no user ${id}`);
    return user;
  }

  chat(peer: PeerId): Chat {
    const chat = this.chats.get(peer);
    if (!chat) throw new RangeError(`no chat ${peer}`);
    return chat;
  }

  /** The box with a user's or channel's messages. */
  box(owner: PeerId): Box {
    const box = isChannelPeer(owner) ? this.chat(owner).box : this.user(owner).box;
    if (!box) throw new RangeError(`no box ${owner}`);
    return box;
  }

  /** Every box with its owner. */
  *boxes(): Generator<[PeerId, Box]> {
    for (const user of this.users.values()) yield [user.id, user.box];
    for (const chat of this.chats.values()) if (chat.box) yield [chat.peer, chat.box];
  }

  dialog(user: User, peer: PeerId): Dialog {
    return dialogWith(user, peer);
  }

  copiesOf(uid: number): readonly Copy[] {
    return this.#copies.get(uid) ?? [];
  }

  /** The message that this sender already sent under the random id. */
  sentWith(userId: number, randomId: string): Copy | undefined {
    return this.#randomIds.get(userId)?.get(randomId);
  }

  /** Keeps what a key's client said of itself, when it is news. */
  noteLayer(key: AuthKey, device: DeviceInfo | undefined, layer: number = key.layer): void {
    if (layer === key.layer && (device === undefined || isDeepStrictEqual(device, key.device))) return;
    this.commit({ t: "layer", id: key.record.id, layer, ...(device && { device }) });
  }

  #freeId(first: number, taken: (id: number) => boolean): number {
    let id = first;
    while (taken(id)) id++;
    return id;
  }

  freeUserId(): number {
    return this.#freeId(FIRST_USER + this.users.size, (id) => this.users.has(id));
  }

  freeChatId(kind: Chat["data"]["kind"]): number {
    const peerOf = kind === "group" ? groupPeer : channelPeer;
    return this.#freeId((kind === "group" ? FIRST_GROUP : FIRST_CHANNEL) + this.chats.size, (id) =>
      this.chats.has(peerOf(id)),
    );
  }

  /** A login code of five digits that depends on the seed, the phone and how many came before. */
  makeCode(phone: string, random: RandomSource): LoginCode {
    const count = this.codes.get(phone)?.length ?? 0;
    const number = createHash("sha256").update(`${this.seed}:code:${phone}:${count}`).digest().readUInt32LE(0) % 90_000;
    const code = { phone, code: String(10_000 + number), hash: random.bytes(9).toString("hex"), at: this.nowSeconds };
    this.commit({ t: "code", code });
    return code;
  }
}

export const normalisePhone = (phone: string): string => phone.replace(/\D/g, "");
