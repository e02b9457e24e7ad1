import { randomBytes } from "node:crypto";
import { TelewireError } from "@telewire/contracts";
import type { SendCodeData, TelegramUser, VerifyCodeData } from "@telewire/contracts";
import type { Archive } from "@telewire/archive";
import type { Clock, Logger, SecretBox } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import type { HistoryRequest, SendRequest, SessionControl, SessionStatus } from "@telewire/telegram";
import type { ListenerService } from "../listener/listener-service.ts";
import type { Owner } from "../listener/owner.ts";
import { secretContext } from "../listener/session-runner.ts";

/** A login that Telegram accepted; its sockets are closed. */
export interface CompletedLogin {
  readonly sessionId: string;
  readonly user: TelegramUser;
  readonly secret: Uint8Array;
}

/** What pending logins offer: the telegram package's login manager. */
export interface Logins {
  sendCode(request: { readonly phone: string; readonly sessionId: string }): Promise<SendCodeData>;
  verifyCode(request: { readonly loginId: string; readonly code: string; readonly password?: string }): Promise<VerifyCodeData>;
}

export interface LocalControlOptions {
  readonly listener: ListenerService;
  readonly logins: Logins;
  readonly archive: Archive;
  readonly log: EventLog;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly logger: Logger;
}

const NOT_READY_RETRY_MS = 1000;

/** Session control on the node that owns the session, or that asked for its login code. */
export class LocalSessionControl implements SessionControl {
  readonly #options: LocalControlOptions;

  constructor(options: LocalControlOptions) {
    this.#options = options;
  }

  async sendCode({ phone, sessionId }: { readonly phone: string; readonly sessionId?: string }): Promise<SendCodeData> {
    const { archive, logins } = this.#options;
    if (sessionId !== undefined) {
      const existing = await archive.sessions.get(sessionId);
      if (existing !== null && existing.finalState === null) throw new TelewireError("SESSION_EXISTS");
    }
    return logins.sendCode({ phone, sessionId: sessionId ?? `s-${randomBytes(6).toString("hex")}` });
  }

  verifyCode(request: { readonly loginId: string; readonly code: string; readonly password?: string }): Promise<VerifyCodeData> {
    return this.#options.logins.verifyCode(request);
  }

  /** Stores a completed login, in place of a session of the same name that had ended, and starts it here. */
  async adopt({ sessionId, user, secret }: CompletedLogin): Promise<void> {
    const { archive, log, secrets, clock, listener } = this.#options;
    const existing = await archive.sessions.get(sessionId);
    if (existing !== null && existing.finalState !== null) {
      await archive.sessions.delete(sessionId);
      await log.clearState(sessionId);
    }
    const now = Math.round(clock.now());
    await archive.sessions.insert({
      sessionId,
      userId: user.id,
      firstName: user.firstName,
      lastName: user.lastName ?? null,
      username: user.username ?? null,
      secret: secrets.seal(secret, secretContext(sessionId)),
      finalState: null,
      createdAt: now,
      updatedAt: now,
    });
    await listener.startNow(sessionId);
  }

  async removeSession({ sessionId }: { readonly sessionId: string }): Promise<void> {
    const { archive, log, listener, logger } = this.#options;
    try {
      await this.#owner(sessionId).logOut();
    } catch (error) {
      logger.warn({ err: error, sessionId }, "Telegram was not told of the log-out: the session is forgotten all the same");
    }
    await archive.sessions.delete(sessionId);
    await listener.stop(sessionId);
    await log.clearState(sessionId);
  }

  async status({ sessionId }: { readonly sessionId: string }): Promise<SessionStatus> {
    return this.#owner(sessionId).status();
  }

  async history(request: HistoryRequest): ReturnType<SessionControl["history"]> {
    return this.#owner(request.sessionId).history(request);
  }

  async send(request: SendRequest): ReturnType<SessionControl["send"]> {
    return this.#owner(request.sessionId).send(request);
  }

  #owner(sessionId: string): Owner {
    const owner = this.#options.listener.owner(sessionId);
    if (owner === undefined) throw new TelewireError("SESSION_NOT_READY", { retryAfterMs: NOT_READY_RETRY_MS });
    return owner;
  }
}
