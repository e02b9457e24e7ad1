import type {
  MessageEntity,
  NewMessageEntry,
  SendCodeData,
  SessionEvidence,
  SessionState,
  VerifyCodeData,
} from "@telewire/contracts";

export interface SessionStatus {
  readonly sessionId: string;
  readonly state: SessionState;
  readonly nodeId: string;
  readonly evidence: SessionEvidence;
}

export interface HistoryRequest {
  readonly sessionId: string;
  readonly chatId: string;
  /** Messages with a smaller id; from the newest when absent. */
  readonly beforeMessageId?: string;
  /** At most 100. */
  readonly limit: number;
}

export interface SendRequest {
  readonly sessionId: string;
  readonly chatId: string;
  readonly text: string;
  readonly replyTo?: string;
  readonly silent?: boolean;
  readonly entities?: readonly MessageEntity[];
  /** ISO 8601: Telegram sends it then. The id in the answer is that of the scheduled message. */
  readonly scheduleAt?: string;
  /** Decimal 64-bit: Telegram drops a second message with the same one. Drawn at random when absent. */
  readonly randomId?: string;
}

/**
 * What the api role asks of the owners of sessions. Arguments and results are plain JSON, so that a call goes to the
 * owner in this process or over the internal API to the node that holds the lease. Throws TelewireError.
 */
export interface SessionControl {
  /** Starts a login; `loginId` stays with the node that asked Telegram. */
  sendCode(request: { readonly phone: string; readonly sessionId?: string }): Promise<SendCodeData>;
  /** @throws TelewireError CODE_INVALID, CODE_EXPIRED, PASSWORD_REQUIRED, PASSWORD_INVALID, LOGIN_NOT_FOUND */
  verifyCode(request: {
    readonly loginId: string;
    readonly code: string;
    readonly password?: string;
  }): Promise<VerifyCodeData>;
  /** Logs out at Telegram where it can, and forgets the session. */
  removeSession(request: { readonly sessionId: string }): Promise<void>;
  status(request: { readonly sessionId: string }): Promise<SessionStatus>;
  history(request: HistoryRequest): Promise<{ readonly messages: readonly NewMessageEntry[] }>;
  send(request: SendRequest): Promise<{ readonly messageId: string; readonly date: string }>;
}
