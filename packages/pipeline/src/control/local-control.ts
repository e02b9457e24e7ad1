import { randomBytes } from "node:crypto";
import { TelewireError } from "@telewire/contracts";
import type { SendCodeData, VerifyCodeData } from "@telewire/contracts";
import type { Archive } from "@telewire/archive";
import type { Clock, Logger, SecretBox } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import type { HistoryRequest, SendRequest, SessionControl, SessionStatus } from "@telewire/telegram";
import { BoundedMap } from "../journal/bounded-map.ts";
import type { ListenerService } from "../listener/listener-service.ts";
import type { Owner } from "../listener/owner.ts";
import { sessionRowOf } from "./session-row.ts";
import type { CompletedLogin } from "./session-row.ts";

/** What pending logins offer: the telegram package's login manager. */
export interface Logins {
  sendCode(request: { readonly phone: string; readonly sessionId: string }): Promise<SendCodeData>;
  verifyCode(request: {
    readonly loginId: string;
    readonly code: string;
    readonly password?: string;
  }): Promise<VerifyCodeData>;
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

const REMEMBERED_PHONES = 1000;
const NOT_READY_RETRY_MS = 1000;

/** Session control on the node that owns the session, or that asked for its login code. */
export class LocalSessionControl implements SessionControl {
  readonly #options: LocalControlOptions;
  readonly #names = new BoundedMap<string, string>(REMEMBERED_PHONES);

  constructor(options: LocalControlOptions) {
    this.#options = options;
  }

  async sendCode({ phone, sessionId }: { readonly phone: string; readonly sessionId?: string }): Promise<SendCodeData> {
    const { archive, logins } = this.#options;
    if (sessionId !== undefined) {
      const existing = await archive.sessions.get(sessionId);
      if (existing !== null && existing.finalState === null) throw new TelewireError("SESSION_EXISTS");
    }
    return logins.sendCode({ phone, sessionId: sessionId ?? this.#nameFor(phone) });
  }

  verifyCode(request: {
    readonly loginId: string;
    readonly code: string;
    readonly password?: string;
  }): Promise<VerifyCodeData> {
    return this.#options.logins.verifyCode(request);
  }

  /** Stores a completed login, in place of a session of the same name that had ended, and starts it here. */
  async adopt(login: CompletedLogin): Promise<void> {
    const { sessionId } = login;
    const { archive, log, secrets, clock, listener } = this.#options;
    for (const [phone, name] of this.#names.entries()) if (name === sessionId) this.#names.delete(phone);
    const existing = await archive.sessions.get(sessionId);
    if (existing !== null && existing.finalState !== null) {
      await archive.sessions.delete(sessionId);
      await log.clearState(sessionId);
    }
    await archive.sessions.insert(sessionRowOf(login, secrets, clock.now()));
    await listener.startNow(sessionId);
  }

  async removeSession({ sessionId }: { readonly sessionId: string }): Promise<void> {
    const { archive, log, listener, logger } = this.#options;
    try {
      await this.#owner(sessionId).logOut();
    } catch (error) {
      logger.warn(
        { err: error, sessionId },
        "Telegram was not told of the log-out: the session is forgotten all the same",
      );
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

  /** The same for a repeated request: Telegram then answers with the code that is valid. */
  #nameFor(phone: string): string {
    const name = this.#names.get(phone) ?? `s-${randomBytes(6).toString("hex")}`;
    this.#names.set(phone, name);
    return name;
  }

  #owner(sessionId: string): Owner {
    const owner = this.#options.listener.owner(sessionId);
    if (owner === undefined) throw new TelewireError("SESSION_NOT_READY", { retryAfterMs: NOT_READY_RETRY_MS });
    return owner;
  }
}
