import { TelewireError } from "@telewire/contracts";
import type { ErrorCode, TelegramUser } from "@telewire/contracts";
import type { LoginResult, PendingLogin } from "./pending-login.ts";

/** A QR login as its user sees it: `url` is what the code shows, for about 30 s. */
export interface QrView {
  readonly state: "waiting" | "password" | "done" | "failed";
  /** Counts the changes. */
  readonly version: number;
  readonly url?: string;
  /** Epoch ms. */
  readonly expiresAt?: number;
  readonly hint?: string | null;
  readonly user?: TelegramUser;
  readonly error?: ErrorCode;
}

/** A token is replaced so long before it expires. */
const RENEW_BEFORE_MS = 2_000;
const MIN_SHOWN_MS = 1_000;

/** Keeps a QR login supplied with tokens until somebody accepts one. */
export class QrLogin {
  readonly #login: PendingLogin;
  readonly #onDone: (result: LoginResult) => Promise<void>;
  readonly #now: () => number;
  #view: QrView = { state: "waiting", version: 0 };
  #timer: NodeJS.Timeout | null = null;
  #isStepping = false;
  #stepsAgain = false;
  #isClosed = false;
  #waiters: (() => void)[] = [];

  constructor(login: PendingLogin, onDone: (result: LoginResult) => Promise<void>, now: () => number) {
    this.#login = login;
    this.#onDone = onDone;
    this.#now = now;
  }

  get view(): QrView {
    return this.#view;
  }

  /** Resolves when the view has changed, at the latest after `waitMs`. */
  async changed(waitMs: number): Promise<QrView> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    this.#waiters.push(resolve);
    await promise;
    clearTimeout(timer);
    return this.#view;
  }

  /** Asks Telegram for the next step: at first, when a token was scanned, and before one expires. */
  async step(): Promise<void> {
    if (this.#isStepping || this.#isClosed || this.#view.state === "done") {
      this.#stepsAgain = true;
      return;
    }
    this.#isStepping = true;
    do {
      this.#stepsAgain = false;
      await this.#stepOnce();
    } while (this.#stepsAgain && !this.#isClosed);
    this.#isStepping = false;
  }

  async finish(result: LoginResult): Promise<void> {
    await this.#onDone(result);
    this.#show({ state: "done", user: result.user });
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const wake of this.#waiters.splice(0)) wake();
  }

  async #stepOnce(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    try {
      const step = await this.#login.exportToken();
      if (this.#isClosed) return;
      if (step.kind === "done") {
        await this.finish(step.result);
      } else if (step.kind === "password") {
        this.#show({ state: "password", hint: step.hint });
      } else {
        this.#show({ state: "waiting", url: step.url, expiresAt: step.expiresAt });
        this.#timer = setTimeout(
          () => void this.step(),
          Math.max(MIN_SHOWN_MS, step.expiresAt - RENEW_BEFORE_MS - this.#now()),
        );
      }
    } catch (error) {
      this.#show({ state: "failed", error: TelewireError.from(error).code });
    }
  }

  #show(view: Omit<QrView, "version">): void {
    this.#view = { ...view, version: this.#view.version + 1 };
    for (const wake of this.#waiters.splice(0)) wake();
  }
}
