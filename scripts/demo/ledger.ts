import { Calls } from "./calls.ts";
import type { ShapeSummary } from "./calls.ts";
import type { ShapeName } from "./shapes.ts";

export type EventKind = "message" | "edit" | "delete";

export interface Summary {
  readonly messages: number;
  readonly edits: number;
  readonly deletions: number;
  readonly detections: number;
  readonly retractions: number;
  /** Messages, edits and deletions that did not arrive, or arrived more than once. */
  readonly lost: number;
  readonly duplicated: number;
  /** Calls that were not found or not taken back as they should; addresses that nobody called. */
  readonly missed: number;
  readonly unexpected: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly shapes: Readonly<Partial<Record<ShapeName, ShapeSummary>>>;
}

/** What was sent and what arrived, by session: nothing may be missing, nothing may come twice. */
export class Ledger {
  readonly calls = new Calls();
  readonly #sent: Readonly<Record<EventKind, Set<string>>> = { message: new Set(), edit: new Set(), delete: new Set() };
  readonly #arrivals = new Map<string, number>();
  readonly #latenciesMs: number[] = [];

  static key(sessionId: string, chatId: string, messageId: string | number): string {
    return `${sessionId}/${chatId}/${messageId}`;
  }

  sent(kind: EventKind, key: string): void {
    this.#sent[kind].add(key);
  }

  arrived(kind: EventKind, key: string, latencyMs: number): void {
    const event = `${kind} ${key}`;
    this.#arrivals.set(event, (this.#arrivals.get(event) ?? 0) + 1);
    this.#latenciesMs.push(latencyMs);
  }

  /** Whether all that was sent has arrived, and each call has come to its end. */
  get isComplete(): boolean {
    return this.#missing() === 0 && this.calls.missed === 0;
  }

  summary(): Summary {
    const sorted = this.#latenciesMs.toSorted((a, b) => a - b);
    const quantile = (share: number): number =>
      Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 1000) / 1000;
    let duplicated = 0;
    for (const count of this.#arrivals.values()) duplicated += count - 1;
    return {
      messages: this.#sent.message.size,
      edits: this.#sent.edit.size,
      deletions: this.#sent.delete.size,
      detections: this.calls.detections,
      retractions: this.calls.retractions,
      lost: this.#missing(),
      duplicated: duplicated + this.calls.duplicated,
      missed: this.calls.missed,
      unexpected: this.calls.unexpected,
      latencyMs: { p50: quantile(0.5), p99: quantile(0.99) },
      shapes: this.calls.byShape(),
    };
  }

  #missing(): number {
    let missing = 0;
    for (const [kind, keys] of Object.entries(this.#sent))
      for (const key of keys) if (!this.#arrivals.has(`${kind} ${key}`)) missing++;
    return missing;
  }
}
