import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import Long from "long";
import { isoSeconds } from "../message-entry.ts";
import { bareChannelId, inputChannelOf, inputPeerOf, isChannelId, markedPeerId } from "../peer-store.ts";
import type { Peer } from "../peer-store.ts";
import { entriesOf, messageIdOf, randomId, sentMessages } from "./context.ts";
import type { ActionContext } from "./context.ts";
import { formatted } from "./markup.ts";
import { sendOnce } from "./sent-before.ts";
import type { ActionRequest, ActionResult, SearchPlace } from "./session-actions.ts";

const MAX_PAGE = 100;

export async function edit(
  context: ActionContext,
  { chatId, messageId, ...content }: ActionRequest<"edit">,
): Promise<ActionResult<"edit">> {
  const peer = inputPeerOf(await context.resolve(chatId));
  const updates = await context.call({
    _: "messages.editMessage",
    peer,
    id: messageIdOf(messageId),
    ...formatted(content),
  });
  context.apply(updates);
  const edited =
    "updates" in updates
      ? updates.updates.find((update) => update._ === "updateEditMessage" || update._ === "updateEditChannelMessage")
      : undefined;
  const seconds =
    edited !== undefined && "message" in edited && edited.message._ === "message" ? edited.message.editDate : undefined;
  return { messageId, date: isoSeconds(seconds ?? Math.floor(context.now() / 1000)) };
}

/** The deletes appear in the log like any others. */
export async function deleteMessages(
  context: ActionContext,
  { chatId, messageIds, isOnlyForSelf = false }: ActionRequest<"delete">,
): Promise<ActionResult<"delete">> {
  const peer = await context.resolve(chatId);
  const messages = messageIds.map(messageIdOf);
  if (isChannelId(peer.id)) {
    const { pts, ptsCount } = await context.call({
      _: "channels.deleteMessages",
      channel: inputChannelOf(peer),
      id: messages,
    });
    short(context, { _: "updateDeleteChannelMessages", channelId: bareChannelId(peer.id), messages, pts, ptsCount });
  } else {
    const { pts, ptsCount } = await context.call({
      _: "messages.deleteMessages",
      revoke: !isOnlyForSelf,
      id: messages,
    });
    short(context, { _: "updateDeleteMessages", messages, pts, ptsCount });
  }
  return {};
}

export async function forward(
  context: ActionContext,
  { fromChatId, messageIds, toChatId, silent, randomIds, tried }: ActionRequest<"forward">,
): Promise<ActionResult<"forward">> {
  const [from, to] = [await context.resolve(fromChatId), await context.resolve(toChatId)];
  const ids = messageIds.map((_, index) => randomId(randomIds?.[index]));
  const call = async (): Promise<ActionResult<"forward">> => {
    const updates = await context.call({
      _: "messages.forwardMessages",
      fromPeer: inputPeerOf(from),
      toPeer: inputPeerOf(to),
      id: messageIds.map(messageIdOf),
      randomId: ids,
      ...(silent === undefined ? {} : { silent }),
    });
    context.sent.note(updates);
    context.apply(updates);
    return { messageIds: sentMessages(updates).map(({ messageId }) => messageId) };
  };
  return sendOnce(context, to, call, {
    randomIds: ids,
    tried,
    is: ({ fwdFrom }) => fwdFrom !== undefined,
    answer: (found) => ({ messageIds: found.map(({ messageId }) => messageId) }),
  });
}

export async function react(
  context: ActionContext,
  { chatId, messageId, emoji }: ActionRequest<"react">,
): Promise<ActionResult<"react">> {
  const peer = inputPeerOf(await context.resolve(chatId));
  const reaction: tl.TypeReaction[] = emoji === null ? [] : [{ _: "reactionEmoji", emoticon: emoji }];
  context.apply(await context.call({ _: "messages.sendReaction", peer, msgId: messageIdOf(messageId), reaction }));
  return {};
}

export async function read(
  context: ActionContext,
  { chatId, messageId }: ActionRequest<"read">,
): Promise<ActionResult<"read">> {
  const peer = await context.resolve(chatId);
  const maxId = messageId === undefined ? 0 : messageIdOf(messageId);
  if (isChannelId(peer.id)) {
    await context.call({ _: "channels.readHistory", channel: inputChannelOf(peer), maxId });
    return {};
  }
  const { pts, ptsCount } = await context.call({ _: "messages.readHistory", peer: inputPeerOf(peer), maxId });
  short(context, { _: "updateReadHistoryInbox", peer: outputPeerOf(peer), maxId, stillUnreadCount: 0, pts, ptsCount });
  return {};
}

export async function pin(
  context: ActionContext,
  { chatId, messageId, isPinned, silent }: ActionRequest<"pin">,
): Promise<ActionResult<"pin">> {
  const peer = inputPeerOf(await context.resolve(chatId));
  context.apply(
    await context.call({
      _: "messages.updatePinnedMessage",
      peer,
      id: messageIdOf(messageId),
      unpin: !isPinned,
      ...(silent === undefined ? {} : { silent }),
    }),
  );
  return {};
}

export async function search(
  context: ActionContext,
  { chatId, query, beforeMessageId, after, limit }: ActionRequest<"search">,
): Promise<ActionResult<"search">> {
  const common = {
    q: query,
    filter: { _: "inputMessagesFilterEmpty" },
    minDate: 0,
    maxDate: 0,
    limit: Math.min(limit, MAX_PAGE),
  } as const;
  if (chatId === undefined) {
    const result = await context.call({
      _: "messages.searchGlobal",
      ...common,
      offsetRate: after?.rate ?? 0,
      offsetId: after === undefined ? 0 : messageIdOf(after.messageId),
      offsetPeer: after === undefined ? { _: "inputPeerEmpty" } : inputPeerOf(await context.resolve(after.chatId)),
    });
    return { messages: taken(context, result), next: placeAfter(result) };
  }
  const result = await context.call({
    _: "messages.search",
    ...common,
    offsetId: beforeMessageId === undefined ? 0 : messageIdOf(beforeMessageId),
    peer: inputPeerOf(await context.resolve(chatId)),
    addOffset: 0,
    maxId: 0,
    minId: 0,
    hash: Long.ZERO,
  });
  return { messages: taken(context, result), next: null };
}

/** Where a search over all chats goes on (api/offsets); null at its end. */
function placeAfter(result: tl.messages.TypeMessages): SearchPlace | null {
  if (result._ !== "messages.messagesSlice") return null;
  const last = result.messages.at(-1);
  if (last === undefined || last._ === "messageEmpty") return null;
  return {
    rate: result.nextRate ?? last.date,
    chatId: String(markedPeerId(last.peerId)),
    messageId: String(last.id),
  };
}

export async function messages(
  context: ActionContext,
  { chatId, messageIds }: ActionRequest<"messages">,
): Promise<ActionResult<"messages">> {
  return { messages: taken(context, await rawMessages(context, await context.resolve(chatId), messageIds)) };
}

/** @throws TelewireError MESSAGE_NOT_FOUND */
export async function rawMessage(context: ActionContext, chatId: string, messageId: string): Promise<tl.RawMessage> {
  const result = await rawMessages(context, await context.resolve(chatId), [messageId]);
  const message = "messages" in result ? result.messages[0] : undefined;
  if (message?._ !== "message") throw new TelewireError("MESSAGE_NOT_FOUND");
  return message;
}

function rawMessages(
  context: ActionContext,
  peer: Peer,
  messageIds: readonly string[],
): Promise<tl.messages.TypeMessages> {
  const id = messageIds.map((text) => ({ _: "inputMessageID", id: messageIdOf(text) }) as const);
  return isChannelId(peer.id)
    ? context.call({ _: "channels.getMessages", channel: inputChannelOf(peer), id })
    : context.call({ _: "messages.getMessages", id });
}

function taken(context: ActionContext, result: tl.messages.TypeMessages): ActionResult<"messages">["messages"] {
  if (result._ === "messages.messagesNotModified") return [];
  context.peers.storeAll(result.users, result.chats);
  return entriesOf(context, result.messages);
}

function short(context: ActionContext, update: tl.TypeUpdate): void {
  context.apply({ _: "updateShort", update, date: Math.floor(context.now() / 1000) });
}

function outputPeerOf({ id }: Peer): tl.TypePeer {
  return id > 0 ? { _: "peerUser", userId: id } : { _: "peerChat", chatId: -id };
}
