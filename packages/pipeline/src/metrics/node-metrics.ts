import { Counter, Gauge, Histogram, Registry } from "prom-client";

type Kind = "counter" | "gauge";
/** How the values of several nodes become one. */
type Merge = "sum" | "max";

interface Metric {
  readonly prometheus: string;
  readonly kind: Kind;
  readonly merge: Merge;
  readonly help: string;
}

const sum = (prometheus: string, help: string): Metric => ({
  prometheus: `telewire_${prometheus}_total`,
  kind: "counter",
  merge: "sum",
  help,
});
const gauge = (prometheus: string, merge: Merge, help: string): Metric => ({
  prometheus: `telewire_${prometheus}`,
  kind: "gauge",
  merge,
  help,
});

/** The numbers that every node counts, publishes and sums over all nodes. Times are milliseconds. */
export const METRICS = {
  messagesReceived: sum("messages_received", "Messages, edits and deletes that Telegram sent to the sessions."),
  messagesFiltered: sum("messages_filtered", "Of those, not in a monitored chat."),
  messagesRepeated: sum("messages_repeated", "Of those, seen before."),
  messagesProcessed: sum("messages_processed", "Messages, edits and deletes appended to the log."),
  messagesBackfilled: sum("messages_backfilled", "Of those, fetched from history after a gap."),
  detections: sum("detections", "Detections appended to the log."),
  retractions: sum("retractions", "Retractions appended to the log."),
  detectionUpdates: sum("detection_updates", "Verdicts of chains appended to the log."),
  validationsUnknown: sum("validations_unknown", "Of those, where no provider could tell."),
  validationsDelayed: sum(
    "validations_delayed",
    "Times that a session's calls waited to be validated: too many under way.",
  ),
  ruleHits: sum("rule_hits", "Hits of rules appended to the log."),
  anomalies: sum("anomalies", "Anomalies appended to the log."),
  detectFailures: sum("detect_failures", "Messages on which the detector failed."),
  processingMs: sum("processing_milliseconds", "Time spent on detecting and building entries."),
  logWrites: sum("log_writes", "Writes to the log that committed."),
  logWriteFailures: sum("log_write_failures", "Writes to the log that failed and were tried again."),
  logWriteMs: sum("log_write_milliseconds", "Time from handing a write to the log to its commit."),
  receivedToLogMs: sum(
    "received_to_log_milliseconds",
    "Time from reading messages off the socket to their commit, summed over messages.",
  ),
  leasesLost: sum("leases_lost", "Leases lost or run out while a session was running."),
  sessionFailures: sum("session_failures", "Sessions that failed and were started again."),
  sessionsOwned: gauge("sessions_owned", "sum", "Sessions whose lease this node holds."),
  sessionsLive: gauge("sessions_live", "sum", "Sessions that are live."),
  batchesWritten: sum("archive_batches", "Batches committed to the archive."),
  batchMs: sum("archive_batch_milliseconds", "Time of those batches."),
  batchFailures: sum("archive_batch_failures", "Batches that the archive refused or could not take."),
  entriesArchived: sum("archived_entries", "Entries archived and acked."),
  deadLetters: sum("dead_letters", "Entries moved to the dead letters."),
  queueSize: gauge("queue_size", "max", "Entries of the log that the consumer group has not acked."),
  websocketDeliveries: sum("websocket_deliveries", "Frames written to WebSocket clients."),
  logToWebSocketMs: sum(
    "log_to_websocket_milliseconds",
    "Time from the append of entries to the write of their frames, summed over entries.",
  ),
  logToWebSocketCount: sum("log_to_websocket_entries", "Entries of that sum."),
  errors: sum("errors", "Faults of the system: failed writes, failed sessions, internal errors of requests."),
  uptimeSeconds: gauge("uptime_seconds", "max", "Seconds since this process started."),
  memoryBytes: gauge("memory_bytes", "sum", "Resident memory of this process."),
} as const satisfies Record<string, Metric>;
export type MetricName = keyof typeof METRICS;
export type MetricValues = Readonly<Record<MetricName, number>>;

const NAMES = Object.keys(METRICS) as MetricName[];
const BUCKETS_SECONDS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** This node's numbers, and the Prometheus registry that shows them. Counting costs an addition. */
export class NodeMetrics {
  readonly registry = new Registry();
  /** Seconds from reading the oldest message of a write off the socket to its commit. */
  readonly receivedToLog: Histogram;
  readonly archiveBatch: Histogram;
  readonly #values: Record<MetricName, number>;

  constructor() {
    this.#values = Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<MetricName, number>;
    for (const name of NAMES) this.#expose(name);
    const histogram = (name: string, help: string): Histogram =>
      new Histogram({ name, help, buckets: BUCKETS_SECONDS, registers: [this.registry] });
    this.receivedToLog = histogram(
      "telewire_received_to_log_seconds",
      "From the socket to the commit in the log, oldest message of each write.",
    );
    this.archiveBatch = histogram("telewire_archive_batch_seconds", "Commit of a batch in the archive.");
  }

  add(name: MetricName, value = 1): void {
    this.#values[name] += value;
  }

  set(name: MetricName, value: number): void {
    this.#values[name] = value;
  }

  values(): MetricValues {
    this.#values.uptimeSeconds = Math.round(process.uptime());
    this.#values.memoryBytes = process.memoryUsage.rss();
    return { ...this.#values };
  }

  #expose(name: MetricName): void {
    const { prometheus, kind, help } = METRICS[name];
    const read = (): number => this.values()[name];
    this.registry.registerMetric(
      kind === "gauge"
        ? new Gauge({
            name: prometheus,
            help,
            registers: [],
            collect() {
              this.set(read());
            },
          })
        : new Counter({
            name: prometheus,
            help,
            registers: [],
            collect() {
              this.reset();
              this.inc(read());
            },
          }),
    );
  }
}

/** One set of numbers for all nodes; unknown names (of newer nodes) are left out. */
export function mergeMetrics(nodes: readonly Readonly<Record<string, number>>[]): MetricValues {
  return Object.fromEntries(
    NAMES.map((name) => {
      const values = nodes.map((node) => node[name] ?? 0);
      return [name, METRICS[name].merge === "sum" ? values.reduce((a, b) => a + b, 0) : Math.max(0, ...values)];
    }),
  ) as unknown as MetricValues;
}
