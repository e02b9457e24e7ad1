import type { MessageEntity, MessageEntry, NewMessageEntry } from "@telewire/contracts";
import type { DialogOffset } from "../dialogs.ts";
import type { EarlierTry } from "../session-control.ts";
import type { Markup } from "./markup.ts";

/** A chat as lists and searches show it. */
export type ChatInfo = Readonly<MessageEntry["chat"]>;

export interface ChatListItem extends ChatInfo {
  readonly unreadCount: number;
  readonly topMessageId: string;
  readonly isPinned: boolean;
}

/** How far a search over all chats went. */
export interface SearchPlace {
  /** As Telegram gave it, or the last message's date in seconds. */
  readonly rate: number;
  readonly chatId: string;
  readonly messageId: string;
}

/** How far a list of chats was shown. */
export interface ChatsPlace {
  /** Pinned chats that were shown. */
  readonly pinned: number;
  /** The last of the others; null: none was. */
  readonly offset: DialogOffset | null;
}

export interface ChatDetails extends ChatInfo {
  readonly about?: string;
  readonly memberCount?: number;
  readonly pinnedMessageId?: string;
  readonly slowmodeSeconds?: number;
}

export interface ChatMember {
  readonly userId: string;
  readonly name?: string;
  readonly username?: string;
  readonly isBot?: boolean;
  readonly role: "creator" | "admin" | "member" | "restricted" | "left" | "banned";
  readonly joinedAt?: string;
}

export interface MediaInfo {
  readonly sizeBytes: number;
  readonly mimeType: string;
  readonly fileName?: string;
}

export interface MediaToSend {
  /** Of the parts sent by `uploadPart`: drawn at random by the caller, decimal 64-bit. */
  readonly fileId: string;
  readonly parts: number;
  readonly sizeBytes: number;
  readonly fileName: string;
  readonly mimeType: string;
  readonly as: "photo" | "video" | "audio" | "voice" | "document";
}

interface Sent {
  readonly messageId: string;
  readonly date: string;
}
interface Texted {
  readonly entities?: readonly MessageEntity[];
  readonly parseMode?: Markup;
}
type Nothing = Readonly<Record<string, never>>;

/**
 * What a session can be asked beyond `SessionControl`. Requests and results are plain JSON, so that they can travel to
 * the node that owns the session. Each throws TelewireError.
 */
export interface SessionActions {
  edit: {
    request: { readonly chatId: string; readonly messageId: string; readonly text: string } & Texted;
    result: Sent;
  };
  delete: {
    request: { readonly chatId: string; readonly messageIds: readonly string[]; readonly isOnlyForSelf?: boolean };
    result: Nothing;
  };
  forward: {
    request: {
      readonly fromChatId: string;
      readonly messageIds: readonly string[];
      readonly toChatId: string;
      readonly silent?: boolean;
      readonly randomIds?: readonly string[];
      readonly tried?: EarlierTry;
    };
    result: { readonly messageIds: readonly string[] };
  };
  /** An emoji, or null to take the reaction back. */
  react: {
    request: { readonly chatId: string; readonly messageId: string; readonly emoji: string | null };
    result: Nothing;
  };
  /** Everything up to the message; all when absent. */
  read: { request: { readonly chatId: string; readonly messageId?: string }; result: Nothing };
  pin: {
    request: {
      readonly chatId: string;
      readonly messageId: string;
      readonly isPinned: boolean;
      readonly silent?: boolean;
    };
    result: Nothing;
  };
  /** Newest first; over all chats without `chatId`. */
  search: {
    request: {
      readonly chatId?: string;
      readonly query: string;
      readonly beforeMessageId?: string;
      /** In place of it, over all chats: behind this message. */
      readonly after?: SearchPlace;
      readonly limit: number;
    };
    result: { readonly messages: readonly NewMessageEntry[]; readonly next: SearchPlace | null };
  };
  messages: {
    request: { readonly chatId: string; readonly messageIds: readonly string[] };
    result: { readonly messages: readonly NewMessageEntry[] };
  };
  /** The pinned ones, then by last message, newest first. */
  chats: {
    request: { readonly limit: number; readonly after?: ChatsPlace };
    result: { readonly chats: readonly ChatListItem[]; readonly next: ChatsPlace | null };
  };
  chat: { request: { readonly chatId: string }; result: ChatDetails };
  members: {
    request: { readonly chatId: string; readonly offset: number; readonly limit: number; readonly query?: string };
    result: { readonly members: readonly ChatMember[]; readonly count: number };
  };
  /** By public name; an answer of the last day is given from memory, for Telegram punishes frequent look-ups. */
  resolve: { request: { readonly username: string }; result: ChatInfo };
  /** By id of a known chat, by public name, or by invite link. */
  join: {
    request: { readonly chatId?: string; readonly username?: string; readonly invite?: string };
    result: ChatInfo;
  };
  leave: { request: { readonly chatId: string }; result: Nothing };
  media: { request: { readonly chatId: string; readonly messageId: string }; result: MediaInfo };
  /** Base64 of up to `limitBytes` (at most 1,048,576) from `offsetBytes` (a multiple of 4,096). */
  download: {
    request: {
      readonly chatId: string;
      readonly messageId: string;
      readonly offsetBytes: number;
      readonly limitBytes: number;
    };
    result: MediaInfo & { readonly bytes: string };
  };
  /** Base64 of one part of a file: 524,288 bytes each, the last one shorter. */
  uploadPart: {
    request: {
      readonly fileId: string;
      readonly part: number;
      readonly parts: number;
      readonly sizeBytes: number;
      readonly bytes: string;
    };
    result: Nothing;
  };
  /** One file, or an album of up to ten. */
  sendMedia: {
    request: {
      readonly chatId: string;
      readonly media: readonly MediaToSend[];
      readonly caption?: string;
      readonly replyTo?: string;
      readonly silent?: boolean;
      /** ISO 8601. */
      readonly scheduleAt?: string;
      readonly randomIds?: readonly string[];
      readonly tried?: EarlierTry;
    } & Texted;
    result: { readonly messages: readonly Sent[] };
  };
}

export type ActionName = keyof SessionActions;
export type ActionRequest<Name extends ActionName> = SessionActions[Name]["request"];
export type ActionResult<Name extends ActionName> = SessionActions[Name]["result"];
