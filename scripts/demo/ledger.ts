/** What was sent and what arrived, by session: nothing may be missing, nothing may come twice. */
export class Ledger {
  readonly #sent = new Set<string>();
  readonly #arrivals = new Map<string, number>();
  readonly #latenciesMs: number[] = [];
  #detections = 0;

  static key(sessionId: string, chatId: string, messageId: string | number): string {
    return `${sessionId}/${chatId}/${messageId}`;
  }

  sent(key: string): void {
    this.#sent.add(key);
  }

  arrived(key: string, latencyMs: number): void {
    this.#arrivals.set(key, (this.#arrivals.get(key) ?? 0) + 1);
    this.#latenciesMs.push(latencyMs);
  }

  detected(): void {
    this.#detections++;
  }

  get missing(): number {
    let missing = 0;
    for (const key of this.#sent) if (!this.#arrivals.has(key)) missing++;
    return missing;
  }

  summary(): {
    messages: number;
    detections: number;
    lost: number;
    duplicated: number;
    latencyMs: { p50: number; p99: number };
  } {
    const sorted = this.#latenciesMs.toSorted((a, b) => a - b);
    const quantile = (share: number): number =>
      Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 1000) / 1000;
    let duplicated = 0;
    for (const count of this.#arrivals.values()) duplicated += count - 1;
    return {
      messages: this.#sent.size,
      detections: this.#detections,
      lost: this.missing,
      duplicated,
      latencyMs: { p50: quantile(0.5), p99: quantile(0.99) },
    };
  }
}
