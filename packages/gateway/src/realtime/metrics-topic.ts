import type { Logger } from "@telewire/kit";
import type { GatewayMetrics } from "../context.ts";
import type { Connection } from "./connection.ts";
import { textFrame } from "./text-frame.ts";

const INTERVAL_MS = 1000;

/** Sends the metrics to its subscribers once a second, as long as there are any. */
export class MetricsTopic {
  readonly #metrics: GatewayMetrics;
  readonly #logger: Logger;
  readonly #subscribers = new Set<Connection>();
  #timer: NodeJS.Timeout | undefined;

  constructor(metrics: GatewayMetrics, logger: Logger) {
    this.#metrics = metrics;
    this.#logger = logger;
  }

  add(connection: Connection): void {
    this.#subscribers.add(connection);
    connection.onClose(() => this.#remove(connection));
    this.#timer ??= setInterval(() => void this.#send(), INTERVAL_MS);
    void this.#send();
  }

  #remove(connection: Connection): void {
    this.#subscribers.delete(connection);
    if (this.#subscribers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #send(): Promise<void> {
    try {
      const data = await this.#metrics.snapshot();
      const frame = textFrame(JSON.stringify({ type: "METRICS", id: null, data, timestamp: Date.now() }));
      for (const connection of this.#subscribers) if (connection.pendingBytes === 0) connection.write([frame], frame);
    } catch (error) {
      this.#logger.warn({ err: error }, "the metrics cannot be read");
    }
  }
}
