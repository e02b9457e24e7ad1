import type { OperationId } from "@telewire/contracts";

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly isRepeatable?: boolean;
  readonly isUpload?: boolean;
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
  resendCode: { method: "POST", path: "/api/v1/auth/resend-code" },
  verifyCode: { method: "POST", path: "/api/v1/auth/verify-code" },
  checkPassword: { method: "POST", path: "/api/v1/auth/check-password" },
  cancelLogin: { method: "POST", path: "/api/v1/auth/cancel" },
  startQrLogin: { method: "POST", path: "/api/v1/auth/qr" },
  getQrLogin: { method: "GET", path: "/api/v1/auth/qr/{loginId}" },
  logInBot: { method: "POST", path: "/api/v1/auth/bot" },
  listSessions: { method: "GET", path: "/api/v1/sessions" },
  getSession: { method: "GET", path: "/api/v1/sessions/{sessionId}" },
  removeSession: { method: "DELETE", path: "/api/v1/sessions/{sessionId}" },
  getSessionStatus: { method: "GET", path: "/api/v1/sessions/status/{sessionId}" },
  importSession: { method: "POST", path: "/api/v1/sessions/import" },
  exportSession: { method: "POST", path: "/api/v1/sessions/{sessionId}/export" },
  pollMessages: { method: "GET", path: "/api/v1/messages/poll/{chatId}" },
  pollChats: { method: "GET", path: "/api/v1/messages/poll" },
  getHistory: { method: "GET", path: "/api/v1/messages/history/{chatId}" },
  searchMessages: { method: "GET", path: "/api/v1/messages/search" },
  sendMessage: { method: "POST", path: "/api/v1/messages/send/{chatId}", isRepeatable: true },
  editMessage: { method: "POST", path: "/api/v1/messages/edit/{chatId}" },
  deleteMessages: { method: "POST", path: "/api/v1/messages/delete/{chatId}" },
  forwardMessages: { method: "POST", path: "/api/v1/messages/forward/{chatId}", isRepeatable: true },
  reactToMessage: { method: "POST", path: "/api/v1/messages/react/{chatId}" },
  markRead: { method: "POST", path: "/api/v1/messages/read/{chatId}" },
  pinMessage: { method: "POST", path: "/api/v1/messages/pin/{chatId}" },
  uploadMedia: { method: "POST", path: "/api/v1/media/upload", isUpload: true },
  downloadMedia: { method: "GET", path: "/api/v1/media/{chatId}/{messageId}" },
  listChats: { method: "GET", path: "/api/v1/chats" },
  getChat: { method: "GET", path: "/api/v1/chats/{chatId}" },
  listMembers: { method: "GET", path: "/api/v1/chats/{chatId}/members" },
  resolveChat: { method: "GET", path: "/api/v1/chats/resolve" },
  joinChat: { method: "POST", path: "/api/v1/chats/join" },
  leaveChat: { method: "POST", path: "/api/v1/chats/{chatId}/leave" },
  callTelegram: { method: "POST", path: "/api/v1/telegram/call" },
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
