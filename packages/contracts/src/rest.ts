import { z } from "zod";
import { ERRORS } from "./errors.ts";
import type { ErrorCode } from "./errors.ts";
import { messageEntry } from "./message.ts";
import { sessionEvidence, SESSION_STATES } from "./status.ts";

export const sessionIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .meta({ description: "Name of a session: letters, digits, `_`, `-`." });
/** Of a session to be made: these names are taken by addresses. */
export const newSessionId = sessionIdSchema.refine((name) => !["import", "status"].includes(name), {
  error: "is a reserved name",
});
export const chatIdSchema = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .meta({ description: "A chat's marked id." });

export const responseMeta = z
  .object({
    count: z.int().optional(),
    hasMore: z.boolean().optional(),
    executionTime: z.number().meta({ description: "Milliseconds." }),
  })
  .meta({ id: "Meta" });
export type ResponseMeta = z.infer<typeof responseMeta>;

export interface SuccessEnvelope<Data> {
  readonly success: true;
  readonly data: Data;
  readonly meta: ResponseMeta;
}
export const errorEnvelope = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).meta({ id: "ErrorCode" }),
      message: z.string(),
      details: z.record(z.string(), z.unknown()),
    }),
    meta: responseMeta.optional(),
  })
  .meta({ id: "Error" });
export type ErrorEnvelope = z.infer<typeof errorEnvelope>;

// auth
export const tokenRequest = z.strictObject({ apiKey: z.string().min(1).max(256) });
export const tokenData = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    expiresIn: z.int().meta({ description: "Seconds." }),
  })
  .meta({ id: "Tokens" });
export type TokenData = z.infer<typeof tokenData>;
export const refreshRequest = z.strictObject({ refreshToken: z.string().min(1).max(512) });
const phone = z
  .string()
  .regex(/^\+?\d{5,15}$/)
  .meta({ description: "Phone number in international form." });
export const sendCodeRequest = z.strictObject({ phone, sessionId: newSessionId.optional() });
export const sendCodeData = z
  .object({
    loginId: z.string(),
    type: z.string().meta({ description: "How the code was sent: app, sms, call, flashCall, email, fragmentSms, ..." }),
    timeout: z.int().nullable().meta({ description: "Seconds until another code may be asked for." }),
  })
  .meta({ id: "SentCode" });
export type SendCodeData = z.infer<typeof sendCodeData>;
export const verifyCodeRequest = z.strictObject({
  loginId: z.string().min(1).max(128),
  code: z.string().min(1).max(16),
  password: z.string().max(256).optional(),
});
export const telegramUser = z
  .object({
    id: z.string(),
    firstName: z.string(),
    lastName: z.string().optional(),
    username: z.string().optional(),
  })
  .meta({ id: "User" });
export type TelegramUser = z.infer<typeof telegramUser>;
export const verifyCodeData = z
  .object({ sessionId: sessionIdSchema, user: telegramUser })
  .meta({ id: "CompletedLogin" });
export type VerifyCodeData = z.infer<typeof verifyCodeData>;
export const qrLoginData = z
  .object({
    loginId: z.string(),
    sessionId: sessionIdSchema,
    state: z.enum(["waiting", "password", "done", "failed"]),
    version: z.int().min(1).meta({ description: "Counts the changes: what `after` of getQrLogin takes." }),
    url: z.string().optional().meta({ description: "What the QR code shows: a `tg://login` link, while `waiting`." }),
    expiresAt: z.string().optional().meta({ description: "When the link is replaced by another." }),
    hint: z.string().nullable().optional().meta({ description: "Of the two-step password." }),
    user: telegramUser.optional(),
    error: z.string().optional().meta({ description: "Error code, when `failed`." }),
  })
  .meta({ id: "QrLogin" });
export type QrLoginData = z.infer<typeof qrLoginData>;

// sessions
export const sessionView = z
  .object({
    sessionId: sessionIdSchema,
    user: telegramUser,
    state: z.enum(SESSION_STATES),
    nodeId: z.string().nullable(),
    createdAt: z.string(),
    evidence: sessionEvidence.nullable(),
  })
  .meta({ id: "Session" });
export type SessionView = z.infer<typeof sessionView>;

// messages
export const messagePage = z
  .object({ messages: z.array(messageEntry), nextCursor: z.string() })
  .meta({ id: "MessagePage" });
export type MessagePage = z.infer<typeof messagePage>;

/** `GET /api/metrics/telegram-stream`: exactly these fields; latencies in ms, uptime in seconds, memory in bytes. */
export const telegramStreamMetrics = z.strictObject({
  messagesProcessed: z.number(),
  redisQueueSize: z.number(),
  avgGoToRedisLatency: z.number(),
  avgRedisToWebSocketLatency: z.number(),
  avgDatabaseBatchLatency: z.number(),
  batchesWritten: z.number(),
  websocketDeliveries: z.number(),
  errors: z.number(),
  uptime: z.number(),
  memoryUsage: z.number(),
  consumerGroupId: z.string(),
});
export type TelegramStreamMetrics = z.infer<typeof telegramStreamMetrics>;
