import type { AlertEntry, ServerFrame } from "@telewire/contracts";

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
    this.#alerts = [frame.data, ...this.#alerts].slice(0, CAPACITY);
    for (const listener of this.#listeners) listener();
  }
}
