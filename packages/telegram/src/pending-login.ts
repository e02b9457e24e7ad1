import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import type { SendCodeData, TelegramUser } from "@telewire/contracts";
import type { Clock, Logger } from "@telewire/kit";
import type { TelegramOptions } from "./options.ts";
import { DEFAULT_DEVICE, encodeSecret } from "./session-secret.ts";
import type { ImportedSession } from "./session-string.ts";
import { dcsOf, TelegramConnection } from "./telegram-connection.ts";
import { telegramTypeOf } from "./telegram-error.ts";

const MAX_MOVES = 3;
const MIGRATIONS = new Set(["PHONE_MIGRATE", "NETWORK_MIGRATE", "USER_MIGRATE"]);

/** What Telegram gave for a login: the secret opens the account. */
export interface LoginResult {
  readonly user: TelegramUser;
  readonly secret: Uint8Array;
}

/** A QR login between two steps of its user. The token is to be shown as a QR code; a new one comes before it expires. */
export type QrStep =
  | { readonly kind: "token"; readonly url: string; readonly expiresAt: number }
  | { readonly kind: "password"; readonly hint: string | null }
  | { readonly kind: "done"; readonly result: LoginResult };

export interface PendingLoginOptions {
  readonly telegram: TelegramOptions;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Somebody scanned the token of a QR login: time for the next `exportToken`. */
  readonly onTokenScanned?: () => void;
  /** A login of another library, to be taken over. */
  readonly session?: ImportedSession | null;
}

/**
 * One login on one connection: the code belongs to the auth key and DC that asked for it. Its sockets are closed before
 * a result is given out, so that the owner may use the key.
 */
export class PendingLogin {
  readonly #connection: TelegramConnection;
  readonly #telegram: TelegramOptions;
  #phone = "";
  #codeHash = "";
  #needsPassword = false;
  #isOpen = false;

  constructor({ onTokenScanned, session = null, ...options }: PendingLoginOptions) {
    this.#telegram = options.telegram;
    this.#connection = new TelegramConnection({
      ...options,
      device: DEFAULT_DEVICE,
      session:
        session === null ? null : { dcs: session.dcs, authKeys: new Map([[session.dcs.main.id, session.authKey]]) },
      onUpdates: (updates) => {
        if (updates._ === "updateShort" && updates.update._ === "updateLoginToken") onTokenScanned?.();
      },
    });
  }

  async sendCode(phone: string): Promise<Omit<SendCodeData, "loginId">> {
    await this.#open();
    this.#phone = phone.replace(/^\+/, "");
    this.#needsPassword = false;
    const { apiId, apiHash } = this.#telegram;
    return this.#sent(
      await this.#call({
        _: "auth.sendCode",
        phoneNumber: this.#phone,
        apiId,
        apiHash,
        settings: { _: "codeSettings" },
      }),
    );
  }

  /** By the next way that Telegram offers. */
  async resendCode(): Promise<Omit<SendCodeData, "loginId">> {
    if (this.#codeHash === "") throw outOfTurn("no code was asked for");
    return this.#sent(
      await this.#call({ _: "auth.resendCode", phoneNumber: this.#phone, phoneCodeHash: this.#codeHash }),
    );
  }

  /**
   * Repeatable: once the code was accepted only the password counts.
   * @throws TelewireError CONFLICT, CODE_INVALID, CODE_EXPIRED, PASSWORD_REQUIRED, PASSWORD_INVALID, PHONE_NOT_REGISTERED
   */
  async verify(code: string, password?: string): Promise<LoginResult> {
    if (this.#needsPassword) return this.checkPassword(password);
    if (this.#codeHash === "") throw outOfTurn("no code was asked for");
    try {
      return await this.#finish(
        await this.#call({
          _: "auth.signIn",
          phoneNumber: this.#phone,
          phoneCodeHash: this.#codeHash,
          phoneCode: code,
        }),
      );
    } catch (error) {
      if (telegramTypeOf(error) !== "SESSION_PASSWORD_NEEDED") throw error;
      this.#needsPassword = true;
      return this.checkPassword(password);
    }
  }

  /** @throws TelewireError CONFLICT before a code or QR code was accepted: Telegram would know nobody, as if the login were lost */
  async checkPassword(password: string | undefined): Promise<LoginResult> {
    if (!this.#needsPassword) throw outOfTurn("no code was accepted yet");
    const request = await this.#call({ _: "account.getPassword" });
    if (password === undefined)
      throw new TelewireError("PASSWORD_REQUIRED", { details: { hint: request.hint ?? null } });
    return this.#finish(
      await this.#call({ _: "auth.checkPassword", password: await this.#connection.srp(request, password) }),
    );
  }

  async logInBot(token: string): Promise<LoginResult> {
    await this.#open();
    const { apiId, apiHash } = this.#telegram;
    return this.#finish(
      await this.#call({ _: "auth.importBotAuthorization", flags: 0, apiId, apiHash, botAuthToken: token }),
    );
  }

  /** The next step of a QR login: a token to show, a password to ask for, or the login itself. */
  async exportToken(): Promise<QrStep> {
    await this.#open();
    const { apiId, apiHash } = this.#telegram;
    try {
      return await this.#tokenStep(await this.#call({ _: "auth.exportLoginToken", apiId, apiHash, exceptIds: [] }));
    } catch (error) {
      if (telegramTypeOf(error) !== "SESSION_PASSWORD_NEEDED") throw error;
      this.#needsPassword = true;
      const { hint } = await this.#call({ _: "account.getPassword" });
      return { kind: "password", hint: hint ?? null };
    }
  }

  /** Asks Telegram whose login the given key is. @throws TelewireError SESSION_LOST when it is nobody's. */
  async takeOver(): Promise<LoginResult> {
    await this.#open();
    const [user] = await this.#call({ _: "users.getUsers", id: [{ _: "inputUserSelf" }] });
    return this.#result(user);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #tokenStep(answer: tl.auth.TypeLoginToken): Promise<QrStep> {
    if (answer._ === "auth.loginToken") {
      return {
        kind: "token",
        url: `tg://login?token=${Buffer.from(answer.token).toString("base64url")}`,
        expiresAt: answer.expires * 1000,
      };
    }
    if (answer._ === "auth.loginTokenSuccess")
      return { kind: "done", result: await this.#finish(answer.authorization) };
    await this.#connection.moveTo(answer.dcId);
    return this.#tokenStep(await this.#call({ _: "auth.importLoginToken", token: answer.token }));
  }

  async #open(): Promise<void> {
    if (this.#isOpen) return;
    this.#isOpen = true;
    await this.#connection.open();
  }

  /** Repeats a call on the DC that Telegram names. */
  async #call<Request extends tl.RpcMethod>(request: Request): Promise<tl.RpcCallReturn[Request["_"]]> {
    for (let moves = 0; ; moves++) {
      try {
        return await this.#connection.call(request);
      } catch (error) {
        const target = error instanceof TelewireError ? error.details["argument"] : undefined;
        if (!MIGRATIONS.has(telegramTypeOf(error) ?? "") || typeof target !== "number" || moves >= MAX_MOVES)
          throw error;
        await this.#connection.moveTo(target);
      }
    }
  }

  #sent(answer: tl.auth.TypeSentCode): Omit<SendCodeData, "loginId"> {
    if (answer._ !== "auth.sentCode") throw new TelewireError("TELEGRAM_ERROR", { details: { type: answer._ } });
    this.#codeHash = answer.phoneCodeHash;
    return { type: codeType(answer.type._), timeout: answer.timeout ?? null };
  }

  async #finish(authorization: tl.auth.TypeAuthorization): Promise<LoginResult> {
    if (authorization._ === "auth.authorizationSignUpRequired") throw new TelewireError("PHONE_NOT_REGISTERED");
    return this.#result(authorization.user);
  }

  async #result(user: tl.TypeUser | undefined): Promise<LoginResult> {
    if (user?._ !== "user") throw new TelewireError("TELEGRAM_ERROR", { details: { type: user?._ ?? "USER_EMPTY" } });
    const { storage } = this.#connection;
    const dcs = storage.dcs ?? dcsOf(this.#telegram);
    const key = storage.keys.get(dcs.main.id);
    if (key === undefined) throw new TelewireError("INTERNAL");
    await this.close();
    const secret = encodeSecret({
      dcs,
      authKeys: new Map([[dcs.main.id, key]]),
      self: { id: user.id, isBot: user.bot === true },
      device: DEFAULT_DEVICE,
    });
    return { user: telegramUser(user), secret };
  }
}

function telegramUser({ id, firstName, lastName, username }: tl.RawUser): TelegramUser {
  return {
    id: String(id),
    firstName: firstName ?? "",
    ...(lastName === undefined ? {} : { lastName }),
    ...(username === undefined ? {} : { username }),
  };
}

function outOfTurn(problem: string): TelewireError {
  return new TelewireError("CONFLICT", { details: { problem } });
}

/** `auth.sentCodeTypeFlashCall` is `flashCall` for our clients. */
function codeType(constructor: string): string {
  const name = constructor.replace(/^auth\.sentCodeType/, "");
  return name.charAt(0).toLowerCase() + name.slice(1);
}
