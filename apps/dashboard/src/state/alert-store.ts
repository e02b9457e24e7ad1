import type { AlertEntry, ServerFrame } from "@telewire/contracts";
import { messageKey } from "./feed-store.ts";

const CAPACITY = 100;

/** The newest hits of rules and anomalies, newest first. */
export class AlertStore {
  readonly #listeners = new Set<() => void>();
  #alerts: readonly AlertEntry[] = [];

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): readonly AlertEntry[] => this.#alerts;

  receive(frame: ServerFrame): void {
    if (frame.type !== "RULE_HIT" && frame.type !== "ANOMALY") return;
    const key = alertKey(frame.data);
    if (this.#alerts.some((alert) => alertKey(alert) === key)) return;
    this.#alerts = [frame.data, ...this.#alerts].slice(0, CAPACITY);
    for (const listener of this.#listeners) listener();
  }

  /** Alerts that the log still holds, newest first; those that are shown already are passed over. */
  load(earlier: readonly AlertEntry[]): void {
    const byKey = new Map(this.#alerts.map((alert) => [alertKey(alert), alert]));
    for (const alert of earlier) if (!byKey.has(alertKey(alert))) byKey.set(alertKey(alert), alert);
    this.#alerts = [...byKey.values()].slice(0, CAPACITY);
    for (const listener of this.#listeners) listener();
  }
}

/** What several sessions see in one channel is one alert. */
function alertKey({ source, rule, anomaly }: AlertEntry): string {
  return [messageKey(source), rule?.ruleId, rule?.match, anomaly?.type, anomaly?.subject].join("/");
}
