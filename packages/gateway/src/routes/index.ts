import type { Route } from "../http/route.ts";
import { listAudit } from "./audit/list-audit.ts";
import { verifyAudit } from "./audit/verify-audit.ts";
import { createTicket } from "./auth/create-ticket.ts";
import { createToken } from "./auth/create-token.ts";
import { getSigningKeys } from "./auth/get-signing-keys.ts";
import { refreshToken } from "./auth/refresh-token.ts";
import { sendCode } from "./auth/send-code.ts";
import { signOut } from "./auth/sign-out.ts";
import { verifyCode } from "./auth/verify-code.ts";
import { whoAmI } from "./auth/who-am-i.ts";
import { listDetections } from "./detections/list-detections.ts";
import { createKey } from "./keys/create-key.ts";
import { listKeys } from "./keys/list-keys.ts";
import { revokeKey } from "./keys/revoke-key.ts";
import { rotateKey } from "./keys/rotate-key.ts";
import { setKeyFilter } from "./keys/set-key-filter.ts";
import { getHistory } from "./messages/get-history.ts";
import { pollChats } from "./messages/poll-chats.ts";
import { pollMessages } from "./messages/poll-messages.ts";
import { sendMessage } from "./messages/send-message.ts";
import { getSession } from "./sessions/get-session.ts";
import { getSessionStatus } from "./sessions/get-session-status.ts";
import { listSessions } from "./sessions/list-sessions.ts";
import { removeSession } from "./sessions/remove-session.ts";
import { getConfig } from "./system/get-config.ts";
import { getHealth } from "./system/get-health.ts";
import { getMetrics } from "./system/get-metrics.ts";

/** Every operation that is served. */
export const ROUTES: readonly Route[] = [
  createToken,
  refreshToken,
  createTicket,
  whoAmI,
  signOut,
  getSigningKeys,
  sendCode,
  verifyCode,
  listSessions,
  getSession,
  getSessionStatus,
  removeSession,
  pollMessages,
  pollChats,
  getHistory,
  sendMessage,
  listDetections,
  listKeys,
  createKey,
  rotateKey,
  setKeyFilter,
  revokeKey,
  listAudit,
  verifyAudit,
  getHealth,
  getMetrics,
  getConfig,
];
