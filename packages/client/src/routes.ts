import type { OperationId } from "@telewire/contracts";

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
}

/** Where each operation is. Generated from the contracts: `node scripts/docs.ts --write`. */
export const ROUTES: Readonly<Record<OperationId, Route>> = {
  createToken: { method: "POST", path: "/api/v1/auth/token" },
  refreshToken: { method: "POST", path: "/api/v1/auth/refresh" },
  createTicket: { method: "POST", path: "/api/v1/auth/ticket" },
  whoAmI: { method: "GET", path: "/api/v1/auth/me" },
  signOut: { method: "POST", path: "/api/v1/auth/sign-out" },
  getSigningKeys: { method: "GET", path: "/api/v1/auth/jwks" },
  sendCode: { method: "POST", path: "/api/v1/auth/send-code" },
  verifyCode: { method: "POST", path: "/api/v1/auth/verify-code" },
  listSessions: { method: "GET", path: "/api/v1/sessions" },
  getSession: { method: "GET", path: "/api/v1/sessions/{sessionId}" },
  removeSession: { method: "DELETE", path: "/api/v1/sessions/{sessionId}" },
  getSessionStatus: { method: "GET", path: "/api/v1/sessions/status/{sessionId}" },
  pollMessages: { method: "GET", path: "/api/v1/messages/poll/{chatId}" },
  pollChats: { method: "GET", path: "/api/v1/messages/poll" },
  getHistory: { method: "GET", path: "/api/v1/messages/history/{chatId}" },
  sendMessage: { method: "POST", path: "/api/v1/messages/send/{chatId}" },
  listDetections: { method: "GET", path: "/api/v1/detections" },
  listKeys: { method: "GET", path: "/api/v1/keys" },
  createKey: { method: "POST", path: "/api/v1/keys" },
  rotateKey: { method: "POST", path: "/api/v1/keys/{keyId}/rotate" },
  setKeyFilter: { method: "POST", path: "/api/v1/keys/{keyId}/filter" },
  revokeKey: { method: "DELETE", path: "/api/v1/keys/{keyId}" },
  listAudit: { method: "GET", path: "/api/v1/audit" },
  verifyAudit: { method: "GET", path: "/api/v1/audit/verify" },
  getHealth: { method: "GET", path: "/api/v1/system/health" },
  getMetrics: { method: "GET", path: "/api/v1/system/metrics" },
  getConfig: { method: "GET", path: "/api/v1/system/config" },
};
