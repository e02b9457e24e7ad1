import type { ServerFrame } from "@telewire/contracts";

/** Two minutes of one figure a second. */
const CAPACITY = 120;

export interface MetricsPoint {
  /** Epoch seconds. */
  readonly at: number;
  readonly messagesPerSecond: number;
  readonly detectionsPerSecond: number;
  /** Means over the second in ms; null when nothing came. */
  readonly socketToLogMs: number | null;
  readonly logToWebSocketMs: number | null;
  readonly archiveBatchMs: number | null;
  readonly queueSize: number;
  readonly memoryBytes: number;
  readonly errors: number;
}

type Values = Readonly<Record<string, number | undefined>>;

/** Rates and means from the counters that the server sends each second. */
export class MetricsStore {
  readonly #listeners = new Set<() => void>();
  #points: readonly MetricsPoint[] = [];
  #last: { readonly values: Values; readonly at: number } | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): readonly MetricsPoint[] => this.#points;

  receive(frame: ServerFrame): void {
    if (frame.type !== "METRICS") return;
    const values = (frame.data["cluster"] ?? {}) as Values;
    const last = this.#last;
    this.#last = { values, at: frame.timestamp };
    if (last === undefined || frame.timestamp <= last.at) return;
    this.#points = [
      ...this.#points,
      pointOf(last.values, values, frame.timestamp, (frame.timestamp - last.at) / 1000),
    ].slice(-CAPACITY);
    for (const listener of this.#listeners) listener();
  }
}

function pointOf(before: Values, now: Values, timestamp: number, seconds: number): MetricsPoint {
  // A counter that went back belongs to a node that was started again.
  const grown = (name: string): number => Math.max(0, (now[name] ?? 0) - (before[name] ?? 0));
  const mean = (sum: string, count: string): number | null => (grown(count) === 0 ? null : grown(sum) / grown(count));
  return {
    at: timestamp / 1000,
    messagesPerSecond: grown("messagesProcessed") / seconds,
    detectionsPerSecond: grown("detections") / seconds,
    socketToLogMs: mean("receivedToLogMs", "messagesProcessed"),
    logToWebSocketMs: mean("logToWebSocketMs", "logToWebSocketCount"),
    archiveBatchMs: mean("batchMs", "batchesWritten"),
    queueSize: now["queueSize"] ?? 0,
    memoryBytes: now["memoryBytes"] ?? 0,
    errors: now["errors"] ?? 0,
  };
}
