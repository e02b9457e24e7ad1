import { randomBytes } from "node:crypto";
import { TelewireError } from "@telewire/contracts";
import type { SendCodeData, VerifyCodeData } from "@telewire/contracts";
import type { Archive } from "@telewire/archive";
import type { Clock, Logger, SecretBox } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import { isSameLogin } from "@telewire/telegram";
import type {
  ActionName,
  ActionResult,
  ActRequest,
  HistoryRequest,
  LoginManager,
  RawCall,
  SendRequest,
  SessionControl,
  SessionStatus,
} from "@telewire/telegram";
import { BoundedMap } from "../journal/bounded-map.ts";
import type { ListenerService } from "../listener/listener-service.ts";
import type { Owner } from "../listener/owner.ts";
import { secretContext, sessionRowOf } from "./session-row.ts";
import type { CompletedLogin } from "./session-row.ts";

/** What pending logins offer: the telegram package's login manager. */
export type Logins = Pick<
  LoginManager,
  | "sendCode"
  | "resendCode"
  | "verifyCode"
  | "checkPassword"
  | "cancel"
  | "startQr"
  | "qr"
  | "logInBot"
  | "importSession"
>;

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
    await this.#mustBeFree(sessionId);
    return this.#options.logins.sendCode({ phone, sessionId: sessionId ?? this.#nameFor(phone) });
  }

  resendCode(request: Parameters<SessionControl["resendCode"]>[0]): Promise<SendCodeData> {
    return this.#options.logins.resendCode(request);
  }

  verifyCode(request: Parameters<SessionControl["verifyCode"]>[0]): Promise<VerifyCodeData> {
    return this.#options.logins.verifyCode(request);
  }

  checkPassword(request: Parameters<SessionControl["checkPassword"]>[0]): Promise<VerifyCodeData> {
    return this.#options.logins.checkPassword(request);
  }

  cancelLogin(request: Parameters<SessionControl["cancelLogin"]>[0]): Promise<void> {
    return this.#options.logins.cancel(request);
  }

  async startQr({ sessionId }: Parameters<SessionControl["startQr"]>[0]): ReturnType<SessionControl["startQr"]> {
    await this.#mustBeFree(sessionId);
    return this.#options.logins.startQr({ sessionId: sessionId ?? newName() });
  }

  qr(request: Parameters<SessionControl["qr"]>[0]): ReturnType<SessionControl["qr"]> {
    return this.#options.logins.qr(request);
  }

  async logInBot({ token, sessionId }: Parameters<SessionControl["logInBot"]>[0]): Promise<VerifyCodeData> {
    await this.#mustBeFree(sessionId);
    return this.#options.logins.logInBot({ token, sessionId: sessionId ?? newName() });
  }

  async importSession({ session, sessionId }: Parameters<SessionControl["importSession"]>[0]): Promise<VerifyCodeData> {
    const { archive, secrets, logins } = this.#options;
    await this.#mustBeFree(sessionId);
    for (const row of await archive.sessions.list()) {
      if (row.finalState !== null) continue;
      if (isSameLogin(session, secrets.open(row.secret, secretContext(row.sessionId))))
        throw new TelewireError("SESSION_EXISTS");
    }
    return logins.importSession({ session, sessionId: sessionId ?? newName() });
  }

  async exportSession({
    sessionId,
    format,
  }: Parameters<SessionControl["exportSession"]>[0]): ReturnType<SessionControl["exportSession"]> {
    return { session: this.#owner(sessionId).exportSession(format) };
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

  async act<Name extends ActionName>({ sessionId, name, request }: ActRequest<Name>): Promise<ActionResult<Name>> {
    return this.#owner(sessionId).act(name, request);
  }

  async call({ sessionId, ...call }: RawCall): ReturnType<SessionControl["call"]> {
    return this.#owner(sessionId).callRaw(call);
  }

  /** @throws TelewireError SESSION_EXISTS, unless the session of this name has ended */
  async #mustBeFree(sessionId: string | undefined): Promise<void> {
    if (sessionId === undefined) return;
    const existing = await this.#options.archive.sessions.get(sessionId);
    if (existing !== null && existing.finalState === null) throw new TelewireError("SESSION_EXISTS");
  }

  /** The same for a repeated request: Telegram then answers with the code that is valid. */
  #nameFor(phone: string): string {
    const name = this.#names.get(phone) ?? newName();
    this.#names.set(phone, name);
    return name;
  }

  #owner(sessionId: string): Owner {
    const owner = this.#options.listener.owner(sessionId);
    if (owner === undefined) throw new TelewireError("SESSION_NOT_READY", { retryAfterMs: NOT_READY_RETRY_MS });
    return owner;
  }
}

function newName(): string {
  return `s-${randomBytes(6).toString("hex")}`;
}
