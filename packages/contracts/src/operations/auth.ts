import { z } from "zod";
import { integer } from "../query.ts";
import {
  newSessionId,
  qrLoginData,
  refreshRequest,
  sendCodeData,
  sendCodeRequest,
  sessionIdSchema,
  tokenData,
  tokenRequest,
  verifyCodeData,
  verifyCodeRequest,
} from "../rest.ts";
import { principal } from "../identity.ts";
import { SESSION_STATES } from "../status.ts";
import { none, time } from "./fields.ts";
import { define } from "./operation.ts";

export const whoAmIData = principal.extend({
  csrfToken: z
    .string()
    .nullable()
    .meta({ description: "For the header X-CSRF-Token; null unless signed in by cookie." }),
  expiresAt: time,
});
export type WhoAmIData = z.infer<typeof whoAmIData>;

const loginId = verifyCodeRequest.shape.loginId;
const password = z.string().min(1).max(256);

export const AUTH_OPERATIONS = {
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
    example: { apiKey: "tw_0123456789ab_secret" },
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
    input: refreshRequest.extend({ sessionId: sessionIdSchema.optional() }),
    data: tokenData.extend({
      session: z.object({ sessionId: sessionIdSchema, state: z.enum(SESSION_STATES) }).optional(),
    }),
    errors: ["INVALID_REFRESH_TOKEN"],
    example: { refreshToken: "rt_...", sessionId: "alice" },
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
    example: {},
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
    example: {},
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
    example: {},
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
    example: {},
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
    errors: ["PHONE_INVALID", "SESSION_EXISTS", "SESSION_BANNED", "FLOOD_WAIT", "OWNER_UNREACHABLE", "TELEGRAM_ERROR"],
    example: { phone: "+99966212345", sessionId: "alice" },
  }),
  resendCode: define({
    id: "resendCode",
    method: "POST",
    path: "/api/v1/auth/resend-code",
    tag: "auth",
    access: "sessions:write",
    limit: "auth",
    summary: "Asks Telegram to send the login code again, by the next way (SMS, call, ...).",
    input: z.strictObject({ loginId }),
    data: sendCodeData,
    errors: ["LOGIN_NOT_FOUND", "CONFLICT", "FLOOD_WAIT", "OWNER_UNREACHABLE", "TELEGRAM_ERROR"],
    example: { loginId: "bm9kZS0x.0f2c" },
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
    example: { loginId: "bm9kZS0x.0f2c", code: "22222", password: "correct horse" },
  }),
  checkPassword: define({
    id: "checkPassword",
    method: "POST",
    path: "/api/v1/auth/check-password",
    tag: "auth",
    access: "sessions:write",
    limit: "auth",
    summary: "Completes a login whose code or QR code was accepted with the two-step password.",
    input: z.strictObject({ loginId, password }),
    data: verifyCodeData,
    errors: ["PASSWORD_INVALID", "LOGIN_NOT_FOUND", "CONFLICT", "FLOOD_WAIT", "OWNER_UNREACHABLE", "TELEGRAM_ERROR"],
    example: { loginId: "bm9kZS0x.0f2c", password: "correct horse" },
  }),
  cancelLogin: define({
    id: "cancelLogin",
    method: "POST",
    path: "/api/v1/auth/cancel",
    tag: "auth",
    access: "sessions:write",
    limit: "auth",
    summary: "Drops a login that is not complete.",
    input: z.strictObject({ loginId }),
    data: z.object({ loginId: z.string() }),
    errors: ["LOGIN_NOT_FOUND", "OWNER_UNREACHABLE"],
    example: { loginId: "bm9kZS0x.0f2c" },
  }),
  startQrLogin: define({
    id: "startQrLogin",
    method: "POST",
    path: "/api/v1/auth/qr",
    tag: "auth",
    access: "sessions:write",
    limit: "auth",
    summary:
      "Starts a login by QR code: show `url` as a code, scan it with a phone that is logged in, ask getQrLogin or listen to the topic `login`.",
    input: z.strictObject({ sessionId: newSessionId.optional() }),
    data: qrLoginData,
    errors: ["SESSION_EXISTS", "OVERLOADED", "OWNER_UNREACHABLE", "TELEGRAM_ERROR"],
    example: { sessionId: "alice" },
  }),
  getQrLogin: define({
    id: "getQrLogin",
    method: "GET",
    path: "/api/v1/auth/qr/{loginId}",
    tag: "auth",
    access: "sessions:write",
    limit: "read",
    summary: "How a QR login stands: `waiting` (with the code that is valid now), `password`, `done` or `failed`.",
    input: z.strictObject({
      loginId,
      wait: integer(0, 30).default(0).meta({ description: "Seconds to wait for a change." }),
      after: integer(0, 1_000_000)
        .optional()
        .meta({ description: "`version` of the answer before: waits for a later one. Absent: waits while `waiting`." }),
    }),
    data: qrLoginData,
    errors: ["LOGIN_NOT_FOUND", "OWNER_UNREACHABLE"],
    example: { loginId: "bm9kZS0x.0f2c", wait: 25, after: 1 },
  }),
  logInBot: define({
    id: "logInBot",
    method: "POST",
    path: "/api/v1/auth/bot",
    tag: "auth",
    access: "sessions:write",
    limit: "auth",
    summary: "Logs a bot in with the token that BotFather gave.",
    input: z.strictObject({
      token: z
        .string()
        .regex(/^\d{1,20}:[\w-]{1,64}$/)
        .meta({ description: "`<bot id>:<secret>`." }),
      sessionId: newSessionId.optional(),
    }),
    data: verifyCodeData,
    errors: ["SESSION_EXISTS", "FLOOD_WAIT", "OVERLOADED", "OWNER_UNREACHABLE", "TELEGRAM_ERROR"],
    example: { token: "9996600001:secret", sessionId: "helper-bot" },
  }),
} as const;
