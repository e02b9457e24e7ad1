import type { NewDetectionEntry, Validation } from "@telewire/contracts";
import { systemClock } from "@telewire/kit";
import type { Clock, Logger } from "@telewire/kit";
import type { NewRecord } from "@telewire/log";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import type { ChainValidator } from "./chain-validator.ts";
import type { InsightState } from "./insight-state.ts";

export interface VerdictsOptions {
  readonly state: InsightState;
  readonly validator: ChainValidator;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** When what is not there, or could not be asked, is asked about again. Default after 30 s and 5 min. */
  readonly againAfterMs?: readonly number[];
}

/** Writes a record to the log under the session's lease; dropped when the session has another owner by now. */
export type Publish = (record: NewRecord) => void;

/** A launch is announced before it lands, and a provider comes back. */
const AGAIN_AFTER_MS = [30_000, 300_000];
const MAX_WAITING = 2000;
const MAX_UNDER_WAY = 2000;
/** Detections that a node left without a verdict when it ended. */
const LEFT_OVER_MS = 900_000;

/** Asks the chains about each detection after it went out; what they say follows as an update. */
export class Verdicts {
  readonly #options: VerdictsOptions;
  readonly #clock: Clock;
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #leftOver = new Map<string, NewDetectionEntry[]>();
  #underWay = 0;
  #isClosed = false;

  constructor(options: VerdictsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Takes note of what was read at the start and has no verdict. */
  start(): void {
    const since = this.#clock.now() - LEFT_OVER_MS;
    for (const entry of this.#options.state.findings.withoutValidation())
      if (entry.trace.appendedAt >= since)
        this.#leftOver.set(entry.source.sessionId, [...(this.#leftOver.get(entry.source.sessionId) ?? []), entry]);
  }

  /** The session runs here now: asks about what was left over. */
  resume(sessionId: string, publish: Publish): void {
    for (const entry of this.#leftOver.get(sessionId) ?? []) void this.#ask(entry, publish, 0);
    this.#leftOver.delete(sessionId);
  }

  /** Records that were just written. */
  follow(records: readonly NewRecord[], publish: Publish): void {
    for (const { kind, json } of records)
      if (kind === "detection") void this.#ask(JSON.parse(json) as NewDetectionEntry, publish, 0);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
    this.#options.validator.close();
  }

  async #ask(entry: NewDetectionEntry, publish: Publish, attempt: number): Promise<void> {
    const { validator, metrics, logger, againAfterMs = AGAIN_AFTER_MS } = this.#options;
    if (this.#isClosed) return;
    if (this.#underWay >= MAX_UNDER_WAY) {
      metrics.add("validationsSkipped");
      return;
    }
    this.#underWay++;
    try {
      const validation = await validator.validate(entry);
      if (this.#isClosed || validation.reasons.includes("chain-not-configured")) return;
      const delayMs = isSettled(validation) ? undefined : againAfterMs[attempt];
      if (delayMs !== undefined && this.#waiting.size < MAX_WAITING)
        this.#askLater(entry, publish, attempt + 1, delayMs);
      if (validation.status !== "unknown" || delayMs === undefined) this.#publish(entry, validation, publish);
    } catch (error) {
      metrics.add("errors");
      logger.error({ err: error, source: entry.source, address: entry.address }, "a detection could not be validated");
    } finally {
      this.#underWay--;
    }
  }

  #askLater(entry: NewDetectionEntry, publish: Publish, attempt: number, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      void this.#ask(entry, publish, attempt);
    }, delayMs);
    this.#waiting.add(timer);
  }

  /** Says nothing of what was retracted meanwhile, nor the same again. */
  #publish({ source, family, address, surface }: NewDetectionEntry, validation: Validation, publish: Publish): void {
    const { state, metrics } = this.#options;
    const current = state.findings
      .of(source)
      .find((entry) => entry.address === address && entry.family === family && entry.surface === surface);
    if (current === undefined || isSame(current.validation, validation)) return;
    const { trace, ...rest } = current;
    const update = state.update({
      ...rest,
      kind: "detectionUpdate",
      ...(rest.chain === undefined && validation.status === "confirmed" ? { chain: validation.chain } : {}),
      validation,
      trace: { ...trace, appendedAt: this.#clock.now() },
    });
    const json = JSON.stringify(update);
    state.findings.set(update, json);
    metrics.add("detectionUpdates");
    if (validation.status === "unknown") metrics.add("validationsUnknown");
    publish({ stream: "detections", kind: "detectionUpdate", chatId: source.chatId, json });
  }
}

/** Whether asking again could change it soon. */
function isSettled({ status, kind }: Validation): boolean {
  return status !== "unknown" && kind !== "empty";
}

function isSame(known: Validation | undefined, now: Validation): boolean {
  return known?.status === now.status && known.kind === now.kind;
}
