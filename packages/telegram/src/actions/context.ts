import { randomBytes } from "node:crypto";
import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import type { MessageEntity, NewMessageEntry } from "@telewire/contracts";
import Long from "long";
import { isoSeconds, messageEntry } from "../message-entry.ts";
import type { Peer, PeerStore } from "../peer-store.ts";
import type { CallOptions } from "../telegram-connection.ts";
import type { SentIds } from "./sent-ids.ts";

/** What an action has of its session. */
export interface ActionContext {
  readonly sessionId: string;
  readonly selfId: number;
  readonly peers: PeerStore;
  readonly call: <Request extends tl.RpcMethod>(
    request: Request,
    options?: CallOptions,
  ) => Promise<tl.RpcCallReturn[Request["_"]]>;
  /** Gives updates of an answer to the sequences: what we did ourselves is pushed to the account's other links only. */
  readonly apply: (updates: tl.TypeUpdates) => void;
  /** @throws TelewireError CHAT_NOT_FOUND */
  readonly resolve: (chatId: string) => Promise<Peer>;
  readonly now: () => number;
  readonly sent: SentIds;
}

/** A caller's message id. @throws TelewireError MESSAGE_NOT_FOUND when it cannot be one. */
export function messageIdOf(text: string): number {
  const id = Number(text);
  if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647) throw new TelewireError("MESSAGE_NOT_FOUND");
  return id;
}

export function randomId(given?: string): Long {
  return given === undefined ? Long.fromBytesLE([...randomBytes(8)]) : Long.fromString(given);
}

export function entriesOf(context: ActionContext, messages: readonly tl.TypeMessage[]): readonly NewMessageEntry[] {
  const { sessionId, selfId, peers } = context;
  const entry = { sessionId, selfId, peers, receivedAt: context.now(), isBackfilled: false };
  return messages.flatMap((message) => (message._ === "message" ? [messageEntry("message", message, entry)] : []));
}

/** The messages that an answer tells of, in its order. */
export function sentMessages(updates: tl.TypeUpdates): { readonly messageId: string; readonly date: string }[] {
  const list = "updates" in updates ? updates.updates : [];
  return list.flatMap((update) => {
    const isSent =
      update._ === "updateNewMessage" ||
      update._ === "updateNewChannelMessage" ||
      update._ === "updateNewScheduledMessage";
    if (!isSent || update.message._ === "messageEmpty") return [];
    return [{ messageId: String(update.message.id), date: isoSeconds(update.message.date) }];
  });
}

type InputEntity = (
  entity: MessageEntity,
  at: { readonly offset: number; readonly length: number },
) => tl.TypeMessageEntity;

const INPUT_ENTITY: Partial<Record<MessageEntity["type"], InputEntity>> = {
  bold: (_entity, at) => ({ _: "messageEntityBold", ...at }),
  italic: (_entity, at) => ({ _: "messageEntityItalic", ...at }),
  underline: (_entity, at) => ({ _: "messageEntityUnderline", ...at }),
  strike: (_entity, at) => ({ _: "messageEntityStrike", ...at }),
  spoiler: (_entity, at) => ({ _: "messageEntitySpoiler", ...at }),
  code: (_entity, at) => ({ _: "messageEntityCode", ...at }),
  pre: ({ language }, at) => ({ _: "messageEntityPre", ...at, language: language ?? "" }),
  blockquote: (_entity, at) => ({ _: "messageEntityBlockquote", ...at }),
  textUrl: ({ url }, at) => ({ _: "messageEntityTextUrl", ...at, url: url ?? "" }),
};

/** Formatting that an account can set; Telegram finds links, mentions and hashtags by itself. */
export function inputEntities(entities: readonly MessageEntity[] | undefined): { entities?: tl.TypeMessageEntity[] } {
  if (entities === undefined || entities.length === 0) return {};
  return {
    entities: entities.flatMap(
      (entity) => INPUT_ENTITY[entity.type]?.(entity, { offset: entity.offset, length: entity.length }) ?? [],
    ),
  };
}

export function replyTo(messageId: string | undefined): { replyTo?: tl.RawInputReplyToMessage } {
  return messageId === undefined ? {} : { replyTo: { _: "inputReplyToMessage", replyToMsgId: messageIdOf(messageId) } };
}
