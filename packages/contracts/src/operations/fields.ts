import { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import { messageEntry } from "../message.ts";
import { integer, list } from "../query.ts";
import { chatIdSchema } from "../rest.ts";

/** Fields that several operations share. */
export const none = z.strictObject({});
export const cursor = z.string().min(1).max(128).optional();
export const pageLimit = integer(1, 100).default(50);
export const messageId = z
  .string()
  .regex(/^\d{1,10}$/)
  .meta({ description: "Id of a message in its chat." });
export const messageIds = list(messageId, 100).meta({ description: "Ids of messages, at most 100." });
export const isoOrMs = z
  .union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), integer(0, 8_640_000_000_000_000)], {
    error: "is neither a time as in 2026-01-31T12:00:00Z nor epoch milliseconds",
  })
  .pipe(z.number())
  .meta({ description: "ISO 8601 or epoch milliseconds." });
export const time = z.iso.datetime({ precision: 3 });
export const sentMessage = z.object({ messageId: z.string(), date: z.string() }).meta({ id: "SentMessage" });
/** Messages as Telegram gives them now: the `id` of those that are not from the log is `t.<messageId>`. */
export const foundMessages = z
  .object({ messages: z.array(messageEntry), nextCursor: z.string().nullable() })
  .meta({ id: "FoundMessages" });

export const FORMATS = [
  "bold",
  "italic",
  "underline",
  "strike",
  "spoiler",
  "code",
  "pre",
  "blockquote",
  "textUrl",
] as const;
export const formatting = {
  entities: z
    .array(
      z.strictObject({
        type: z.enum(FORMATS),
        offset: z.int().min(0).max(16_384).meta({ description: "Start in UTF-16 code units." }),
        length: z.int().min(1).max(16_384).meta({ description: "Length in UTF-16 code units." }),
        url: z
          .url({ protocol: /^(https?|tg)$/ })
          .max(2048)
          .optional()
          .meta({ description: "Target of a textUrl." }),
        language: z.string().max(64).optional().meta({ description: "Language of a pre block." }),
      }),
    )
    .max(100)
    .optional()
    .meta({ description: "Formatting by ranges; not together with parseMode." }),
  parseMode: z
    .enum(["markdown", "html"])
    .optional()
    .meta({ description: "How the text is marked up; default: plain." }),
};
export const silent = { description: "Without a notification." };

/** Codes of every step of a login. */
export const LOGIN_ERRORS = [
  "SESSION_LOST",
  "SESSION_BANNED",
  "OWNER_UNREACHABLE",
  "FLOOD_WAIT",
  "TELEGRAM_ERROR",
  "TELEGRAM_TIMEOUT",
] as const satisfies readonly ErrorCode[];
/** Codes of everything that asks a session's owner. */
export const OWNER_ERRORS = [
  "SESSION_NOT_FOUND",
  "SESSION_NOT_READY",
  ...LOGIN_ERRORS,
] as const satisfies readonly ErrorCode[];
export const CHAT_ERRORS = [...OWNER_ERRORS, "CHAT_NOT_FOUND"] as const satisfies readonly ErrorCode[];
export const WRITE_ERRORS = [
  ...CHAT_ERRORS,
  "CHAT_WRITE_FORBIDDEN",
  "SESSION_FROZEN",
  "SESSION_LIMITED",
] as const satisfies readonly ErrorCode[];
export const SEND_ERRORS = [
  ...WRITE_ERRORS,
  "MESSAGE_NOT_FOUND",
  "MESSAGE_TOO_LONG",
  "SLOWMODE_WAIT",
  "IDEMPOTENCY_MISMATCH",
] as const satisfies readonly ErrorCode[];
export const chatId = chatIdSchema;
