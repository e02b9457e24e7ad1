import type { Route } from "../http/route.ts";
import { listAudit } from "./audit/list-audit.ts";
import { verifyAudit } from "./audit/verify-audit.ts";
import { cancelLogin } from "./auth/cancel-login.ts";
import { checkPassword } from "./auth/check-password.ts";
import { createTicket } from "./auth/create-ticket.ts";
import { createToken } from "./auth/create-token.ts";
import { getQrLogin } from "./auth/get-qr-login.ts";
import { getSigningKeys } from "./auth/get-signing-keys.ts";
import { logInBot } from "./auth/log-in-bot.ts";
import { refreshToken } from "./auth/refresh-token.ts";
import { resendCode } from "./auth/resend-code.ts";
import { sendCode } from "./auth/send-code.ts";
import { signOut } from "./auth/sign-out.ts";
import { startQrLogin } from "./auth/start-qr-login.ts";
import { verifyCode } from "./auth/verify-code.ts";
import { whoAmI } from "./auth/who-am-i.ts";
import { getChat } from "./chats/get-chat.ts";
import { joinChat } from "./chats/join-chat.ts";
import { leaveChat } from "./chats/leave-chat.ts";
import { listChats } from "./chats/list-chats.ts";
import { listMembers } from "./chats/list-members.ts";
import { resolveChat } from "./chats/resolve-chat.ts";
import { listDetections } from "./detections/list-detections.ts";
import { getAddress } from "./insight/get-address.ts";
import { getReputation } from "./insight/get-reputation.ts";
import { listAlerts } from "./insight/list-alerts.ts";
import { createKey } from "./keys/create-key.ts";
import { listKeys } from "./keys/list-keys.ts";
import { revokeKey } from "./keys/revoke-key.ts";
import { rotateKey } from "./keys/rotate-key.ts";
import { setKeyFilter } from "./keys/set-key-filter.ts";
import { downloadMedia } from "./media/download-media.ts";
import { uploadMedia } from "./media/upload-media.ts";
import { deleteMessages } from "./messages/delete-messages.ts";
import { editMessage } from "./messages/edit-message.ts";
import { forwardMessages } from "./messages/forward-messages.ts";
import { getHistory } from "./messages/get-history.ts";
import { markRead } from "./messages/mark-read.ts";
import { pinMessage } from "./messages/pin-message.ts";
import { pollChats } from "./messages/poll-chats.ts";
import { pollMessages } from "./messages/poll-messages.ts";
import { reactToMessage } from "./messages/react-to-message.ts";
import { searchMessages } from "./messages/search-messages.ts";
import { sendMessage } from "./messages/send-message.ts";
import { createRule } from "./rules/create-rule.ts";
import { deleteRule } from "./rules/delete-rule.ts";
import { getRule } from "./rules/get-rule.ts";
import { listRules } from "./rules/list-rules.ts";
import { replayRule } from "./rules/replay-rule.ts";
import { updateRule } from "./rules/update-rule.ts";
import { exportSession } from "./sessions/export-session.ts";
import { getSessionStatus } from "./sessions/get-session-status.ts";
import { getSession } from "./sessions/get-session.ts";
import { importSession } from "./sessions/import-session.ts";
import { listSessions } from "./sessions/list-sessions.ts";
import { removeSession } from "./sessions/remove-session.ts";
import { getConfig } from "./system/get-config.ts";
import { getHealth } from "./system/get-health.ts";
import { getMetrics } from "./system/get-metrics.ts";
import { callTelegram } from "./telegram/call-telegram.ts";

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
  resendCode,
  checkPassword,
  cancelLogin,
  startQrLogin,
  getQrLogin,
  logInBot,
  importSession,
  exportSession,
  searchMessages,
  editMessage,
  deleteMessages,
  forwardMessages,
  reactToMessage,
  markRead,
  pinMessage,
  uploadMedia,
  downloadMedia,
  listChats,
  getChat,
  listMembers,
  resolveChat,
  joinChat,
  leaveChat,
  callTelegram,
  listDetections,
  getReputation,
  getAddress,
  listAlerts,
  listRules,
  createRule,
  getRule,
  updateRule,
  deleteRule,
  replayRule,
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
