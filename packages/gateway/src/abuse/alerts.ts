import type { Clock, Logger } from "@telewire/kit";
import type { SessionControl } from "@telewire/telegram";
import { LRUCache } from "lru-cache";
import type { GatewayOptions } from "../options.ts";

const REPEAT_MS = 60_000;
const TIMEOUT_MS = 5000;

/** Something that a person should look at. */
export interface Alert {
  readonly signal: string;
  /** Address, or key and network. */
  readonly subject: string;
  readonly score: number;
  readonly blockedSeconds: number | null;
}

/** Tells people: by the log, a webhook, and a Telegram message, the same thing at most once a minute. */
export class Alerts {
  readonly #options: Pick<GatewayOptions, "alertWebhookUrl" | "alertSessionId" | "alertChatId">;
  readonly #control: SessionControl;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #nodeId: string;
  readonly #told = new LRUCache<string, true>({ max: 10_000, ttl: REPEAT_MS });

  constructor(
    options: Pick<GatewayOptions, "alertWebhookUrl" | "alertSessionId" | "alertChatId">,
    dependencies: {
      readonly control: SessionControl;
      readonly clock: Clock;
      readonly logger: Logger;
      readonly nodeId: string;
    },
  ) {
    this.#options = options;
    this.#control = dependencies.control;
    this.#clock = dependencies.clock;
    this.#logger = dependencies.logger;
    this.#nodeId = dependencies.nodeId;
  }

  raise(alert: Alert): void {
    const name = `${alert.signal} ${alert.subject} ${alert.blockedSeconds !== null}`;
    if (this.#told.has(name)) return;
    this.#told.set(name, true);
    this.#logger.warn({ alert }, "suspicious use of the API");
    const { alertWebhookUrl, alertSessionId, alertChatId } = this.#options;
    if (alertWebhookUrl !== undefined) this.#watch(this.#post(alertWebhookUrl, alert));
    if (alertSessionId !== undefined && alertChatId !== undefined) {
      const request = { sessionId: alertSessionId, chatId: alertChatId, text: textOf(alert) };
      this.#watch(this.#control.send(request));
    }
  }

  async #post(url: string, alert: Alert): Promise<void> {
    const body = {
      type: "security-alert",
      nodeId: this.#nodeId,
      at: new Date(this.#clock.now()).toISOString(),
      ...alert,
    };
    const response = await fetch(url, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the alert webhook answered ${response.status}`);
  }

  #watch(sending: Promise<unknown>): void {
    sending.catch((error: unknown) => this.#logger.error({ err: error }, "an alert could not be delivered"));
  }
}

function textOf({ signal, subject, score, blockedSeconds }: Alert): string {
  const done = blockedSeconds === null ? "" : ` Blocked for ${blockedSeconds} s.`;
  return `Telewire: suspicious use of the API (${signal}) by ${subject}, score ${score}.${done}`;
}
