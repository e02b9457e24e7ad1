import { z } from "zod";
import { messageChat } from "../message.ts";
import { integer } from "../query.ts";
import { sessionIdSchema } from "../rest.ts";
import { CHAT_ERRORS, chatId, cursor, OWNER_ERRORS, pageLimit } from "./fields.ts";
import { define } from "./operation.ts";

const sessionId = sessionIdSchema;
const username = z
  .string()
  .regex(/^(?:(?:https:\/\/)?t\.me\/|@)?[A-Za-z]\w{3,31}$/)
  .meta({ description: "Public name, with or without `@` or `https://t.me/`." });
const member = z
  .object({
    userId: z.string(),
    name: z.string().optional(),
    username: z.string().optional(),
    isBot: z.boolean().optional(),
    role: z.enum(["creator", "admin", "member", "restricted", "left", "banned"]),
    joinedAt: z.string().optional(),
  })
  .meta({ id: "Member" });

export const CHATS_OPERATIONS = {
  listChats: define({
    id: "listChats",
    method: "GET",
    path: "/api/v1/chats",
    tag: "chats",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary: "The chats of an account: the pinned ones, then by their last message, newest first.",
    input: z.strictObject({ sessionId, cursor, limit: integer(1, 1000).default(100) }),
    data: z.object({
      chats: z.array(messageChat.extend({ unreadCount: z.int(), topMessageId: z.string(), isPinned: z.boolean() })),
      nextCursor: z.string().nullable().meta({ description: "Null when there are no more." }),
    }),
    errors: [...OWNER_ERRORS, "BAD_POSITION"],
    example: { sessionId: "alice", limit: 20 },
  }),
  getChat: define({
    id: "getChat",
    method: "GET",
    path: "/api/v1/chats/{chatId}",
    tag: "chats",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary: "What Telegram tells of a chat.",
    input: z.strictObject({ sessionId, chatId }),
    data: messageChat.extend({
      about: z.string().optional(),
      memberCount: z.int().optional(),
      pinnedMessageId: z.string().optional(),
      slowmodeSeconds: z.int().optional(),
    }),
    errors: CHAT_ERRORS,
    example: { sessionId: "alice", chatId: "-1001234567890" },
  }),
  listMembers: define({
    id: "listMembers",
    method: "GET",
    path: "/api/v1/chats/{chatId}/members",
    tag: "chats",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary: "Members of a group or channel.",
    input: z.strictObject({
      sessionId,
      chatId,
      cursor: z
        .string()
        .regex(/^\d{1,6}$/)
        .optional(),
      limit: pageLimit,
      query: z.string().min(1).max(64).optional().meta({ description: "Part of a name." }),
    }),
    data: z.object({
      members: z.array(member),
      total: z.int().meta({ description: "Of the chat, or of those that the query finds." }),
      nextCursor: z.string().nullable(),
    }),
    errors: [...CHAT_ERRORS, "CHAT_WRITE_FORBIDDEN"],
    example: { sessionId: "alice", chatId: "-1001234567890", query: "bob" },
  }),
  resolveChat: define({
    id: "resolveChat",
    method: "GET",
    path: "/api/v1/chats/resolve",
    tag: "chats",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary: "The chat behind a public name. Names are remembered: Telegram punishes frequent look-ups.",
    input: z.strictObject({ sessionId, username }),
    data: messageChat,
    errors: CHAT_ERRORS,
    example: { sessionId: "alice", username: "@telegram" },
  }),
  joinChat: define({
    id: "joinChat",
    method: "POST",
    path: "/api/v1/chats/join",
    tag: "chats",
    access: "sessions:write",
    limit: "write",
    summary: "Joins a group or channel by its id, public name, or invite link: one of the three.",
    input: z.strictObject({
      sessionId,
      chatId: chatId.optional(),
      username: username.optional(),
      invite: z.string().min(1).max(128).optional().meta({ description: "`https://t.me/+...` or its last part." }),
    }),
    data: messageChat,
    errors: [...CHAT_ERRORS, "CONFLICT"],
    example: { sessionId: "alice", username: "@telegram" },
  }),
  leaveChat: define({
    id: "leaveChat",
    method: "POST",
    path: "/api/v1/chats/{chatId}/leave",
    tag: "chats",
    access: "sessions:write",
    limit: "write",
    summary: "Leaves a group or channel.",
    input: z.strictObject({ sessionId, chatId }),
    data: z.object({ chatId }),
    errors: [...CHAT_ERRORS, "CONFLICT"],
    example: { sessionId: "alice", chatId: "-1001234567890" },
  }),
} as const;
