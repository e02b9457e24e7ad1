import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import type { NewMessageEntry } from "@telewire/contracts";
import Long from "long";
import { isoSeconds, messageEntry } from "./message-entry.ts";
import { messageIdOf, randomId as randomIdOf, replyTo } from "./actions/context.ts";
import type { ActionContext } from "./actions/context.ts";
import { formatted } from "./actions/markup.ts";
import { sendOnce } from "./actions/sent-before.ts";
import type { SentMessage } from "./actions/sent-before.ts";
import { inputPeerOf } from "./peer-store.ts";
import type { Peer } from "./peer-store.ts";
import type { HistoryRequest, SendRequest } from "./session-control.ts";

const MAX_PAGE = 100;

/** Newest first. */
export async function fetchHistory(
  context: ActionContext,
  peer: Peer,
  { beforeMessageId, afterMessageId, sinceMs, limit }: HistoryRequest,
): Promise<readonly NewMessageEntry[]> {
  const count = Math.min(limit, MAX_PAGE);
  // Forwards: the page that ends just above the id, which itself stands outside of it (api/offsets).
  const after = afterMessageId === undefined ? null : Number(afterMessageId);
  const isDated = after === 0 && sinceMs !== undefined;
  const result = await context.call({
    _: "messages.getHistory",
    peer: inputPeerOf(peer),
    offsetId:
      after === null ? (beforeMessageId === undefined ? 0 : messageIdOf(beforeMessageId)) : isDated ? 0 : after + 1,
    offsetDate: isDated ? Math.floor(sinceMs / 1000) : 0,
    addOffset: after === null ? 0 : -count,
    limit: count,
    maxId: 0,
    minId: after ?? 0,
    hash: Long.ZERO,
  });
  if (result._ === "messages.messagesNotModified") return [];
  context.peers.storeAll(result.users, result.chats);
  const { sessionId, selfId, peers } = context;
  const receivedAt = context.now();
  return result.messages.flatMap((message) =>
    message._ === "message"
      ? [messageEntry("message", message, { sessionId, selfId, peers, receivedAt, isBackfilled: false })]
      : [],
  );
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
      context.apply({ _: "updateShort", date: updates.date, update: sentUpdate(context, peer, request, updates) });
      return { messageId: String(updates.id), date: isoSeconds(updates.date) };
    }
    context.apply(updates);
    return sentReference(updates, randomId);
  };
  return sendOnce(context, peer, request.triedAt, call, {
    count: 1,
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
