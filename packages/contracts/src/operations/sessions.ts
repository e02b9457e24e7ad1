import { z } from "zod";
import { newSessionId, sessionIdSchema, sessionView, verifyCodeData } from "../rest.ts";
import { sessionEvidence, SESSION_STATES } from "../status.ts";
import { LOGIN_ERRORS, none, OWNER_ERRORS, time } from "./fields.ts";
import { define } from "./operation.ts";

const sessionId = sessionIdSchema;
export const sessionStatusData = z
  .object({
    sessionId,
    state: z.enum(SESSION_STATES),
    nodeId: z.string().nullable(),
    evidence: sessionEvidence.nullable(),
    at: time,
  })
  .meta({ id: "SessionStatusNow" });
export type SessionStatusData = z.infer<typeof sessionStatusData>;

const sessionFormat = z.enum(["mtcute", "telethon", "pyrogram", "gramjs"]);

export const SESSIONS_OPERATIONS = {
  listSessions: define({
    id: "listSessions",
    method: "GET",
    path: "/api/v1/sessions",
    tag: "sessions",
    access: "sessions:read",
    limit: "read",
    hasETag: true,
    hasPostAlias: true,
    summary: "The Telegram sessions that the caller may see.",
    input: none,
    data: z.object({ sessions: z.array(sessionView) }),
    example: {},
  }),
  getSession: define({
    id: "getSession",
    method: "GET",
    path: "/api/v1/sessions/{sessionId}",
    tag: "sessions",
    access: "sessions:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary: "One session.",
    input: z.strictObject({ sessionId }),
    data: sessionView,
    errors: ["SESSION_NOT_FOUND"],
    example: { sessionId: "alice" },
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
    example: { sessionId: "alice" },
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
    example: { sessionId: "alice" },
  }),
  importSession: define({
    id: "importSession",
    method: "POST",
    path: "/api/v1/sessions/import",
    tag: "sessions",
    access: "sessions:write",
    limit: "auth",
    summary:
      "Takes over a login of mtcute, Telethon, Pyrogram or GramJS, told apart by itself. It must not be in use anywhere else: Telegram ends a login that two use.",
    input: z.strictObject({ session: z.string().min(1).max(4096), sessionId: newSessionId.optional() }),
    data: verifyCodeData,
    errors: ["SESSION_EXISTS", "OVERLOADED", ...LOGIN_ERRORS],
    example: { session: "1BQANOTEuMTA4...", sessionId: "alice" },
  }),
  exportSession: define({
    id: "exportSession",
    method: "POST",
    path: "/api/v1/sessions/{sessionId}/export",
    tag: "sessions",
    access: "sessions:export",
    limit: "write",
    summary:
      "The login for another library, noted in the audit log. Whoever has it owns the account: remove the session here, without logging out, before it is used there.",
    input: z.strictObject({ sessionId, format: sessionFormat }),
    data: z.object({ sessionId, format: sessionFormat, session: z.string() }),
    errors: OWNER_ERRORS,
    example: { sessionId: "alice", format: "telethon" },
  }),
} as const;
