import type {
  MessageEntity,
  NewMessageEntry,
  SendCodeData,
  SessionEvidence,
  SessionState,
  VerifyCodeData,
} from "@telewire/contracts";
import type { ActionName, ActionRequest, ActionResult } from "./actions/session-actions.ts";
import type { Markup } from "./actions/markup.ts";
import type { QrData, QrRequest } from "./login-manager.ts";
import type { SessionStringFormat } from "./session-string.ts";

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
  /** In place of it: the messages that follow this id (0: the chat's first ones). Newest first all the same. */
  readonly afterMessageId?: string;
  /** With `afterMessageId` "0": from this time on, epoch ms. */
  readonly sinceMs?: number;
  /** In place of both: the newest ones up to this time, epoch ms. */
  readonly untilMs?: number;
  /** At most 100. */
  readonly limit: number;
}

export interface HistoryPage {
  /** Newest first. Service messages are not among them: a page may be empty though there is more. */
  readonly messages: readonly NewMessageEntry[];
  /** What Telegram gave, service messages included; null: there is nothing further. */
  readonly span: { readonly oldest: string; readonly newest: string; readonly count: number } | null;
}

/** The same was tried before: what Telegram has of it already is the answer. */
export interface EarlierTry {
  /** Epoch ms. */
  readonly at: number;
  /** Id of a message of the chat that was there before: what was sent has a higher one. */
  readonly above?: string;
}

export interface SendRequest {
  readonly sessionId: string;
  readonly chatId: string;
  readonly text: string;
  readonly replyTo?: string;
  readonly silent?: boolean;
  readonly entities?: readonly MessageEntity[];
  readonly parseMode?: Markup;
  /** ISO 8601: Telegram sends it then. The id in the answer is that of the scheduled message. */
  readonly scheduleAt?: string;
  /** Decimal 64-bit: Telegram drops a second message with the same one. Drawn at random when absent. */
  readonly randomId?: string;
  readonly tried?: EarlierTry;
}

/** A call of Telegram's schema: 64-bit numbers as `{"$long": "1"}`, bytes as `{"$bytes": "<base64>"}`, both ways. */
export interface RawCall {
  readonly sessionId: string;
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface ActRequest<Name extends ActionName> {
  readonly sessionId: string;
  readonly name: Name;
  readonly request: ActionRequest<Name>;
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
  /** The same code by the next way. @throws TelewireError LOGIN_NOT_FOUND */
  resendCode(request: { readonly loginId: string }): Promise<SendCodeData>;
  /** @throws TelewireError PASSWORD_INVALID, LOGIN_NOT_FOUND */
  checkPassword(request: { readonly loginId: string; readonly password: string }): Promise<VerifyCodeData>;
  /** @throws TelewireError LOGIN_NOT_FOUND */
  cancelLogin(request: { readonly loginId: string }): Promise<void>;
  startQr(request: { readonly sessionId?: string }): Promise<QrData>;
  /** With `waitMs` not before something changes, since version `after` when that is given. @throws TelewireError LOGIN_NOT_FOUND */
  qr(request: QrRequest): Promise<QrData>;
  logInBot(request: { readonly token: string; readonly sessionId?: string }): Promise<VerifyCodeData>;
  /** @throws TelewireError BAD_REQUEST, SESSION_EXISTS when the login runs here already */
  importSession(request: { readonly session: string; readonly sessionId?: string }): Promise<VerifyCodeData>;
  exportSession(request: {
    readonly sessionId: string;
    readonly format: SessionStringFormat;
  }): Promise<{ readonly session: string }>;
  /** Logs out at Telegram where it can, and forgets the session. */
  removeSession(request: { readonly sessionId: string }): Promise<void>;
  status(request: { readonly sessionId: string }): Promise<SessionStatus>;
  history(request: HistoryRequest): Promise<HistoryPage>;
  send(request: SendRequest): Promise<{ readonly messageId: string; readonly date: string }>;
  act<Name extends ActionName>(request: ActRequest<Name>): Promise<ActionResult<Name>>;
  call(request: RawCall): Promise<{ readonly result: unknown }>;
}
