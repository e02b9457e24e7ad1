import type { tl } from "@mtcute/core";

import type { Box } from "./box.ts";
import type { CodeType } from "./code-types.ts";

/** One number for any peer, as bots know it: users positive, groups negative, channels below -1000000000000. */
export type PeerId = number;

const CHANNEL_BASE = 1_000_000_000_000;

export const channelPeer = (id: number): PeerId => -CHANNEL_BASE - id;
export const groupPeer = (id: number): PeerId => -id;
export const isUserPeer = (peer: PeerId): boolean => peer > 0;
export const isChannelPeer = (peer: PeerId): boolean => peer <= -CHANNEL_BASE;
/** The id as TL has it, without the mark. */
export const bareId = (peer: PeerId): number => (isChannelPeer(peer) ? -peer - CHANNEL_BASE : Math.abs(peer));

interface StoredPassword {
  readonly hint?: string;
  /** Base64. */
  readonly salt1: string;
  readonly salt2: string;
  readonly verifier: string;
}

export interface UserData {
  readonly id: number;
  readonly accessHash: string;
  readonly phone: string;
  readonly firstName: string;
  readonly lastName?: string;
  readonly username?: string;
  readonly dcId: number;
  readonly isBot?: boolean;
  readonly isPremium?: boolean;
  readonly botToken?: string;
  readonly password?: StoredPassword;
  readonly about?: string;
  readonly isDeleted?: boolean;
  /** How login codes reach the user; `app` when absent. */
  readonly codeType?: CodeType;
}

export interface Dialog {
  topMessage: number;
  readInboxMaxId: number;
  readOutboxMaxId: number;
  isPinned?: boolean;
  folderId?: number;
  isMarkedUnread?: boolean;
  draft?: Draft;
}

/** What somebody began to write in a chat. */
export interface Draft {
  readonly text: string;
  /** Seconds since the epoch. */
  readonly date: number;
  readonly entities?: tl.TypeMessageEntity[];
  readonly replyToId?: number;
}

export interface User {
  data: UserData;
  readonly id: number;
  readonly box: Box;
  readonly dialogs: Map<PeerId, Dialog>;
  /** Groups and channels the user is in. */
  readonly chats: Set<PeerId>;
  readonly contacts: Set<number>;
  readonly blocked: Set<number>;
  /** Messages to be sent later, by chat and by their id among those. */
  readonly scheduled: Map<PeerId, Map<number, StoredMessage>>;
  filters: readonly tl.TypeDialogFilter[];
}

export type ChatKind = "group" | "supergroup" | "channel";

export interface MemberData {
  readonly userId: number;
  readonly role: "creator" | "admin" | "member" | "left" | "banned";
  readonly date: number;
  readonly invitedBy?: number;
}

export interface ChatData {
  readonly id: number;
  readonly kind: ChatKind;
  readonly title: string;
  readonly accessHash: string;
  readonly username?: string;
  readonly about?: string;
  readonly date: number;
  readonly creatorId: number;
  readonly slowmodeSeconds?: number;
  /** Members who are not admins may not write. */
  readonly isReadOnly?: boolean;
  readonly hasSignatures?: boolean;
  readonly inviteHash?: string;
  readonly pinnedMessageId?: number;
  readonly version?: number;
  readonly isDeleted?: boolean;
}

export interface Chat {
  data: ChatData;
  readonly peer: PeerId;
  readonly members: Map<number, MemberData>;
  /** Channels and supergroups keep their messages; a group's are in its members' boxes. */
  readonly box: Box | undefined;
}

type MessageContent = {
  readonly text: string;
  readonly entities?: tl.TypeMessageEntity[];
  readonly replyMarkup?: tl.TypeReplyMarkup;
  readonly media?: tl.TypeMessageMedia;
};

/** A message as its box keeps it. */
export interface StoredMessage extends MessageContent {
  readonly id: number;
  readonly date: number;
  readonly peer: PeerId;
  /** The author; absent for posts of a channel. */
  readonly from?: number;
  readonly out?: boolean;
  readonly replyToId?: number;
  readonly quoteText?: string;
  readonly forward?: tl.TypeMessageFwdHeader;
  readonly action?: tl.TypeMessageAction;
  readonly editDate?: number;
  readonly groupedId?: string;
  readonly silent?: boolean;
  readonly pinned?: boolean;
  readonly views?: number;
  readonly postAuthor?: string;
  readonly viaBotId?: number;
  /** Links the copies of one message in several users' boxes. */
  readonly uid?: number;
  /** By user id: what each reacted with. */
  readonly reactions?: Readonly<Record<string, string>>;
  /** Of a poll, by user id: the options each chose, in base64. */
  readonly votes?: Readonly<Record<string, readonly string[]>>;
}

export type MessagePatch = Partial<Omit<StoredMessage, "id" | "peer" | "date">>;

export interface BoxEvent {
  readonly pts: number;
  readonly count: number;
  readonly kind: "new" | "edit" | "delete" | "readInbox" | "readOutbox";
  readonly ids: readonly number[];
  readonly peer: PeerId;
}

export interface LoginCode {
  readonly phone: string;
  readonly code: string;
  readonly hash: string;
  readonly at: number;
  isUsed?: boolean;
}
