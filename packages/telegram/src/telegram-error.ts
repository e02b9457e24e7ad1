import { TelewireError } from "@telewire/contracts";
import type { ErrorCode, SessionState } from "@telewire/contracts";

/** An RPC error of Telegram, parsed once: `FLOOD_WAIT_17` has type `FLOOD_WAIT` and argument 17. */
export interface TelegramRpcError {
  readonly code: number;
  readonly type: string;
  readonly argument: number | null;
}

/** `INTERDC_2_CALL_ERROR` and the like keep their number in the argument and lose it in the type. */
export function parseRpcError(code: number, message: string): TelegramRpcError {
  const match = /^(.*?)_?(\d+)(?:_(.*))?$/.exec(message);
  if (match === null || !/^[A-Z0-9_]+$/.test(message)) return { code, type: message, argument: null };
  const [, head = "", digits = "", tail] = match;
  if (KEEP_NUMBER.has(message)) return { code, type: message, argument: null };
  return { code, type: tail === undefined ? head : `${head}_X_${tail}`, argument: Number(digits) };
}

/** Types whose digits are part of the name. */
const KEEP_NUMBER = new Set(["MD5_CHECKSUM_INVALID", "RSA_DECRYPT_FAILED_2", "SRP_A_INVALID"]);

const WAITS = new Set([
  "FLOOD_WAIT",
  "FLOOD_PREMIUM_WAIT",
  "SLOWMODE_WAIT",
  "TAKEOUT_INIT_DELAY",
  "FLOOD_TEST_PHONE_WAIT",
  "2FA_CONFIRM_WAIT",
  "STORY_SEND_FLOOD",
]);

/** States that a session never leaves (api/errors: 401 and AUTH_KEY_DUPLICATED). */
const FINAL_STATES: Readonly<Record<string, SessionState>> = {
  AUTH_KEY_UNREGISTERED: "revoked",
  AUTH_KEY_INVALID: "revoked",
  SESSION_REVOKED: "revoked",
  SESSION_EXPIRED: "revoked",
  AUTH_KEY_CHANGED: "revoked",
  AUTH_KEY_DUPLICATED: "duplicated",
  USER_DEACTIVATED: "banned",
  USER_DEACTIVATED_BAN: "banned",
};

export function finalStateOf({ type }: TelegramRpcError): SessionState | null {
  return FINAL_STATES[type] ?? null;
}

/** Sanctions on a login that goes on working otherwise. */
export function sanctionOf({ type }: TelegramRpcError): "frozen" | "limited" | null {
  if (type.startsWith("FROZEN_")) return "frozen";
  return type === "PEER_FLOOD" ? "limited" : null;
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  PHONE_NUMBER_INVALID: "PHONE_INVALID",
  PHONE_NUMBER_BANNED: "SESSION_BANNED",
  PHONE_NUMBER_UNOCCUPIED: "PHONE_NOT_REGISTERED",
  PHONE_CODE_INVALID: "CODE_INVALID",
  PHONE_CODE_EMPTY: "CODE_INVALID",
  PHONE_CODE_EXPIRED: "CODE_EXPIRED",
  PHONE_CODE_HASH_EMPTY: "CODE_EXPIRED",
  ACCESS_TOKEN_INVALID: "BAD_REQUEST",
  ACCESS_TOKEN_EXPIRED: "BAD_REQUEST",
  SESSION_PASSWORD_NEEDED: "PASSWORD_REQUIRED",
  PASSWORD_HASH_INVALID: "PASSWORD_INVALID",
  PEER_ID_INVALID: "CHAT_NOT_FOUND",
  CHAT_ID_INVALID: "CHAT_NOT_FOUND",
  CHANNEL_INVALID: "CHAT_NOT_FOUND",
  CHANNEL_PRIVATE: "CHAT_NOT_FOUND",
  USERNAME_NOT_OCCUPIED: "CHAT_NOT_FOUND",
  USERNAME_INVALID: "CHAT_NOT_FOUND",
  INVITE_HASH_INVALID: "CHAT_NOT_FOUND",
  INVITE_HASH_EXPIRED: "CHAT_NOT_FOUND",
  USER_ID_INVALID: "CHAT_NOT_FOUND",
  MSG_ID_INVALID: "MESSAGE_NOT_FOUND",
  MESSAGE_ID_INVALID: "MESSAGE_NOT_FOUND",
  REPLY_MESSAGE_ID_INVALID: "MESSAGE_NOT_FOUND",
  CHAT_WRITE_FORBIDDEN: "CHAT_WRITE_FORBIDDEN",
  CHAT_ADMIN_REQUIRED: "CHAT_WRITE_FORBIDDEN",
  USER_BANNED_IN_CHANNEL: "CHAT_WRITE_FORBIDDEN",
  USER_IS_BLOCKED: "CHAT_WRITE_FORBIDDEN",
  YOU_BLOCKED_USER: "CHAT_WRITE_FORBIDDEN",
  CHAT_RESTRICTED: "CHAT_WRITE_FORBIDDEN",
  MESSAGE_TOO_LONG: "MESSAGE_TOO_LONG",
  MEDIA_CAPTION_TOO_LONG: "MESSAGE_TOO_LONG",
  MESSAGE_AUTHOR_REQUIRED: "CHAT_WRITE_FORBIDDEN",
  MESSAGE_EDIT_TIME_EXPIRED: "CHAT_WRITE_FORBIDDEN",
  MESSAGE_DELETE_FORBIDDEN: "CHAT_WRITE_FORBIDDEN",
  CHAT_FORWARDS_RESTRICTED: "CHAT_WRITE_FORBIDDEN",
  MESSAGE_NOT_MODIFIED: "CONFLICT",
  USER_NOT_PARTICIPANT: "CONFLICT",
  USER_ALREADY_PARTICIPANT: "CONFLICT",
  INVITE_REQUEST_SENT: "CONFLICT",
  FILE_PART_X_MISSING: "NOT_FOUND",
  MESSAGE_EMPTY: "BAD_REQUEST",
  SCHEDULE_DATE_TOO_LATE: "BAD_REQUEST",
  SCHEDULE_DATE_INVALID: "BAD_REQUEST",
  ENTITY_BOUNDS_INVALID: "BAD_REQUEST",
  REACTION_INVALID: "BAD_REQUEST",
  MEDIA_EMPTY: "BAD_REQUEST",
  MEDIA_INVALID: "BAD_REQUEST",
  PHOTO_INVALID_DIMENSIONS: "BAD_REQUEST",
  IMAGE_PROCESS_FAILED: "BAD_REQUEST",
  TIMEOUT: "TELEGRAM_TIMEOUT",
  Timeout: "TELEGRAM_TIMEOUT",
};

/** `CHAT_SEND_PHOTOS_FORBIDDEN` and its like, one for each kind of message. */
const SEND_FORBIDDEN = /^CHAT_SEND_[A-Z]+_FORBIDDEN$/;

/** The error that a caller of Telewire sees. `details.type` is Telegram's own name for it. */
export function toTelewireError(error: TelegramRpcError): TelewireError {
  const { type, argument, code } = error;
  const details = { type, code, ...(argument === null ? {} : { argument }) };
  const cause = new Error(`Telegram answered ${code} ${type}${argument === null ? "" : ` (${argument})`}`);
  if (WAITS.has(type)) {
    return new TelewireError(type === "SLOWMODE_WAIT" ? "SLOWMODE_WAIT" : "FLOOD_WAIT", {
      details,
      retryAfterMs: (argument ?? 0) * 1000,
      cause,
    });
  }
  const finalState = finalStateOf(error);
  if (finalState !== null)
    return new TelewireError(finalState === "banned" ? "SESSION_BANNED" : "SESSION_LOST", { details, cause });
  const sanction = sanctionOf(error);
  if (sanction !== null)
    return new TelewireError(sanction === "frozen" ? "SESSION_FROZEN" : "SESSION_LIMITED", { details, cause });
  const named = SEND_FORBIDDEN.test(type) ? "CHAT_WRITE_FORBIDDEN" : CODES[type];
  return new TelewireError(named ?? "TELEGRAM_ERROR", { details, cause });
}

/** Telegram's name of an error thrown by a call, or null when it is none. */
export function telegramTypeOf(error: unknown): string | null {
  if (!(error instanceof TelewireError)) return null;
  const { type } = error.details;
  return typeof type === "string" ? type : null;
}
