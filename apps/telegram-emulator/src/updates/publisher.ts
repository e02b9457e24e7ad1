import type { tl } from "@mtcute/core";

import type { EmulatorCore } from "../core.ts";
import type { AuthKey } from "../mtproto/auth-keys.ts";
import type { Box } from "../world/box.ts";
import { isAdmin, isPresent, PeerCollector, tlPeer } from "../world/tl-peers.ts";
import { collectPeers, tlMessage } from "../world/tl-messages.ts";
import {
  bareId,
  type BoxEvent,
  type Chat,
  isChannelPeer,
  isUserPeer,
  type MessagePatch,
  type PeerId,
  type StoredMessage,
} from "../world/types.ts";
import type { Pusher, View } from "./pusher.ts";

/** A message to be, seen from its author: `peer` is where it goes. */
export type Draft = Omit<StoredMessage, "id" | "date" | "out" | "uid"> & { readonly date?: number };

export interface Posted {
  /** The author's copy; for posts of the control API without an author, the receiver's. */
  readonly message: StoredMessage;
  readonly pts: number;
  readonly box: PeerId;
}

interface Origin {
  readonly except?: AuthKey | undefined;
  readonly randomId?: string;
}

const presentMembers = (chat: Chat): number[] => {
  const ids: number[] = [];
  for (const member of chat.members.values()) if (isPresent(member)) ids.push(member.userId);
  return ids;
};

/** Puts messages, edits and deletions into the boxes they belong to, and pushes the updates. */
export class Publisher {
  readonly #core: EmulatorCore;
  readonly #pusher: Pusher;

  constructor(core: EmulatorCore, pusher: Pusher) {
    this.#core = core;
    this.#pusher = pusher;
  }

  post(draft: Draft, origin: Origin = {}): Posted {
    if (isChannelPeer(draft.peer)) return this.#postToChannel(draft, origin);
    return isUserPeer(draft.peer) ? this.#postPrivate(draft, origin) : this.#postToGroup(draft, origin);
  }

  #store(box: PeerId, message: Omit<StoredMessage, "id">, randomId?: string): Posted {
    const { world } = this.#core;
    const stored = { ...message, id: world.box(box).topId + 1 };
    world.commit({ t: "msg", box, m: stored, ...(randomId !== undefined && { rid: randomId }) });
    return { message: stored, pts: world.box(box).pts, box };
  }

  #postToChannel(draft: Draft, { except, randomId }: Origin): Posted {
    const { world } = this.#core;
    const chat = world.chat(draft.peer);
    const isPost = chat.data.kind === "channel" && !draft.action;
    const { from, ...rest } = draft;
    const message = {
      ...rest,
      date: draft.date ?? world.nowSeconds,
      ...(isPost ? { views: 1 } : from !== undefined && { from }),
    };
    const posted = this.#store(draft.peer, message, randomId);
    this.pushChannel(
      chat,
      posted.message,
      (viewerId) => ({
        _: "updateNewChannelMessage",
        message: tlMessage(posted.message, viewerId),
        pts: posted.pts,
        ptsCount: 1,
      }),
      except,
    );
    return posted;
  }

  #postPrivate(draft: Draft, { except, randomId }: Origin): Posted {
    const { world } = this.#core;
    const author = draft.from ?? draft.peer;
    const date = draft.date ?? world.nowSeconds;
    const uid = world.nextUid();
    const own = this.#store(author, { ...draft, from: author, date, out: true, uid }, randomId);
    this.#pushNew(author, own, except);
    if (draft.peer === author) return own;
    const replyToId = this.#replyInBox(draft, author, draft.peer);
    const { replyToId: _own, ...rest } = draft;
    const theirs = this.#store(draft.peer, {
      ...rest,
      ...(replyToId !== undefined && { replyToId }),
      from: author,
      peer: author,
      date,
      uid,
    });
    this.#pushNew(draft.peer, theirs, except);
    return own;
  }

  #postToGroup(draft: Draft, { except, randomId }: Origin): Posted {
    const { world } = this.#core;
    const chat = world.chat(draft.peer);
    const author = draft.from ?? chat.data.creatorId;
    const date = draft.date ?? world.nowSeconds;
    const uid = world.nextUid();
    let own: Posted | undefined;
    for (const member of chat.members.values()) {
      if (!isPresent(member)) continue;
      const { userId } = member;
      const replyToId = this.#replyInBox(draft, author, userId);
      const { replyToId: _own, ...rest } = draft;
      const copy = {
        ...rest,
        ...(replyToId !== undefined && { replyToId }),
        from: author,
        date,
        uid,
        ...(userId === author && { out: true }),
      };
      const stored = this.#store(userId, copy, userId === author ? randomId : undefined);
      if (userId === author) own = stored;
      this.#pushNew(userId, stored, except);
    }
    if (!own) throw new RangeError("the author is not in the group");
    return own;
  }

  /** The id that the message answered by `draft` has in another user's box. */
  #replyInBox(draft: Draft, author: number, other: number): number | undefined {
    if (draft.replyToId === undefined || other === author) return draft.replyToId;
    const { world } = this.#core;
    const uid = world.box(author).messages.get(draft.replyToId)?.uid;
    return uid === undefined ? undefined : world.copiesOf(uid).find((copy) => copy.box === other)?.id;
  }

  /** The copy of a message that a viewer has: in channels all see the same one. */
  copyOf({ id, uid }: StoredMessage, peer: PeerId, viewerId: number): StoredMessage | undefined {
    const { world } = this.#core;
    if (isChannelPeer(peer)) return world.box(peer).messages.get(id);
    const copy = uid === undefined ? undefined : world.copiesOf(uid).find(({ box }) => box === viewerId);
    return copy && world.box(viewerId).messages.get(copy.id);
  }

  #pushNew(userId: number, posted: Posted, except: AuthKey | undefined): void {
    this.#pushToUser(
      userId,
      posted.message,
      { _: "updateNewMessage", message: tlMessage(posted.message, userId), pts: posted.pts, ptsCount: 1 },
      except,
    );
  }

  #pushToUser(userId: number, message: StoredMessage, update: tl.TypeUpdate, except?: AuthKey): void {
    this.#pusher.push([userId], {
      peer: message.peer,
      except,
      build: (viewerId) => this.#viewOf(message, update, viewerId),
    });
  }

  #viewOf(message: StoredMessage, update: tl.TypeUpdate, viewerId: number): View {
    const peers = new PeerCollector(this.#core.world, viewerId);
    collectPeers(peers, message);
    return { updates: [update], users: peers.users, chats: peers.chats };
  }

  /** Pushes an update about a channel's message to all its members. */
  pushChannel(chat: Chat, message: StoredMessage, update: (viewerId: number) => tl.TypeUpdate, except?: AuthKey): void {
    const { world } = this.#core;
    const authorContacts = (viewerId: number): boolean =>
      message.from !== undefined && world.users.get(viewerId)?.contacts.has(message.from) === true;
    this.#pusher.push(presentMembers(chat), {
      peer: chat.peer,
      except,
      build: (viewerId) => this.#viewOf(message, update(viewerId), viewerId),
      classOf: (viewerId) =>
        `${chat.members.get(viewerId)?.role}:${viewerId === message.from}:${authorContacts(viewerId)}`,
    });
  }

  /** Changes a message in every box that has it. `id` is the one in `owner`'s box. */
  edit(owner: PeerId, id: number, patch: MessagePatch, origin: Origin = {}): Posted | undefined {
    const { world } = this.#core;
    const date = world.nowSeconds;
    const uid = world.box(owner).messages.get(id)?.uid;
    const copies = uid === undefined ? [{ box: owner, id }] : world.copiesOf(uid);
    let own: Posted | undefined;
    for (const copy of copies) {
      world.commit({ t: "edit", box: copy.box, id: copy.id, patch, date });
      const box = world.box(copy.box);
      const message = box.messages.get(copy.id);
      if (!message) continue;
      if (copy.box === owner) own = { message, pts: box.pts, box: owner };
      this.#pushEdit(copy.box, message, box.pts, origin.except);
    }
    return own;
  }

  #pushEdit(boxOwner: PeerId, message: StoredMessage, pts: number, except: AuthKey | undefined): void {
    if (isChannelPeer(boxOwner)) {
      this.pushChannel(
        this.#core.world.chat(boxOwner),
        message,
        (viewerId) => ({
          _: "updateEditChannelMessage",
          message: tlMessage(message, viewerId),
          pts,
          ptsCount: 1,
        }),
        except,
      );
      return;
    }
    this.#pushToUser(
      boxOwner,
      message,
      { _: "updateEditMessage", message: tlMessage(message, boxOwner), pts, ptsCount: 1 },
      except,
    );
  }

  /** Deletes messages; `revoke` takes the copies of others along. Returns the box's event. */
  delete(owner: PeerId, ids: readonly number[], revoke: boolean, origin: Origin = {}): BoxEvent | undefined {
    const { world } = this.#core;
    const perBox = new Map<PeerId, number[]>([[owner, [...ids]]]);
    if (revoke && !isChannelPeer(owner)) {
      for (const id of ids) {
        const uid = world.box(owner).messages.get(id)?.uid;
        for (const copy of uid === undefined ? [] : world.copiesOf(uid)) {
          if (copy.box === owner) continue;
          perBox.set(copy.box, [...(perBox.get(copy.box) ?? []), copy.id]);
        }
      }
    }
    let own: BoxEvent | undefined;
    for (const [box, boxIds] of perBox) {
      const event = this.#deleteFrom(world.box(box), box, boxIds, origin.except);
      if (box === owner) own = event;
    }
    return own;
  }

  #deleteFrom(box: Box, owner: PeerId, ids: readonly number[], except: AuthKey | undefined): BoxEvent | undefined {
    const { world } = this.#core;
    const before = box.events.length;
    world.commit({ t: "del", box: owner, ids, date: world.nowSeconds });
    const event = box.events.length > before ? box.events.at(-1) : undefined;
    if (!event) return undefined;
    const range = { messages: [...event.ids], pts: event.pts, ptsCount: event.count };
    const update: tl.TypeUpdate = isChannelPeer(owner)
      ? { _: "updateDeleteChannelMessages", channelId: bareId(owner), ...range }
      : { _: "updateDeleteMessages", ...range };
    const viewers = isChannelPeer(owner) ? presentMembers(world.chat(owner)) : [owner];
    this.#pusher.push(viewers, {
      peer: event.peer,
      except,
      build: (viewerId) => {
        const peers = new PeerCollector(world, viewerId);
        if (isChannelPeer(owner)) peers.add(owner);
        return { updates: [update], users: [], chats: peers.chats };
      },
    });
    return event;
  }

  /** Notes how far a user has read; in private chats the other side learns of it. */
  read(userId: number, peer: PeerId, maxId: number, except?: AuthKey): { pts: number; ptsCount: number } {
    const { world } = this.#core;
    const user = world.user(userId);
    const known = world.dialog(user, peer).readInboxMaxId;
    if (maxId <= known) return { pts: user.box.pts, ptsCount: 0 };
    world.commit({ t: "read", user: userId, peer, maxId, side: "inbox", date: world.nowSeconds });
    const { pts } = user.box;
    if (isChannelPeer(peer)) return { pts, ptsCount: 0 };
    const update: tl.TypeUpdate = {
      _: "updateReadHistoryInbox",
      peer: tlPeer(peer),
      maxId,
      stillUnreadCount: this.unreadCount(userId, peer),
      pts,
      ptsCount: 1,
    };
    this.#pusher.push([userId], { peer, except, build: () => ({ updates: [update], users: [], chats: [] }) });
    if (isUserPeer(peer) && peer !== userId) this.#readOutbox(userId, peer, maxId);
    return { pts, ptsCount: 1 };
  }

  #readOutbox(reader: number, author: number, maxId: number): void {
    const { world } = this.#core;
    const uid = world.box(reader).messages.get(maxId)?.uid;
    const theirId = uid === undefined ? undefined : world.copiesOf(uid).find((copy) => copy.box === author)?.id;
    if (theirId === undefined) return;
    world.commit({ t: "read", user: author, peer: reader, maxId: theirId, side: "outbox", date: world.nowSeconds });
    const { pts } = world.user(author).box;
    const update: tl.TypeUpdate = {
      _: "updateReadHistoryOutbox",
      peer: tlPeer(reader),
      maxId: theirId,
      pts,
      ptsCount: 1,
    };
    this.#pusher.push([author], { peer: reader, build: () => ({ updates: [update], users: [], chats: [] }) });
  }

  unreadCount(userId: number, peer: PeerId): number {
    const { world } = this.#core;
    const box = world.box(isChannelPeer(peer) ? peer : userId);
    const { readInboxMaxId } = world.dialog(world.user(userId), peer);
    const ids = box.idsOf(peer);
    let count = 0;
    for (let index = ids.length - 1; index >= 0; index--) {
      const id = ids[index] ?? 0;
      if (id <= readInboxMaxId) break;
      const message = box.messages.get(id);
      if (message && !(isChannelPeer(peer) ? message.from === userId : message.out)) count++;
    }
    return count;
  }

  /** Tells users about a chat that changed, or that they are in or out of. */
  pushChat(peer: PeerId, viewerIds: Iterable<number>, except?: AuthKey): void {
    const update: tl.TypeUpdate = isChannelPeer(peer)
      ? { _: "updateChannel", channelId: bareId(peer) }
      : { _: "updateChat", chatId: bareId(peer) };
    this.#pusher.push(viewerIds, {
      peer,
      except,
      build: (viewerId) => ({
        updates: [update],
        users: [],
        chats: new PeerCollector(this.#core.world, viewerId).add(peer).chats,
      }),
    });
  }

  /** Whether the user may write there. */
  mayWrite(userId: number, chat: Chat): boolean {
    const member = chat.members.get(userId);
    if (!isPresent(member)) return false;
    return chat.data.kind === "channel" || chat.data.isReadOnly ? isAdmin(member) : true;
  }
}
