import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import Long from "long";
import { fetchDialogs, fetchPinned } from "../dialogs.ts";
import { isoSeconds } from "../message-entry.ts";
import { inputChannelOf, inputPeerOf, isCallable, isChannelId, markedChannelId, markedPeerId } from "../peer-store.ts";
import type { Peer } from "../peer-store.ts";
import type { ActionContext } from "./context.ts";
import type { ActionRequest, ActionResult, ChatInfo, ChatListItem, ChatMember } from "./session-actions.ts";

const MAX_MEMBERS = 200;
const INVITE_LINK = /(?:t\.me\/\+|t\.me\/joinchat\/|tg:\/\/join\?invite=|^\+?)([\w-]+)$/;

export async function chats(
  context: ActionContext,
  { limit, after }: ActionRequest<"chats">,
): Promise<ActionResult<"chats">> {
  const asking = { ask: context.call, peers: context.peers };
  const found: ChatListItem[] = [];
  let pinnedBefore = after?.pinned ?? 0;
  let offset = after?.offset ?? null;
  const seen = new Set<number>();
  const take = (dialog: tl.RawDialog): boolean => {
    seen.add(markedPeerId(dialog.peer));
    found.push(listItem(context, dialog));
    return found.length >= limit;
  };
  if (offset === null) {
    for (const dialog of (await fetchPinned(asking)).dialogs.slice(pinnedBefore)) {
      pinnedBefore += 1;
      if (take(dialog)) return { chats: found, next: { pinned: pinnedBefore, offset } };
    }
  }
  for (;;) {
    const page = await fetchDialogs(asking, offset, true);
    const { offsetOf, isLast } = page;
    const dialogs = page.dialogs.filter(({ peer }) => !seen.has(markedPeerId(peer)));
    for (const dialog of dialogs)
      if (take(dialog)) return { chats: found, next: { pinned: pinnedBefore, offset: offsetOf(dialog) } };
    const last = dialogs.at(-1);
    if (isLast || last === undefined) return { chats: found, next: null };
    offset = offsetOf(last);
  }
}

function listItem(context: ActionContext, dialog: tl.RawDialog): ChatListItem {
  return {
    ...context.peers.chat(markedPeerId(dialog.peer)).chat,
    unreadCount: dialog.unreadCount,
    topMessageId: String(dialog.topMessage),
    isPinned: dialog.pinned === true,
  };
}

export async function chat(context: ActionContext, { chatId }: ActionRequest<"chat">): Promise<ActionResult<"chat">> {
  const peer = await context.resolve(chatId);
  if (peer.id > 0) {
    const { fullUser, users } = await context.call({ _: "users.getFullUser", id: inputUserOf(peer) });
    context.peers.storeAll(users, []);
    return {
      ...current(context, peer),
      ...(fullUser.about === undefined ? {} : { about: fullUser.about }),
      ...pinned(fullUser.pinnedMsgId),
    };
  }
  const full = isChannelId(peer.id)
    ? await context.call({ _: "channels.getFullChannel", channel: inputChannelOf(peer) })
    : await context.call({ _: "messages.getFullChat", chatId: -peer.id });
  context.peers.storeAll(full.users, full.chats);
  const { fullChat } = full;
  const members =
    fullChat._ === "channelFull"
      ? fullChat.participantsCount
      : fullChat.participants._ === "chatParticipants"
        ? fullChat.participants.participants.length
        : undefined;
  return {
    ...current(context, peer),
    ...(fullChat.about === "" ? {} : { about: fullChat.about }),
    ...(members === undefined ? {} : { memberCount: members }),
    ...pinned(fullChat.pinnedMsgId),
    ...(fullChat._ === "channelFull" && fullChat.slowmodeSeconds !== undefined
      ? { slowmodeSeconds: fullChat.slowmodeSeconds }
      : {}),
  };
}

export async function members(
  context: ActionContext,
  request: ActionRequest<"members">,
): Promise<ActionResult<"members">> {
  const peer = await context.resolve(request.chatId);
  if (peer.id > 0) throw new TelewireError("CHAT_NOT_FOUND");
  return isChannelId(peer.id) ? channelMembers(context, peer, request) : groupMembers(context, peer, request);
}

async function channelMembers(
  context: ActionContext,
  peer: Peer,
  { offset, limit, query }: ActionRequest<"members">,
): Promise<ActionResult<"members">> {
  const filter: tl.TypeChannelParticipantsFilter =
    query === undefined ? { _: "channelParticipantsRecent" } : { _: "channelParticipantsSearch", q: query };
  const result = await context.call({
    _: "channels.getParticipants",
    channel: inputChannelOf(peer),
    filter,
    offset,
    limit: Math.min(limit, MAX_MEMBERS),
    hash: Long.ZERO,
  });
  if (result._ !== "channels.channelParticipants") return { members: [], count: 0 };
  context.peers.storeAll(result.users, result.chats);
  return {
    members: result.participants.map((participant) => channelMember(context, participant)),
    count: result.count,
  };
}

async function groupMembers(
  context: ActionContext,
  peer: Peer,
  { offset, limit, query }: ActionRequest<"members">,
): Promise<ActionResult<"members">> {
  const { fullChat, users, chats: known } = await context.call({ _: "messages.getFullChat", chatId: -peer.id });
  context.peers.storeAll(users, known);
  const participants =
    fullChat._ === "chatFull" && fullChat.participants._ === "chatParticipants"
      ? fullChat.participants.participants
      : [];
  const all = participants.map((participant): ChatMember => {
    const role =
      participant._ === "chatParticipantCreator"
        ? "creator"
        : participant._ === "chatParticipantAdmin"
          ? "admin"
          : "member";
    return member(context, participant.userId, role, "date" in participant ? participant.date : undefined);
  });
  const wanted =
    query === undefined
      ? all
      : all.filter(({ name, username }) =>
          `${name ?? ""} ${username ?? ""}`.toLowerCase().includes(query.toLowerCase()),
        );
  return { members: wanted.slice(offset, offset + limit), count: wanted.length };
}

function channelMember(context: ActionContext, participant: tl.TypeChannelParticipant): ChatMember {
  switch (participant._) {
    case "channelParticipantCreator":
      return member(context, participant.userId, "creator");
    case "channelParticipantAdmin":
      return member(context, participant.userId, "admin", participant.date);
    case "channelParticipant":
    case "channelParticipantSelf":
      return member(context, participant.userId, "member", participant.date);
    case "channelParticipantBanned":
      return member(
        context,
        markedPeerId(participant.peer),
        participant.bannedRights.viewMessages === true ? "banned" : "restricted",
        participant.date,
      );
    default:
      return member(context, markedPeerId(participant.peer), "left");
  }
}

function member(context: ActionContext, userId: number, role: ChatMember["role"], joinedSeconds?: number): ChatMember {
  const { id, name, username, isBot } = context.peers.get(userId)?.sender ?? { id: String(userId) };
  return {
    userId: id,
    ...(name === undefined ? {} : { name }),
    ...(username === undefined ? {} : { username }),
    ...(isBot === undefined ? {} : { isBot }),
    role,
    ...(joinedSeconds === undefined ? {} : { joinedAt: isoSeconds(joinedSeconds) }),
  };
}

export async function resolve(
  context: ActionContext,
  { username }: ActionRequest<"resolve">,
): Promise<ActionResult<"resolve">> {
  return (await resolveName(context, username)).chat;
}

export async function join(
  context: ActionContext,
  { chatId, username, invite }: ActionRequest<"join">,
): Promise<ActionResult<"join">> {
  if (invite !== undefined) {
    const hash = INVITE_LINK.exec(invite)?.[1];
    if (hash === undefined) throw new TelewireError("CHAT_NOT_FOUND");
    return joined(context, await context.call({ _: "messages.importChatInvite", hash }));
  }
  const peer = username === undefined ? await context.resolve(chatId ?? "") : await resolveName(context, username);
  return joined(context, await context.call({ _: "channels.joinChannel", channel: inputChannelOf(peer) }));
}

function joined(context: ActionContext, answer: tl.TypeUpdates | tl.messages.TypeChatInviteJoinResult): ChatInfo {
  const updates = answer._ === "messages.chatInviteJoinResultOk" ? answer.updates : answer;
  if (!("chats" in updates)) throw new TelewireError("TELEGRAM_ERROR", { details: { type: updates._ } });
  context.apply(updates);
  const [first] = updates.chats;
  if (first === undefined) throw new TelewireError("CHAT_NOT_FOUND");
  return context.peers.chat(
    first._ === "channel" || first._ === "channelForbidden" ? markedChannelId(first.id) : -first.id,
  ).chat;
}

export async function leave(
  context: ActionContext,
  { chatId }: ActionRequest<"leave">,
): Promise<ActionResult<"leave">> {
  const peer = await context.resolve(chatId);
  if (peer.id > 0) throw new TelewireError("CHAT_NOT_FOUND");
  context.apply(
    isChannelId(peer.id)
      ? await context.call({ _: "channels.leaveChannel", channel: inputChannelOf(peer) })
      : await context.call({ _: "messages.deleteChatUser", chatId: -peer.id, userId: { _: "inputUserSelf" } }),
  );
  return {};
}

/** Names that the session met are not asked for: a day's waits for too many look-ups are on record. */
async function resolveName(context: ActionContext, text: string): Promise<Peer> {
  const username = text.replace(/^(?:https?:\/\/)?(?:t\.me\/|@)?/, "");
  const known = context.peers.byUsername(username);
  if (isCallable(known)) return known;
  const { peer, users, chats: found } = await context.call({ _: "contacts.resolveUsername", username });
  context.peers.storeAll(users, found);
  const resolved = context.peers.get(markedPeerId(peer));
  if (resolved === undefined) throw new TelewireError("CHAT_NOT_FOUND");
  return resolved;
}

function current(context: ActionContext, peer: Peer): ChatInfo {
  return (context.peers.get(peer.id) ?? peer).chat;
}

function pinned(messageId: number | undefined): { pinnedMessageId?: string } {
  return messageId === undefined ? {} : { pinnedMessageId: String(messageId) };
}

function inputUserOf(peer: Peer): tl.TypeInputUser {
  const input = inputPeerOf(peer);
  if (input._ !== "inputPeerUser") throw new TelewireError("CHAT_NOT_FOUND");
  return { _: "inputUser", userId: input.userId, accessHash: input.accessHash };
}
