import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type {
  AddressInsight,
  ChainFamily,
  DetectionEntry,
  Position,
  ReputationKind,
  ReputationView,
} from "@telewire/contracts";
import { Backoff } from "@telewire/kit";
import type { Logger, Service } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import { createChainValidator } from "./chain-validator.ts";
import { InsightState, keyOf, reputationView, spreadView } from "./insight-state.ts";
import { Alerts } from "./alerts.ts";
import { RuleBook } from "./rule-book.ts";
import { replayDetections } from "./replay.ts";
import type { ValidationOptions } from "./validation-options.ts";
import { Verdicts } from "./verdicts.ts";

export interface InsightServiceOptions {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly options: ValidationOptions;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
}

/** Keeps the state of this node: rebuilt before anything else starts, then fed by what every node writes. */
export class InsightService implements Service {
  readonly name = "insight";
  readonly state = new InsightState();
  readonly rules: RuleBook;
  readonly alerts: Alerts;
  /** Absent when no chain is configured. */
  readonly verdicts: Verdicts | undefined;
  readonly #options: InsightServiceOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: InsightServiceOptions) {
    this.#options = options;
    this.rules = new RuleBook(options.archive, options.logger);
    this.alerts = new Alerts({ state: this.state, rules: this.rules, metrics: options.metrics });
    const validator = createChainValidator(options.options);
    const { metrics, logger } = options;
    this.verdicts =
      validator === undefined
        ? undefined
        : new Verdicts({ log: options.log, state: this.state, validator, metrics, logger });
  }

  async start(signal: AbortSignal): Promise<void> {
    const { log, archive, logger } = this.#options;
    signal.addEventListener("abort", () => this.#stop.abort(), { once: true });
    const startedAt = performance.now();
    await this.rules.start();
    const lasts = await replayDetections(this.state, archive, log);
    this.state.findings.forgetUntil(Date.now());
    logger.info(
      { addresses: this.state.spread.size, tookMs: Math.round(performance.now() - startedAt) },
      "what is known of addresses and callers was read",
    );
    this.#running = this.#follow(lasts);
  }

  async drain(): Promise<void> {
    this.rules.close();
    this.verdicts?.close();
    this.#stop.abort();
    await this.#running;
  }

  reputation(kind: ReputationKind, subjectId: string): ReputationView {
    return reputationView(this.state.reputations.of(kind, subjectId, Date.now()));
  }

  address(family: ChainFamily, address: string): AddressInsight {
    const key = keyOf({ family, address });
    const report = this.state.spread.report(key, Date.now());
    return {
      family,
      address,
      spread: report === undefined ? null : spreadView(report),
      story: this.state.storyOf(key) ?? null,
    };
  }

  async #follow(lasts: Map<number, Position>): Promise<void> {
    const { log, logger } = this.#options;
    const { signal } = this.#stop;
    const backoff = new Backoff();
    let after: Map<number, Position> | undefined = lasts;
    while (!signal.aborted) {
      try {
        for await (const records of log.tail("detections", { signal, ...(after === undefined ? {} : { after }) })) {
          for (const { json, position, partition } of records) {
            this.state.take(JSON.parse(json) as DetectionEntry);
            lasts.set(partition, position);
          }
          after = lasts;
          backoff.reset();
        }
      } catch (error) {
        if (signal.aborted) return;
        logger.warn({ err: error }, "detections of other nodes cannot be followed: trying again");
        if (isGone(error)) after = undefined;
        await backoff.wait(signal).catch(() => undefined);
      }
    }
  }
}

/** The positions mean nothing to the log any more: it began anew, or was trimmed past this reader. */
function isGone(error: unknown): boolean {
  return error instanceof TelewireError && (error.code === "CURSOR_EXPIRED" || error.code === "BAD_POSITION");
}
