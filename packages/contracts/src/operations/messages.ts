import { z } from "zod";
import { MEDIA_TYPES } from "../message.ts";
import { flag, integer, list } from "../query.ts";
import { chatIdSchema, messagePage, sessionIdSchema } from "../rest.ts";
import {
  CHAT_ERRORS,
  chatId,
  cursor,
  formatting,
  foundMessages,
  isoOrMs,
  messageId,
  messageIds,
  pageLimit,
  SEND_ERRORS,
  sentMessage,
  silent,
  WRITE_ERRORS,
} from "./fields.ts";
import { define } from "./operation.ts";

const sessionId = sessionIdSchema;
const wait = integer(0, 30).default(0).meta({ description: "Seconds to wait for a message when there is none." });
const includeMedia = flag.default(true).meta({ description: "False leaves out what is told of files." });
const text = z.string().min(1).max(16_384);

const mediaItem = z
  .strictObject({
    uploadId: z.string().min(1).max(128).optional().meta({ description: "Of uploadMedia." }),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .optional()
      .meta({ description: "A public address that the server fetches the file from; in place of uploadId." }),
    as: z.enum(["photo", "video", "audio", "voice", "document"]).default("document"),
    fileName: z.string().min(1).max(255).optional(),
    mimeType: z
      .string()
      .regex(/^[\w.+-]{1,64}\/[\w.+-]{1,64}$/)
      .optional(),
  })
  .meta({ id: "MediaItem" });
export type MediaItem = z.infer<typeof mediaItem>;

export const MESSAGES_OPERATIONS = {
  pollMessages: define({
    id: "pollMessages",
    method: "GET",
    path: "/api/v1/messages/poll/{chatId}",
    tag: "messages",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    summary:
      "Messages, edits and deletes of a chat after a cursor, oldest first; never one twice, never one left out. Of a chat that is not recorded: its new messages, fetched from Telegram.",
    input: z.strictObject({
      sessionId,
      chatId,
      cursor: cursor.meta({
        description:
          "`nextCursor` of the answer before, or `id` of a frame. Absent: from the oldest kept entry; of a chat that is not recorded, its newest messages. `latest`: from now on.",
      }),
      limit: pageLimit,
      wait,
      includeMedia,
    }),
    data: messagePage,
    errors: [...CHAT_ERRORS, "BAD_POSITION", "CURSOR_EXPIRED"],
    example: { sessionId: "alice", chatId: "-1001234567890", cursor: "latest", wait: 25 },
  }),
  pollChats: define({
    id: "pollChats",
    method: "GET",
    path: "/api/v1/messages/poll",
    tag: "messages",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    summary:
      "The same over several chats of a session at once with one cursor: recorded ones in the order of arrival, then those that are not recorded, at most 10, each in its own order.",
    input: z.strictObject({
      sessionId,
      chats: list(chatId, 50).meta({ description: "Chats, separated by commas." }),
      cursor: z
        .string()
        .min(1)
        .max(1024)
        .optional()
        .meta({ description: "`nextCursor` of the answer before, or `latest`." }),
      limit: pageLimit,
      wait,
      includeMedia,
    }),
    data: messagePage,
    errors: [...CHAT_ERRORS, "BAD_POSITION", "CURSOR_EXPIRED"],
    example: { sessionId: "alice", chats: ["-1001234567890", "-1009876543210"], wait: 25 },
  }),
  getHistory: define({
    id: "getHistory",
    method: "GET",
    path: "/api/v1/messages/history/{chatId}",
    tag: "messages",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary:
      "Messages of a chat as they stand now, newest first or, with `direction=newer`, oldest first: from memory, the archive and Telegram. Complete over all pages: one may be short while `meta.hasMore` is true only where a filter lets hardly anything of a long history pass.",
    input: z.strictObject({
      sessionId,
      chatId,
      cursor,
      limit: pageLimit,
      direction: z.enum(["older", "newer"]).default("older"),
      since: isoOrMs.optional(),
      until: isoOrMs.optional(),
      senderId: chatIdSchema.optional().meta({ description: "Only messages of this sender." }),
      text: z.string().min(1).max(256).optional().meta({ description: "Only messages that contain this text." }),
      mediaTypes: list(z.enum(MEDIA_TYPES)).optional().meta({ description: "Only messages with such a file." }),
      messageIds: messageIds.optional().meta({ description: "Only these messages, as Telegram has them now." }),
    }),
    data: messagePage,
    errors: [...CHAT_ERRORS, "BAD_POSITION"],
    example: { sessionId: "alice", chatId: "-1001234567890", since: "2026-01-01T00:00:00Z", text: "launch", limit: 20 },
  }),
  searchMessages: define({
    id: "searchMessages",
    method: "GET",
    path: "/api/v1/messages/search",
    tag: "messages",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    summary: "Telegram's own search, newest first: in a chat, or without `chatId` in all chats.",
    input: z.strictObject({
      sessionId,
      query: z.string().min(1).max(256),
      chatId: chatId.optional(),
      cursor,
      limit: pageLimit,
    }),
    data: foundMessages,
    errors: [...CHAT_ERRORS, "BAD_POSITION"],
    example: { sessionId: "alice", chatId: "-1001234567890", query: "launch" },
  }),
  sendMessage: define({
    id: "sendMessage",
    method: "POST",
    path: "/api/v1/messages/send/{chatId}",
    tag: "messages",
    access: "messages:send",
    limit: "write",
    isRepeatable: true,
    summary:
      "Sends a message, files with a caption, or an album. With the header `Idempotency-Key` a repeated request gets the first one's answer for 24 h, and Telegram gets one message.",
    input: z.strictObject({
      sessionId,
      chatId,
      text: text.optional().meta({ description: "The message, or the caption of the files; needed without files." }),
      ...formatting,
      replyTo: messageId.optional().meta({ description: "Id of the message to answer." }),
      silent: flag.optional().meta(silent),
      scheduleAt: isoOrMs.optional().meta({ description: "Telegram sends it then; ISO 8601 or epoch milliseconds." }),
      media: z
        .array(mediaItem)
        .min(1)
        .max(10)
        .optional()
        .meta({ description: "Files; two and more are an album. `as: document` leaves a file as it is." }),
    }),
    data: sentMessage.extend({
      messages: z.array(sentMessage).optional().meta({ description: "All messages of an album." }),
    }),
    errors: [...SEND_ERRORS, "PAYLOAD_TOO_LARGE", "NOT_FOUND", "URL_FORBIDDEN", "URL_UNREACHABLE"],
    example: {
      sessionId: "alice",
      chatId: "-1001234567890",
      text: "**Hello**",
      parseMode: "markdown",
      silent: true,
    },
  }),
  editMessage: define({
    id: "editMessage",
    method: "POST",
    path: "/api/v1/messages/edit/{chatId}",
    tag: "messages",
    access: "messages:send",
    limit: "write",
    summary: "Changes the text of a message of this account.",
    input: z.strictObject({ sessionId, chatId, messageId, text, ...formatting }),
    data: sentMessage,
    errors: [...WRITE_ERRORS, "MESSAGE_NOT_FOUND", "MESSAGE_TOO_LONG", "CONFLICT"],
    example: { sessionId: "alice", chatId: "-1001234567890", messageId: "42", text: "Corrected" },
  }),
  deleteMessages: define({
    id: "deleteMessages",
    method: "POST",
    path: "/api/v1/messages/delete/{chatId}",
    tag: "messages",
    access: "messages:send",
    limit: "write",
    summary: "Deletes messages, for everybody or for this account only.",
    input: z.strictObject({
      sessionId,
      chatId,
      messageIds,
      onlyForSelf: flag.default(false).meta({ description: "Leaves them to the others; not in channels." }),
    }),
    data: z.object({ messageIds: z.array(z.string()) }),
    errors: [...WRITE_ERRORS, "MESSAGE_NOT_FOUND"],
    example: { sessionId: "alice", chatId: "-1001234567890", messageIds: ["42", "43"] },
  }),
  forwardMessages: define({
    id: "forwardMessages",
    method: "POST",
    path: "/api/v1/messages/forward/{chatId}",
    tag: "messages",
    access: "messages:send",
    limit: "write",
    isRepeatable: true,
    summary: "Forwards messages of another chat to this one; takes an `Idempotency-Key` like sendMessage.",
    input: z.strictObject({
      sessionId,
      chatId,
      fromChatId: chatIdSchema.meta({ description: "Chat that the messages are in." }),
      messageIds,
      silent: flag.optional().meta(silent),
    }),
    data: z.object({ messageIds: z.array(z.string()).meta({ description: "Of the new messages." }) }),
    errors: SEND_ERRORS,
    example: { sessionId: "alice", chatId: "-1001234567890", fromChatId: "-1009876543210", messageIds: ["7"] },
  }),
  reactToMessage: define({
    id: "reactToMessage",
    method: "POST",
    path: "/api/v1/messages/react/{chatId}",
    tag: "messages",
    access: "messages:send",
    limit: "write",
    summary: "Puts a reaction on a message, or takes it back with null.",
    input: z.strictObject({ sessionId, chatId, messageId, emoji: z.string().min(1).max(32).nullable() }),
    data: z.object({ messageId: z.string() }),
    errors: [...WRITE_ERRORS, "MESSAGE_NOT_FOUND"],
    example: { sessionId: "alice", chatId: "-1001234567890", messageId: "42", emoji: "🔥" },
  }),
  markRead: define({
    id: "markRead",
    method: "POST",
    path: "/api/v1/messages/read/{chatId}",
    tag: "messages",
    access: "messages:send",
    limit: "write",
    summary: "Marks a chat as read up to a message; all of it without one.",
    input: z.strictObject({ sessionId, chatId, messageId: messageId.optional() }),
    data: z.object({ chatId }),
    errors: CHAT_ERRORS,
    example: { sessionId: "alice", chatId: "-1001234567890" },
  }),
  pinMessage: define({
    id: "pinMessage",
    method: "POST",
    path: "/api/v1/messages/pin/{chatId}",
    tag: "messages",
    access: "messages:send",
    limit: "write",
    summary: "Pins a message, or unpins it.",
    input: z.strictObject({
      sessionId,
      chatId,
      messageId,
      isPinned: flag.default(true),
      silent: flag.optional().meta(silent),
    }),
    data: z.object({ messageId: z.string(), isPinned: z.boolean() }),
    errors: [...WRITE_ERRORS, "MESSAGE_NOT_FOUND"],
    example: { sessionId: "alice", chatId: "-1001234567890", messageId: "42", isPinned: true },
  }),
} as const;
