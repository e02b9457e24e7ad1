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
import { Snapshots } from "./snapshots.ts";
import type { ValidationOptions } from "./validation-options.ts";
import { Verdicts } from "./verdicts.ts";

/** How often the state is stored: a crash reads so much of the log again. */
const SAVE_MS = 300_000;

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
  readonly #snapshots: Snapshots;
  readonly #stop = new AbortController();
  #lasts = new Map<number, Position>();
  #running: Promise<void> = Promise.resolve();
  #saving: Promise<void> = Promise.resolve();
  #saved = 0;
  #timer: NodeJS.Timeout | undefined;
  #mustEnd = false;

  constructor(options: InsightServiceOptions) {
    this.#options = options;
    this.#snapshots = new Snapshots(options.archive.records, Date.now);
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
    signal.addEventListener("abort", () => this.#end(), { once: true });
    const startedAt = performance.now();
    await this.rules.start();
    const stored = await this.#snapshots.load(this.state);
    this.#lasts = await replayDetections(this.state, archive, log, stored);
    this.state.findings.forgetUntil(Date.now());
    logger.info(
      {
        addresses: this.state.spread.size,
        storedUntil: stored?.until ?? null,
        tookMs: Math.round(performance.now() - startedAt),
      },
      "what is known of addresses and callers was read",
    );
    this.#running = this.#follow(this.#lasts);
    this.#saveLater();
  }

  async drain(): Promise<void> {
    this.rules.close();
    this.verdicts?.close();
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#running;
    await this.#saving;
    if (!this.#mustEnd) await this.#save();
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

  #end(): void {
    this.#mustEnd = true;
    this.#stop.abort();
  }

  #saveLater(): void {
    this.#timer = setTimeout(() => {
      this.#saving = this.#saveInTurn().finally(() => {
        if (!this.#stop.signal.aborted) this.#saveLater();
      });
    }, SAVE_MS);
  }

  async #saveInTurn(): Promise<void> {
    try {
      if (await this.#snapshots.takeTurn(this.name, SAVE_MS / 2)) await this.#save();
    } catch (error) {
      this.#options.logger.debug({ err: error }, "the archive cannot be asked for a turn to store the state");
    }
  }

  async #save(): Promise<void> {
    const { changes } = this.state;
    if (changes === this.#saved) return;
    try {
      await this.#snapshots.save(this.state, this.#lasts);
      this.#saved = changes;
    } catch (error) {
      this.#options.logger.warn({ err: error }, "what is known of addresses was not stored: it is read from the log");
    }
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
