import type { FaultSpec } from "../faults/fault.ts";
import type { LimitRule } from "../faults/limits.ts";
import type { CodeType } from "../world/code-types.ts";
import type { ChatKind } from "../world/types.ts";

/** A user or chat by id, phone (with or without `+`) or @username. */
export type Reference = number | string;

export interface UserSpec {
  readonly phone?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly username?: string;
  /** The two-step password. */
  readonly password?: string;
  readonly passwordHint?: string;
  readonly about?: string;
  /** Makes a bot that logs in with this token. */
  readonly botToken?: string;
  readonly isBot?: boolean;
  readonly isPremium?: boolean;
  /** The data centre where the user lives. */
  readonly dc?: number;
  /** How login codes reach the user; `app` when absent. */
  readonly codeType?: CodeType;
}

export interface UserInfo extends Omit<UserSpec, "password" | "passwordHint" | "dc"> {
  readonly id: number;
  readonly dcId: number;
  readonly accessHash: string;
  readonly hasPassword: boolean;
}

export interface ChatSpec {
  readonly kind: ChatKind;
  readonly title: string;
  readonly username?: string;
  readonly about?: string;
  readonly members?: readonly Reference[];
  readonly admins?: readonly Reference[];
  readonly creator?: Reference;
  readonly slowmodeSeconds?: number;
  /** Members who are no admins may not write. */
  readonly isReadOnly?: boolean;
}

export interface ChatInfo {
  /** The marked id: groups negative, channels and supergroups `-100...`. */
  readonly id: number;
  readonly bareId: number;
  readonly kind: ChatKind;
  readonly title: string;
  readonly accessHash: string;
  readonly inviteHash: string;
  readonly memberCount: number;
  /** Of channels and supergroups. */
  readonly pts?: number;
  readonly topMessage?: number;
}

interface FileSpec {
  /** Base64; without it the content is made up. */
  readonly bytes?: string;
  readonly size?: number;
  readonly fileName?: string;
  readonly mimeType?: string;
  readonly dc?: number;
}

/** TL (`{"_": "messageEntityBold", ...}`) or as bots write it (`{type: "bold", ...}`). */
interface EntitySpec {
  readonly offset: number;
  readonly length: number;
  readonly type?: string;
  readonly _?: string;
  readonly url?: string;
}

interface ButtonSpec {
  readonly text: string;
  readonly url?: string;
  readonly copy?: string;
  readonly data?: string;
  readonly webApp?: string;
}

export interface MessageSpec {
  /** Of a private chat: the receiver. */
  readonly chatId: Reference;
  /** Absent for posts of a channel. */
  readonly from?: Reference;
  readonly text?: string;
  readonly entities?: readonly EntitySpec[];
  /** Rows of buttons. */
  readonly replyMarkup?: readonly (readonly ButtonSpec[])[];
  readonly preview?: { readonly url: string; readonly title?: string; readonly description?: string };
  readonly photo?: FileSpec | true;
  readonly document?: FileSpec | true;
  readonly poll?: { readonly question: string; readonly answers: readonly string[] };
  readonly groupedId?: string;
  readonly replyTo?: number;
  readonly quoteText?: string;
  readonly silent?: boolean;
  /** Seconds since the epoch; now when absent. */
  readonly date?: number;
}

export interface SentMessage {
  readonly chatId: number;
  readonly id: number;
  readonly date: number;
  /** In private chats and basic groups: the id that each user's own copy has. */
  readonly copies?: Readonly<Record<string, number>>;
}

/** A login without key exchange and code. */
export interface SessionInfo {
  readonly keyId: string;
  /** 256 bytes in hex. */
  readonly authKey: string;
  readonly serverSalt: string;
  readonly dcId: number;
  /** A session string of Telethon. */
  readonly telethon: string;
}

/** A whole world, as a seed file holds it. */
export interface WorldSpec {
  readonly users?: readonly UserSpec[];
  readonly chats?: readonly ChatSpec[];
  readonly messages?: readonly MessageSpec[];
  readonly faults?: readonly FaultSpec[];
  readonly limits?: boolean | readonly LimitRule[];
}
