import type { Archive } from "@telewire/archive";
import { systemClock } from "@telewire/kit";
import type { Clock, Logger, Service } from "@telewire/kit";
import type { Delivery, EventLog } from "@telewire/log";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import type { PipelineOptions } from "../options.ts";
import { keepHouse } from "./housekeeping.ts";
import { StreamWorker } from "./stream-worker.ts";

export interface ConsumerServiceOptions {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly options: PipelineOptions;
  readonly nodeId: string;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
  readonly clock?: Clock;
}

const HAS_DETECTIONS = /"detections":\d/;

/** The consumer role: archives messages and detections, trims the log, applies retention. */
export class ConsumerService implements Service {
  readonly name = "consumer";
  readonly #options: ConsumerServiceOptions;
  readonly #workers: readonly StreamWorker[];
  readonly #stop = new AbortController();
  readonly #abandon = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ConsumerServiceOptions) {
    this.#options = options;
    const { archive } = options;
    this.#workers = [
      this.#worker("messages", (entries) => archive.messages.write(entries, keysWithDetection(entries))),
      this.#worker("detections", (entries) => archive.detections.write(entries)),
    ];
  }

  async start(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.#end(), { once: true });
    this.#running = Promise.all(this.#workers.map((worker) => worker.run(this.#stop.signal, this.#abandon.signal)));
    this.#timer = setInterval(() => void this.#keepHouse(), this.#options.options.housekeepingIntervalMs);
  }

  /** Finishes the batches in hand; past the deadline they stay unacked and another consumer takes them over. */
  async drain(deadline: number): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    const timer = setTimeout(() => this.#abandon.abort(), Math.max(0, deadline - Date.now()));
    try {
      await this.#running;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Entries not archived yet; null while the archive or the log is away. */
  get unarchived(): number | null {
    return this.#workers.some(({ isWaiting }) => isWaiting)
      ? null
      : this.#workers.reduce((total, { lag }) => total + lag, 0);
  }

  #end(): void {
    this.#stop.abort();
    this.#abandon.abort();
  }

  #worker(stream: "messages" | "detections", write: (entries: readonly Delivery[]) => Promise<unknown>): StreamWorker {
    const { log, options, nodeId, metrics, logger, clock } = this.#options;
    return new StreamWorker({
      name: stream,
      open: () => log.group(options.consumerGroupId, stream, nodeId),
      write,
      batchSize: options.consumerBatchSize,
      batchWaitMs: options.consumerBatchWaitMs,
      claimIdleMs: options.consumerClaimIdleMs,
      maxDeliveries: options.consumerMaxDeliveries,
      metrics,
      logger,
      onLag: () =>
        metrics.set(
          "queueSize",
          this.#workers.reduce((total, { lag }) => total + lag, 0),
        ),
      ...(clock === undefined ? {} : { clock }),
    });
  }

  async #keepHouse(): Promise<void> {
    const { log, archive, options, logger, clock = systemClock } = this.#options;
    try {
      await keepHouse({ log, archive, options, logger, clock, unarchived: () => this.unarchived });
    } catch (error) {
      logger.warn({ err: error }, "housekeeping failed: it will be tried again");
    }
  }
}

/** No text can look like the field: a quote inside a JSON string is escaped. */
function keysWithDetection(entries: readonly Delivery[]): Set<string> {
  const keys = new Set<string>();
  for (const { sessionId, chatId, json } of entries) {
    if (!HAS_DETECTIONS.test(json)) continue;
    const { messageId } = JSON.parse(json) as { readonly messageId: string };
    keys.add(`${sessionId}/${chatId}/${messageId}`);
  }
  return keys;
}
