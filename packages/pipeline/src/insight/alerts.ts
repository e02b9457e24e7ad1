import { SCHEMA_VERSION } from "@telewire/contracts";
import type { NewAlertEntry } from "@telewire/contracts";
import type { Anomaly } from "@telewire/detect";
import type { NewRecord } from "@telewire/log";
import type { TelegramEvent } from "@telewire/telegram";
import { BoundedMap } from "../journal/bounded-map.ts";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import type { InsightState } from "./insight-state.ts";
import type { RuleBook } from "./rule-book.ts";

export interface AlertsOptions {
  readonly state: InsightState;
  readonly rules: Pick<RuleBook, "hits">;
  readonly metrics: NodeMetrics;
}

const REMEMBERED = 8192;

/** What messages raise: hits of rules, and anomalies. One node has one, for all of its sessions. */
export class Alerts {
  readonly #options: AlertsOptions;
  /** Hits by rule and message: an edit does not raise them again. */
  readonly #raised = new BoundedMap<string, true>(REMEMBERED);
  /** Messages that were counted: a second account that reads the channel does not count them again. */
  readonly #counted = new BoundedMap<string, true>(REMEMBERED);

  constructor(options: AlertsOptions) {
    this.#options = options;
  }

  /** Appends the records that an event raises; `found`: what its calls raised. */
  build(event: TelegramEvent, found: readonly Anomaly[], appendedAt: number, into: NewRecord[]): void {
    if (event.kind === "delete") return;
    const { metrics, rules } = this.#options;
    for (const rule of rules.hits(event, event.chatId)) {
      const name = `${rule.ruleId}/${event.sessionId}/${event.chatId}/${event.messageId}`;
      if (this.#raised.has(name)) continue;
      this.#raised.set(name, true);
      metrics.add("ruleHits");
      into.push(recordOf(event, { kind: "ruleHit", rule }, appendedAt));
    }
    for (const anomalies of [this.#rate(event), found])
      for (const { kind: type, subject, severity, explanation } of anomalies) {
        metrics.add("anomalies");
        into.push(recordOf(event, { kind: "anomaly", anomaly: { type, subject, severity, explanation } }, appendedAt));
      }
  }

  #rate({ kind, chatId, messageId, date, backfilled }: TelegramEvent): Anomaly[] {
    const name = `${chatId}/${messageId}`;
    if (kind !== "message" || backfilled || this.#counted.has(name)) return [];
    this.#counted.set(name, true);
    return this.#options.state.anomalies.message(chatId, Date.parse(date));
  }
}

function recordOf(
  { sessionId, chatId, messageId, date, chat, sender, trace }: TelegramEvent,
  alert: Pick<NewAlertEntry, "kind" | "rule" | "anomaly">,
  appendedAt: number,
): NewRecord {
  const { kind, ...what } = alert;
  const entry: NewAlertEntry = {
    schemaVersion: SCHEMA_VERSION,
    kind,
    source: { sessionId, chatId, messageId },
    date,
    ...(chat.title === undefined ? {} : { chatTitle: chat.title }),
    ...(sender === undefined ? {} : { senderId: sender.id }),
    ...(sender?.name === undefined ? {} : { senderName: sender.name }),
    ...what,
    trace: { ...trace, appendedAt },
  };
  return { stream: "alerts", kind, chatId, json: JSON.stringify(entry) };
}
