import type { TelegramStreamMetrics } from "@telewire/contracts";
import type { Logger, Service } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import { mergeMetrics } from "./node-metrics.ts";
import type { MetricName, MetricValues, NodeMetrics } from "./node-metrics.ts";

const REGISTER_MS = 2000;
const NODE_TTL_MS = 10_000;
const LINE_MS = 30_000;

export interface ClusterMetricsOptions {
  readonly log: EventLog;
  readonly logger: Logger;
  readonly node: NodeMetrics;
  readonly nodeId: string;
  readonly roles: readonly string[];
  readonly consumerGroupId: string;
  /** Base URL of this node's internal API; read at each registration. */
  readonly url: () => string | null;
}

/** Registers this node with its numbers, reads those of the others, and logs a line of metrics every 30 s. */
export class ClusterMetrics implements Service {
  readonly name = "cluster-metrics";
  readonly #options: ClusterMetricsOptions;
  #timers: NodeJS.Timeout[] = [];
  #isRegistered = true;
  #lastLine: MetricValues | undefined;

  constructor(options: ClusterMetricsOptions) {
    this.#options = options;
  }

  get registry(): NodeMetrics["registry"] {
    return this.#options.node.registry;
  }

  add(name: MetricName, value = 1): void {
    this.#options.node.add(name, value);
  }

  async start(): Promise<void> {
    await this.#register();
    this.#timers = [setInterval(() => void this.#register(), REGISTER_MS), setInterval(() => this.#line(), LINE_MS)];
  }

  async drain(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#options.log.nodes.unregister(this.#options.nodeId);
  }

  /** Summed over all nodes; this node's own part is always fresh. */
  async cluster(): Promise<MetricValues> {
    const { log, node, nodeId } = this.#options;
    const others = (await log.nodes.list()).filter((other) => other.nodeId !== nodeId);
    return mergeMetrics([node.values(), ...others.map(({ metrics }) => metrics)]);
  }

  /** The answer of `GET /api/metrics/telegram-stream`. */
  async telegramStream(): Promise<TelegramStreamMetrics> {
    const all = await this.cluster();
    return {
      messagesProcessed: all.messagesProcessed,
      redisQueueSize: all.queueSize,
      avgGoToRedisLatency: average(all.receivedToLogMs, all.messagesProcessed),
      avgRedisToWebSocketLatency: average(all.logToWebSocketMs, all.logToWebSocketCount),
      avgDatabaseBatchLatency: average(all.batchMs, all.batchesWritten),
      batchesWritten: all.batchesWritten,
      websocketDeliveries: all.websocketDeliveries,
      errors: all.errors,
      uptime: all.uptimeSeconds,
      memoryUsage: all.memoryBytes,
      consumerGroupId: this.#options.consumerGroupId,
    };
  }

  async snapshot(): Promise<{
    readonly nodeId: string;
    readonly node: MetricValues;
    readonly cluster: MetricValues;
    readonly nodes: readonly unknown[];
  }> {
    const { log, node, nodeId } = this.#options;
    const nodes = await log.nodes.list();
    const own = node.values();
    const others = nodes.filter((other) => other.nodeId !== nodeId);
    return {
      nodeId,
      node: own,
      cluster: mergeMetrics([own, ...others.map(({ metrics }) => metrics)]),
      nodes: nodes.map((entry) => ({ nodeId: entry.nodeId, roles: entry.roles })),
    };
  }

  async #register(): Promise<void> {
    const { log, node, nodeId, roles, url, logger } = this.#options;
    try {
      await log.nodes.register({ nodeId, url: url(), roles, metrics: node.values() }, NODE_TTL_MS);
      this.#isRegistered = true;
    } catch (error) {
      if (this.#isRegistered) logger.warn({ err: error }, "this node cannot register: others do not see it");
      this.#isRegistered = false;
    }
  }

  #line(): void {
    const { node, nodeId, consumerGroupId, logger } = this.#options;
    const now = node.values();
    const before = this.#lastLine;
    const since = (name: MetricName): number => now[name] - (before?.[name] ?? 0);
    const attempts = since("logWrites") + since("logWriteFailures");
    logger.info(
      {
        nodeId,
        consumerGroupId,
        messagesProcessed: now.messagesProcessed,
        detections: now.detections,
        throughputPerSecond: round(since("messagesProcessed") / (LINE_MS / 1000)),
        successRate: attempts === 0 ? 1 : round(since("logWrites") / attempts, 4),
        meanProcessingUs: round(average(since("processingMs"), since("messagesProcessed")) * 1000),
        receivedToLogMs: round(average(since("receivedToLogMs"), since("messagesProcessed"))),
        logToWebSocketMs: round(average(since("logToWebSocketMs"), since("logToWebSocketCount"))),
        archiveBatchMs: round(average(since("batchMs"), since("batchesWritten"))),
        queueSize: now.queueSize,
        websocketDeliveries: now.websocketDeliveries,
        sessionsOwned: now.sessionsOwned,
        sessionsLive: now.sessionsLive,
        errors: now.errors,
        deadLetters: now.deadLetters,
        memoryMb: round(now.memoryBytes / 1e6),
        uptimeSeconds: now.uptimeSeconds,
      },
      "metrics",
    );
    this.#lastLine = now;
  }
}

function average(total: number, count: number): number {
  return count === 0 ? 0 : total / count;
}

function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
