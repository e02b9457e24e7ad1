import { z } from "zod";
import { CHAIN_FAMILIES, detectionEntry, ROLES } from "./detection.ts";
import type { ErrorCode } from "./errors.ts";
import { ACCESS_ROLES, principal, readFilter, SCOPES } from "./identity.ts";
import type { Scope } from "./identity.ts";
import { flag, integer, list } from "./query.ts";
import {
  chatIdSchema,
  messagePage,
  refreshRequest,
  sendCodeData,
  sendCodeRequest,
  sessionIdSchema,
  sessionView,
  tokenData,
  tokenRequest,
  verifyCodeData,
  verifyCodeRequest,
} from "./rest.ts";
import { sessionEvidence, SESSION_STATES } from "./status.ts";

/** Who may call: anyone, any valid credentials, or credentials with this scope. */
export type Access = "public" | "authenticated" | Scope;
/** Which budget of requests a call draws on. */
export type LimitClass = "read" | "write" | "auth" | "system";

/** One operation of the API: routes, OpenAPI and the client come from it. */
export interface Operation<Input extends z.ZodObject = z.ZodObject, Data extends z.ZodType = z.ZodType> {
  /** operationId. */
  readonly id: string;
  readonly method: "GET" | "POST" | "DELETE";
  /** With `{parameter}`s; each is a field of `input`. */
  readonly path: string;
  readonly tag: "auth" | "sessions" | "messages" | "detections" | "keys" | "audit" | "system";
  readonly summary: string;
  readonly access: Access;
  readonly limit: LimitClass;
  /** Path parameters, query parameters (GET, DELETE) and body (POST) as one object. */
  readonly input: Input;
  readonly data: Data;
  /** A GET that is also served as POST with the same fields in the body. */
  readonly hasPostAlias?: boolean;
  /** Codes that it answers beside those that every operation can answer. */
  readonly errors?: readonly ErrorCode[];
}

const define = <Input extends z.ZodObject, Data extends z.ZodType>(
  operation: Operation<Input, Data>,
): Operation<Input, Data> => operation;

const none = z.strictObject({});
const sessionId = sessionIdSchema;
const chatId = chatIdSchema;
const cursor = z.string().min(1).max(128).optional();
const isoOrMs = z
  .union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), integer(0, 8_640_000_000_000_000)])
  .pipe(z.number())
  .meta({ description: "ISO 8601 or epoch milliseconds." });

export const healthCheck = z.object({ ok: z.boolean(), ms: z.number(), error: z.string().optional() });
export const healthData = z.object({
  status: z.enum(["ok", "degraded", "down"]),
  version: z.string(),
  nodeId: z.string(),
  uptimeSeconds: z.number(),
  checks: z.object({ log: healthCheck, archive: healthCheck }),
  sessions: z
    .object({ total: z.int(), byState: z.record(z.string(), z.int()) })
    .nullable()
    .meta({ description: "Null without credentials that may read sessions." }),
  realtime: z.object({ connections: z.int() }),
});
export type HealthData = z.infer<typeof healthData>;

export const whoAmIData = principal.extend({
  csrfToken: z
    .string()
    .nullable()
    .meta({ description: "For the header X-CSRF-Token; null unless signed in by cookie." }),
  expiresAt: z.iso.datetime({ precision: 3 }),
});
export type WhoAmIData = z.infer<typeof whoAmIData>;

export const sessionStatusData = z.object({
  sessionId,
  state: z.enum(SESSION_STATES),
  nodeId: z.string().nullable(),
  evidence: sessionEvidence.nullable(),
  at: z.iso.datetime({ precision: 3 }),
});
export type SessionStatusData = z.infer<typeof sessionStatusData>;

export const detectionPage = z.object({ detections: z.array(detectionEntry), nextCursor: z.string().nullable() });
export type DetectionPage = z.infer<typeof detectionPage>;

const keyId = z
  .string()
  .regex(/^[a-z0-9]{12}$/)
  .meta({ description: "The part of an API key after `tw_`." });
export const apiKeyView = z.object({
  keyId,
  name: z.string(),
  role: z.enum(ACCESS_ROLES),
  scopes: z.array(z.enum(SCOPES)),
  sessionIds: z.array(z.string()).nullable(),
  requireSignature: z.boolean(),
  filter: readFilter.nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeyView>;
const createdKey = z.object({
  keyId,
  apiKey: z.string(),
  secret: z.string().meta({ description: "Secret of request signatures." }),
});

/** One line of the audit log; `hash` covers it and `previous`. */
export const auditEntry = z.object({
  nodeId: z.string(),
  sequence: z.int(),
  at: z.string(),
  actor: z.string().meta({ description: "Key id, dashboard login, or `anonymous`." }),
  action: z.string().meta({ description: "operationId." }),
  target: z.record(z.string(), z.string()),
  outcome: z.string().meta({ description: "`ok` or an error code." }),
  ip: z.string(),
  requestId: z.string(),
  previous: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditVerdict = z.object({
  ok: z.boolean(),
  entries: z.int(),
  problem: z.object({ nodeId: z.string(), day: z.string(), sequence: z.int(), what: z.string() }).nullable(),
});
export type AuditVerdict = z.infer<typeof auditVerdict>;

const pageLimit = integer(1, 100).default(50);

/** Every operation, by its operationId. */
export const OPERATIONS = {
  createToken: define({
    id: "createToken",
    method: "POST",
    path: "/api/v1/auth/token",
    tag: "auth",
    access: "public",
    limit: "auth",
    summary: "Exchanges an API key for an access token and a refresh token.",
    input: tokenRequest,
    data: tokenData,
    errors: ["INVALID_API_KEY"],
  }),
  refreshToken: define({
    id: "refreshToken",
    method: "POST",
    path: "/api/v1/auth/refresh",
    tag: "auth",
    access: "public",
    limit: "auth",
    summary:
      "Exchanges a refresh token, once, for new tokens; with `sessionId` also says how that Telegram session is.",
    input: refreshRequest.extend({ sessionId: sessionId.optional() }),
    data: tokenData.extend({ session: z.object({ sessionId, state: z.enum(SESSION_STATES) }).optional() }),
    errors: ["INVALID_REFRESH_TOKEN"],
  }),
  createTicket: define({
    id: "createTicket",
    method: "POST",
    path: "/api/v1/auth/ticket",
    tag: "auth",
    access: "authenticated",
    limit: "read",
    summary: "A ticket that opens one WebSocket within 30 seconds.",
    input: none,
    data: z.object({ ticket: z.string(), expiresIn: z.int() }),
  }),
  whoAmI: define({
    id: "whoAmI",
    method: "GET",
    path: "/api/v1/auth/me",
    tag: "auth",
    access: "authenticated",
    limit: "read",
    summary: "Who is calling and what the caller may do.",
    input: none,
    data: whoAmIData,
  }),
  signOut: define({
    id: "signOut",
    method: "POST",
    path: "/api/v1/auth/sign-out",
    tag: "auth",
    access: "authenticated",
    limit: "write",
    summary: "Ends the dashboard's cookie login.",
    input: none,
    data: none,
  }),
  getSigningKeys: define({
    id: "getSigningKeys",
    method: "GET",
    path: "/api/v1/auth/jwks",
    tag: "auth",
    access: "public",
    limit: "system",
    summary: "Public keys that access tokens are signed with.",
    input: none,
    data: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
  }),
  sendCode: define({
    id: "sendCode",
    method: "POST",
    path: "/api/v1/auth/send-code",
    tag: "auth",
    access: "sessions:write",
    limit: "auth",
    summary: "Asks Telegram to send a login code to a phone number.",
    input: sendCodeRequest,
    data: sendCodeData,
    errors: ["PHONE_INVALID", "SESSION_EXISTS", "FLOOD_WAIT"],
  }),
  verifyCode: define({
    id: "verifyCode",
    method: "POST",
    path: "/api/v1/auth/verify-code",
    tag: "auth",
    access: "sessions:write",
    limit: "auth",
    summary: "Completes a login with the code and, if the account has one, the two-step password.",
    input: verifyCodeRequest,
    data: verifyCodeData,
    errors: [
      "CODE_INVALID",
      "CODE_EXPIRED",
      "PASSWORD_REQUIRED",
      "PASSWORD_INVALID",
      "LOGIN_NOT_FOUND",
      "PHONE_NOT_REGISTERED",
    ],
  }),
  listSessions: define({
    id: "listSessions",
    method: "GET",
    path: "/api/v1/sessions",
    tag: "sessions",
    access: "sessions:read",
    limit: "read",
    hasPostAlias: true,
    summary: "The Telegram sessions that the caller may see.",
    input: none,
    data: z.object({ sessions: z.array(sessionView) }),
  }),
  getSession: define({
    id: "getSession",
    method: "GET",
    path: "/api/v1/sessions/{sessionId}",
    tag: "sessions",
    access: "sessions:read",
    limit: "read",
    summary: "One session.",
    input: z.strictObject({ sessionId }),
    data: sessionView,
    errors: ["SESSION_NOT_FOUND"],
  }),
  removeSession: define({
    id: "removeSession",
    method: "DELETE",
    path: "/api/v1/sessions/{sessionId}",
    tag: "sessions",
    access: "sessions:write",
    limit: "write",
    summary: "Logs the session out at Telegram and forgets it.",
    input: z.strictObject({ sessionId }),
    data: z.object({ sessionId }),
    errors: ["SESSION_NOT_FOUND"],
  }),
  getSessionStatus: define({
    id: "getSessionStatus",
    method: "GET",
    path: "/api/v1/sessions/status/{sessionId}",
    tag: "sessions",
    access: "sessions:read",
    limit: "read",
    hasPostAlias: true,
    summary: "State of a session, with evidence.",
    input: z.strictObject({ sessionId }),
    data: sessionStatusData,
    errors: ["SESSION_NOT_FOUND"],
  }),
  pollMessages: define({
    id: "pollMessages",
    method: "GET",
    path: "/api/v1/messages/poll/{chatId}",
    tag: "messages",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    summary: "Messages, edits and deletes of a chat after a cursor, oldest first; never one twice, never one left out.",
    input: z.strictObject({
      sessionId,
      chatId,
      cursor: cursor.meta({
        description:
          "`nextCursor` of the answer before, or `id` of a frame. Absent: from the oldest kept entry. `latest`: from now on.",
      }),
      limit: pageLimit,
      wait: integer(0, 30).default(0).meta({ description: "Seconds to wait for a message when there is none." }),
    }),
    data: messagePage,
    errors: ["SESSION_NOT_FOUND", "CHAT_NOT_FOUND", "BAD_POSITION", "CURSOR_EXPIRED"],
  }),
  pollChats: define({
    id: "pollChats",
    method: "GET",
    path: "/api/v1/messages/poll",
    tag: "messages",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    summary: "The same over several chats of a session at once, in the order of arrival, with one cursor.",
    input: z.strictObject({
      sessionId,
      chats: list(chatId, 50).meta({ description: "Chats, separated by commas." }),
      cursor: cursor.meta({ description: "As of pollMessages." }),
      limit: pageLimit,
      wait: integer(0, 30).default(0).meta({ description: "Seconds to wait for a message when there is none." }),
    }),
    data: messagePage,
    errors: ["SESSION_NOT_FOUND", "CHAT_NOT_FOUND", "BAD_POSITION", "CURSOR_EXPIRED"],
  }),
  getHistory: define({
    id: "getHistory",
    method: "GET",
    path: "/api/v1/messages/history/{chatId}",
    tag: "messages",
    access: "messages:read",
    limit: "read",
    hasPostAlias: true,
    summary: "Messages of a chat, newest first.",
    input: z.strictObject({
      sessionId,
      chatId,
      cursor,
      limit: pageLimit,
      since: isoOrMs.optional(),
      until: isoOrMs.optional(),
      senderId: chatIdSchema.optional().meta({ description: "Only messages of this sender." }),
      text: z.string().min(1).max(256).optional().meta({ description: "Only messages that contain this text." }),
    }),
    data: messagePage,
    errors: ["SESSION_NOT_FOUND", "CHAT_NOT_FOUND", "BAD_POSITION"],
  }),
  sendMessage: define({
    id: "sendMessage",
    method: "POST",
    path: "/api/v1/messages/send/{chatId}",
    tag: "messages",
    access: "messages:send",
    limit: "write",
    summary:
      "Sends a message. With the header `Idempotency-Key` a repeated request gets the first one's answer for 24 h.",
    input: z.strictObject({
      sessionId,
      chatId,
      text: z.string().min(1).max(16_384),
      replyTo: chatIdSchema.optional().meta({ description: "Id of the message to answer." }),
      silent: flag.optional().meta({ description: "Without a notification." }),
    }),
    data: z.object({ messageId: z.string(), date: z.string() }),
    errors: [
      "SESSION_NOT_FOUND",
      "CHAT_NOT_FOUND",
      "CHAT_WRITE_FORBIDDEN",
      "MESSAGE_TOO_LONG",
      "FLOOD_WAIT",
      "SLOWMODE_WAIT",
      "IDEMPOTENCY_MISMATCH",
    ],
  }),
  listDetections: define({
    id: "listDetections",
    method: "GET",
    path: "/api/v1/detections",
    tag: "detections",
    access: "detections:read",
    limit: "read",
    hasPostAlias: true,
    summary: "Detections, newest first.",
    input: z.strictObject({
      cursor,
      limit: pageLimit,
      sessionIds: list(sessionIdSchema).optional(),
      chatIds: list(chatIdSchema).optional(),
      families: list(z.enum(CHAIN_FAMILIES)).optional(),
      roles: list(z.enum(ROLES)).optional(),
      address: z.string().min(1).max(256).optional(),
      since: isoOrMs.optional(),
      until: isoOrMs.optional(),
    }),
    data: detectionPage,
    errors: ["BAD_POSITION"],
  }),
  listKeys: define({
    id: "listKeys",
    method: "GET",
    path: "/api/v1/keys",
    tag: "keys",
    access: "keys:write",
    limit: "read",
    summary: "The API keys, without their secrets.",
    input: none,
    data: z.object({ keys: z.array(apiKeyView) }),
  }),
  createKey: define({
    id: "createKey",
    method: "POST",
    path: "/api/v1/keys",
    tag: "keys",
    access: "keys:write",
    limit: "write",
    summary: "A new API key, with at most the caller's own rights; key and secret are shown this once.",
    input: z.strictObject({
      name: z.string().min(1).max(100),
      role: z.enum(ACCESS_ROLES),
      scopes: z.array(z.enum(SCOPES)).min(1).optional().meta({ description: "Default: those of the role." }),
      sessionIds: z
        .array(sessionId)
        .max(10_000)
        .nullable()
        .optional()
        .meta({ description: "Sessions that it may touch; default: those of the caller." }),
      requireSignature: flag.optional(),
      expiresAt: isoOrMs.optional(),
      filter: readFilter.optional(),
    }),
    data: createdKey,
  }),
  rotateKey: define({
    id: "rotateKey",
    method: "POST",
    path: "/api/v1/keys/{keyId}/rotate",
    tag: "keys",
    access: "keys:write",
    limit: "write",
    summary: "A new key with the same rights; the old one works until the overlap has passed.",
    input: z.strictObject({ keyId, overlapSeconds: integer(0, 2_592_000).default(86_400) }),
    data: createdKey,
    errors: ["NOT_FOUND"],
  }),
  setKeyFilter: define({
    id: "setKeyFilter",
    method: "POST",
    path: "/api/v1/keys/{keyId}/filter",
    tag: "keys",
    access: "keys:write",
    limit: "write",
    summary:
      "Changes what a key gets to see; its open WebSockets are closed with 4004 and come back under the new filter.",
    input: z.strictObject({ keyId, filter: readFilter.nullable() }),
    data: z.object({ keyId }),
    errors: ["NOT_FOUND"],
  }),
  revokeKey: define({
    id: "revokeKey",
    method: "DELETE",
    path: "/api/v1/keys/{keyId}",
    tag: "keys",
    access: "keys:write",
    limit: "write",
    summary: "Ends a key; its tokens stop working within seconds.",
    input: z.strictObject({ keyId }),
    data: z.object({ keyId }),
    errors: ["NOT_FOUND"],
  }),
  listAudit: define({
    id: "listAudit",
    method: "GET",
    path: "/api/v1/audit",
    tag: "audit",
    access: "audit:read",
    limit: "read",
    summary: "Who did what on one day, newest first.",
    input: z.strictObject({
      day: z.iso.date().optional().meta({ description: "UTC; default today." }),
      limit: integer(1, 1000).default(100),
    }),
    data: z.object({ entries: z.array(auditEntry) }),
  }),
  verifyAudit: define({
    id: "verifyAudit",
    method: "GET",
    path: "/api/v1/audit/verify",
    tag: "audit",
    access: "audit:read",
    limit: "write",
    summary: "Checks the chain of hashes over the whole audit log.",
    input: none,
    data: auditVerdict,
  }),
  getHealth: define({
    id: "getHealth",
    method: "GET",
    path: "/api/v1/system/health",
    tag: "system",
    access: "public",
    limit: "system",
    summary: "Whether log and archive answer, and how the sessions are.",
    input: none,
    data: healthData,
  }),
  getMetrics: define({
    id: "getMetrics",
    method: "GET",
    path: "/api/v1/system/metrics",
    tag: "system",
    access: "system:read",
    limit: "system",
    summary: "Numbers of this node and of the cluster.",
    input: none,
    data: z.record(z.string(), z.unknown()),
  }),
  getConfig: define({
    id: "getConfig",
    method: "GET",
    path: "/api/v1/system/config",
    tag: "system",
    access: "system:config",
    limit: "system",
    summary: "The configuration in force, secrets redacted.",
    input: none,
    data: z.record(z.string(), z.unknown()),
  }),
} as const;
export type OperationId = keyof typeof OPERATIONS;
