import { randomUUID } from "node:crypto";
import { TelewireError } from "@telewire/contracts";
import type { SendCodeData, TelegramUser, VerifyCodeData } from "@telewire/contracts";
import { systemClock } from "@telewire/kit";
import type { Clock, Logger } from "@telewire/kit";
import type { TelegramOptions } from "./options.ts";
import { PendingLogin } from "./pending-login.ts";
import type { LoginResult } from "./pending-login.ts";
import { QrLogin } from "./qr-login.ts";
import type { QrView } from "./qr-login.ts";
import { readSessionString } from "./session-string.ts";
import type { ImportedSession } from "./session-string.ts";
import { dcsOf } from "./telegram-connection.ts";

export interface CompletedLogin {
  readonly sessionId: string;
  readonly user: TelegramUser;
  /** To be sealed and stored; the sockets that used it are closed. */
  readonly secret: Uint8Array;
}

export interface LoginManagerOptions {
  readonly telegram: TelegramOptions;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Called before `verifyCode` resolves: stores the session and starts its owner. */
  readonly onLogin: (login: CompletedLogin) => Promise<void>;
  /** A login that is not finished by then is dropped: default 600,000. */
  readonly ttlMs?: number;
  /** Logins at a time: default 100. */
  readonly maxPending?: number;
}

export interface QrRequest {
  readonly loginId: string;
  readonly waitMs?: number;
  readonly after?: number;
}

export interface QrData extends QrView {
  readonly loginId: string;
  readonly sessionId: string;
}

interface Entry {
  readonly loginId: string;
  readonly sessionId: string;
  /** Null for logins without a phone. */
  readonly phone: string | null;
  readonly login: PendingLogin;
  qr?: QrLogin;
  timer: NodeJS.Timeout;
  isBusy: boolean;
  /** Telegram accepted it, but it could not be stored yet: the next try stores it. */
  result?: LoginResult;
}

/** After these the code of a login is worth nothing. */
const FINISHING = new Set(["CODE_EXPIRED", "PHONE_NOT_REGISTERED", "SESSION_BANNED"]);

/** Logins that wait for a code or password, on the node that asked Telegram for them. */
export class LoginManager {
  readonly #options: LoginManagerOptions;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(options: LoginManagerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get pending(): number {
    return this.#entries.size;
  }

  /** Asking again for the same phone and session repeats the request on the same login. */
  async sendCode({ phone, sessionId }: { readonly phone: string; readonly sessionId: string }): Promise<SendCodeData> {
    const known = [...this.#entries.values()].find((entry) => entry.phone === phone && entry.sessionId === sessionId);
    const entry = known ?? this.#add(phone, sessionId);
    try {
      const sent = await this.#run(entry, (login) => login.sendCode(phone));
      this.#extend(entry);
      return { loginId: entry.loginId, ...sent };
    } catch (error) {
      if (known === undefined) await this.#drop(entry);
      throw error;
    }
  }

  /** The same code by the next way (SMS, call, ...). */
  async resendCode({ loginId }: { readonly loginId: string }): Promise<SendCodeData> {
    const sent = await this.#run(this.#entry(loginId), (login) => login.resendCode());
    return { loginId, ...sent };
  }

  /** @throws TelewireError LOGIN_NOT_FOUND, CODE_INVALID, CODE_EXPIRED, PASSWORD_REQUIRED, PASSWORD_INVALID, ... */
  verifyCode({
    loginId,
    code,
    password,
  }: {
    readonly loginId: string;
    readonly code: string;
    readonly password?: string;
  }): Promise<VerifyCodeData> {
    return this.#complete(loginId, (login) => login.verify(code, password));
  }

  /** The second step, where the code was accepted before. */
  checkPassword({
    loginId,
    password,
  }: {
    readonly loginId: string;
    readonly password: string;
  }): Promise<VerifyCodeData> {
    return this.#complete(loginId, (login) => login.checkPassword(password));
  }

  /** A login by QR code: shown by the caller, scanned with a phone that is logged in. */
  async startQr({ sessionId }: { readonly sessionId: string }): Promise<QrData> {
    const entry = this.#add(null, sessionId);
    entry.qr = new QrLogin(
      entry.login,
      (result) => this.#store(entry, result),
      () => this.#clock.now(),
    );
    await entry.qr.step();
    const { view } = entry.qr;
    if (view.state !== "failed") return { loginId: entry.loginId, sessionId, ...view };
    await this.#drop(entry);
    throw new TelewireError(view.error ?? "INTERNAL");
  }

  /** How a QR login stands; with `waitMs` not before it is later than version `after`, or waits for nobody any more. */
  async qr({ loginId, waitMs = 0, after }: QrRequest): Promise<QrData> {
    const { qr, sessionId } = this.#entry(loginId);
    if (qr === undefined) throw new TelewireError("LOGIN_NOT_FOUND");
    const isKnown = after === undefined ? qr.view.state === "waiting" : qr.view.version <= after;
    const view = waitMs > 0 && isKnown ? await qr.changed(waitMs) : qr.view;
    return { loginId, sessionId, ...view };
  }

  /** A bot's token is a login by itself. */
  async logInBot({
    token,
    sessionId,
  }: {
    readonly token: string;
    readonly sessionId: string;
  }): Promise<VerifyCodeData> {
    return this.#atOnce(sessionId, (login) => login.logInBot(token));
  }

  /** A session string of mtcute, Telethon, Pyrogram or GramJS. It must not be in use anywhere else. */
  async importSession({
    session,
    sessionId,
  }: {
    readonly session: string;
    readonly sessionId: string;
  }): Promise<VerifyCodeData> {
    const imported = readSessionString(session);
    const { dc } = this.#options.telegram;
    const dcs = dc?.id === imported.dcs.main.id ? dcsOf(this.#options.telegram) : imported.dcs;
    return this.#atOnce(sessionId, (login) => login.takeOver(), { ...imported, dcs });
  }

  /** Forgets a login, its sockets closed. */
  async cancel({ loginId }: { readonly loginId: string }): Promise<void> {
    await this.#drop(this.#entry(loginId));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map((entry) => this.#drop(entry)));
  }

  async #complete(loginId: string, step: (login: PendingLogin) => Promise<LoginResult>): Promise<VerifyCodeData> {
    const entry = this.#entry(loginId);
    try {
      const result = entry.result ?? (await this.#run(entry, step));
      if (entry.qr !== undefined) await entry.qr.finish(result);
      else await this.#store(entry, result);
      if (entry.qr === undefined) await this.#drop(entry);
      return { sessionId: entry.sessionId, user: result.user };
    } catch (error) {
      if (error instanceof TelewireError && FINISHING.has(error.code)) await this.#drop(entry);
      throw error;
    }
  }

  async #store(entry: Entry, result: LoginResult): Promise<void> {
    entry.result = result;
    await this.#options.onLogin({ sessionId: entry.sessionId, ...result });
  }

  /** A login without a second step. */
  async #atOnce(
    sessionId: string,
    step: (login: PendingLogin) => Promise<LoginResult>,
    session: ImportedSession | null = null,
  ): Promise<VerifyCodeData> {
    const entry = this.#add(null, sessionId, session);
    try {
      const result = await step(entry.login);
      await this.#store(entry, result);
      return { sessionId, user: result.user };
    } finally {
      await this.#drop(entry);
    }
  }

  async #run<Result>(entry: Entry, work: (login: PendingLogin) => Promise<Result>): Promise<Result> {
    if (entry.isBusy) throw new TelewireError("CONFLICT");
    entry.isBusy = true;
    try {
      return await work(entry.login);
    } finally {
      entry.isBusy = false;
    }
  }

  #entry(loginId: string): Entry {
    const entry = this.#entries.get(loginId);
    if (entry === undefined) throw new TelewireError("LOGIN_NOT_FOUND");
    return entry;
  }

  #add(phone: string | null, sessionId: string, session: ImportedSession | null = null): Entry {
    const { telegram, logger, maxPending = 100 } = this.#options;
    if (this.#entries.size >= maxPending) throw new TelewireError("OVERLOADED");
    const loginId = randomUUID();
    const login = new PendingLogin({
      telegram,
      logger,
      clock: this.#clock,
      session,
      onTokenScanned: () => void entry.qr?.step(),
    });
    const entry: Entry = { loginId, sessionId, phone, login, timer: this.#expiry(loginId), isBusy: false };
    this.#entries.set(loginId, entry);
    return entry;
  }

  #extend(entry: Entry): void {
    clearTimeout(entry.timer);
    entry.timer = this.#expiry(entry.loginId);
  }

  #expiry(loginId: string): NodeJS.Timeout {
    return setTimeout(() => {
      const entry = this.#entries.get(loginId);
      if (entry !== undefined) void this.#drop(entry);
    }, this.#options.ttlMs ?? 600_000);
  }

  async #drop(entry: Entry): Promise<void> {
    clearTimeout(entry.timer);
    this.#entries.delete(entry.loginId);
    entry.qr?.close();
    await entry.login.close();
  }
}
