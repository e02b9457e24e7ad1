import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import Long from "long";
import { isoSeconds } from "./message-entry.ts";
import { entriesOf, messageIdOf, randomId as randomIdOf, replyTo } from "./actions/context.ts";
import type { ActionContext } from "./actions/context.ts";
import { formatted } from "./actions/markup.ts";
import { sendOnce } from "./actions/sent-before.ts";
import type { SentMessage } from "./actions/sent-ids.ts";
import { inputPeerOf } from "./peer-store.ts";
import type { Peer } from "./peer-store.ts";
import type { HistoryPage, HistoryRequest, SendRequest } from "./session-control.ts";

const MAX_PAGE = 100;

/** Newest first. */
export async function fetchHistory(
  context: ActionContext,
  peer: Peer,
  { beforeMessageId, afterMessageId, sinceMs, untilMs, limit }: HistoryRequest,
): Promise<HistoryPage> {
  const count = Math.min(limit, MAX_PAGE);
  // Forwards: the page that ends just above the id, which itself stands outside of it (api/offsets).
  const after = afterMessageId === undefined ? null : Number(afterMessageId);
  const fromDate = after === 0 ? sinceMs : after === null && beforeMessageId === undefined ? untilMs : undefined;
  // The date of an offset is exclusive: messages before it, those at it and later ones above it.
  const offsetDate = fromDate === undefined ? 0 : Math.floor(fromDate / 1000) + (after === null ? 1 : 0);
  const result = await context.call({
    _: "messages.getHistory",
    peer: inputPeerOf(peer),
    offsetId:
      after === null
        ? beforeMessageId === undefined
          ? 0
          : messageIdOf(beforeMessageId)
        : fromDate === undefined
          ? after + 1
          : 0,
    offsetDate,
    addOffset: after === null ? 0 : -count,
    limit: count,
    maxId: 0,
    minId: after ?? 0,
    hash: Long.ZERO,
  });
  if (result._ === "messages.messagesNotModified") return { messages: [], span: null };
  context.peers.storeAll(result.users, result.chats);
  const [newest, oldest] = [result.messages[0], result.messages.at(-1)];
  const isEmpty = newest === undefined || oldest === undefined;
  return {
    messages: entriesOf(context, result.messages),
    span: isEmpty ? null : { newest: String(newest.id), oldest: String(oldest.id), count: result.messages.length },
  };
}

export async function sendMessage(context: ActionContext, peer: Peer, request: SendRequest): Promise<SentMessage> {
  const randomId = randomIdOf(request.randomId);
  const { message, ...format } = formatted(request);
  const call = async (): Promise<SentMessage> => {
    const updates = await context.call({
      _: "messages.sendMessage",
      peer: inputPeerOf(peer),
      message,
      ...format,
      randomId,
      ...(request.silent === undefined ? {} : { silent: request.silent }),
      ...replyTo(request.replyTo),
      ...(request.scheduleAt === undefined ? {} : { scheduleDate: Math.floor(Date.parse(request.scheduleAt) / 1000) }),
    });
    if (updates._ === "updateShortSentMessage") {
      const sent = { messageId: String(updates.id), date: isoSeconds(updates.date) };
      context.sent.add(randomId, { ...sent, chatId: peer.id });
      context.apply({ _: "updateShort", date: updates.date, update: sentUpdate(context, peer, request, updates) });
      return sent;
    }
    context.sent.note(updates);
    context.apply(updates);
    return sentReference(updates, randomId);
  };
  return sendOnce(context, peer, call, {
    randomIds: [randomId],
    tried: request.tried,
    is: (sent) => sent.message === message,
    answer: ([first]) => first as SentMessage,
  });
}

function sentUpdate(
  context: ActionContext,
  peer: Peer,
  request: SendRequest,
  sent: tl.RawUpdateShortSentMessage,
): tl.RawUpdateNewMessage {
  const message: tl.RawMessage = {
    _: "message",
    out: true,
    id: sent.id,
    fromId: { _: "peerUser", userId: context.selfId },
    peerId: peer.id > 0 ? { _: "peerUser", userId: peer.id } : { _: "peerChat", chatId: -peer.id },
    date: sent.date,
    message: formatted(request).message,
    ...(sent.entities === undefined ? {} : { entities: sent.entities }),
    ...(sent.media === undefined ? {} : { media: sent.media }),
    ...(request.replyTo === undefined
      ? {}
      : { replyTo: { _: "messageReplyHeader", replyToMsgId: Number(request.replyTo) } }),
  };
  return { _: "updateNewMessage", message, pts: sent.pts, ptsCount: sent.ptsCount };
}

function sentReference(updates: tl.TypeUpdates, randomId: Long): { readonly messageId: string; readonly date: string } {
  const list = "updates" in updates ? updates.updates : [];
  const named = list.find((update) => update._ === "updateMessageID" && update.randomId.eq(randomId));
  const sent = list.find(
    (update) =>
      update._ === "updateNewMessage" ||
      update._ === "updateNewChannelMessage" ||
      update._ === "updateNewScheduledMessage",
  );
  const message = sent !== undefined && "message" in sent ? sent.message : undefined;
  const id = named?._ === "updateMessageID" ? named.id : message?.id;
  if (id === undefined) throw new TelewireError("TELEGRAM_ERROR", { details: { type: "NO_MESSAGE_ID" } });
  const seconds = message !== undefined && "date" in message ? message.date : "date" in updates ? updates.date : 0;
  return { messageId: String(id), date: isoSeconds(seconds) };
}
