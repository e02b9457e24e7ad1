import type { NewDetectionEntry, Validation } from "@telewire/contracts";
import { Backoff, systemClock } from "@telewire/kit";
import type { Clock, Logger } from "@telewire/kit";
import type { EventLog, NewRecord } from "@telewire/log";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import type { ChainValidator } from "./chain-validator.ts";
import { wordOf } from "./insight-state.ts";
import type { InsightState } from "./insight-state.ts";
import { isFinal, Unanswered } from "./unanswered.ts";

export interface VerdictsOptions {
  readonly log: EventLog;
  readonly state: InsightState;
  readonly validator: ChainValidator;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** When what is not there, or could not be asked, is asked about again. Default after 30 s and 5 min. */
  readonly againAfterMs?: readonly number[];
  /** Calls asked about at once; what is beyond is read from the log again when there is room. Default 2,000. */
  readonly maxUnderWay?: number;
}

/** Writes a record to the log under the session's lease. */
export type Publish = (record: NewRecord) => void;

/** A launch is announced before it lands, and a provider comes back. */
const AGAIN_AFTER_MS = [30_000, 300_000];
const MAX_UNDER_WAY = 2000;
/** Calls that wait to be asked about again; beyond, the first answer holds. */
const MAX_WAITING = 10_000;

/**
 * Asks the chains about each detection after it went out; what they say follows as an update. Nothing of it is kept but in
 * the log: who adopts a session asks again about what has no verdict there, at least once.
 */
export class Verdicts {
  readonly #options: VerdictsOptions;
  readonly #clock: Clock;
  readonly #unanswered: Unanswered;
  readonly #closed = new AbortController();
  /** The sessions that run here. */
  readonly #owned = new Map<string, Publish>();
  /** Findings that are asked about now, or wait to be asked about again. */
  readonly #asked = new Set<string>();
  /** Sessions with calls that found no room. */
  readonly #behind = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #underWay = 0;

  constructor(options: VerdictsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#unanswered = new Unanswered(options.log, () => this.#clock.now());
  }

  /** The session runs here now: asks about what its last owner left without a verdict. */
  adopt(sessionId: string, publish: Publish): void {
    this.#owned.set(sessionId, publish);
    void this.#catchUp(sessionId, publish);
  }

  /** The session runs here no more: what is said of its calls now is its next owner's. */
  release(sessionId: string): void {
    this.#owned.delete(sessionId);
    this.#behind.delete(sessionId);
  }

  /** Records that were just written. */
  follow(records: readonly NewRecord[]): void {
    for (const { kind, json } of records)
      if (kind === "detection") this.#begin(JSON.parse(json) as NewDetectionEntry, 0);
  }

  close(): void {
    this.#closed.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#options.validator.close();
  }

  async #catchUp(sessionId: string, publish: Publish): Promise<void> {
    const { state, logger } = this.#options;
    const backoff = new Backoff();
    const isMine = (): boolean => this.#owned.get(sessionId) === publish && !this.#closed.signal.aborted;
    while (isMine()) {
      try {
        const entries = await this.#unanswered.of(sessionId);
        if (!isMine()) return;
        for (const entry of entries) {
          state.recall(entry);
          this.#begin(entry, entry.validation === undefined ? 0 : 1);
        }
        return;
      } catch (error) {
        logger.warn({ err: error, sessionId }, "calls without a verdict cannot be read: trying again");
        await backoff.wait(this.#closed.signal).catch(() => undefined);
      }
    }
  }

  #begin(entry: NewDetectionEntry, attempt: number): void {
    const publish = this.#owned.get(entry.source.sessionId);
    if (publish === undefined || this.#asked.has(wordOf(entry))) return;
    if (this.#underWay >= (this.#options.maxUnderWay ?? MAX_UNDER_WAY)) {
      if (!this.#behind.has(entry.source.sessionId)) this.#options.metrics.add("validationsDelayed");
      this.#behind.add(entry.source.sessionId);
      return;
    }
    this.#asked.add(wordOf(entry));
    void this.#ask(entry, publish, attempt);
  }

  async #ask(entry: NewDetectionEntry, publish: Publish, attempt: number): Promise<void> {
    const { validator, metrics, logger, againAfterMs = AGAIN_AFTER_MS } = this.#options;
    let delayMs: number | undefined;
    this.#underWay++;
    try {
      const validation = await validator.validate(entry);
      const isMine = this.#owned.get(entry.source.sessionId) === publish;
      if (this.#closed.signal.aborted || !isMine || validation.reasons.includes("chain-not-configured")) return;
      delayMs = isFinal(validation) || this.#timers.size >= MAX_WAITING ? undefined : againAfterMs[attempt];
      if (validation.status !== "unknown" || delayMs === undefined) this.#publish(entry, validation, publish);
    } catch (error) {
      metrics.add("errors");
      logger.error({ err: error, source: entry.source, address: entry.address }, "a detection could not be validated");
    } finally {
      this.#underWay--;
      if (delayMs === undefined) this.#asked.delete(wordOf(entry));
      else this.#askLater(entry, attempt + 1, delayMs);
      this.#makeUp();
    }
  }

  #askLater(entry: NewDetectionEntry, attempt: number, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#asked.delete(wordOf(entry));
      this.#begin(entry, attempt);
    }, delayMs);
    this.#timers.add(timer);
  }

  /** With room again: what found none is read from the log. */
  #makeUp(): void {
    if (this.#behind.size === 0 || this.#underWay > (this.#options.maxUnderWay ?? MAX_UNDER_WAY) / 2) return;
    const behind = [...this.#behind];
    this.#behind.clear();
    for (const sessionId of behind) {
      const publish = this.#owned.get(sessionId);
      if (publish !== undefined) void this.#catchUp(sessionId, publish);
    }
  }

  /** Says nothing of what was retracted meanwhile, nor the same again. */
  #publish(entry: NewDetectionEntry, validation: Validation, publish: Publish): void {
    const { state, metrics } = this.#options;
    const { source } = entry;
    const current = state.findings.of(source).find((known) => wordOf(known) === wordOf(entry));
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

function isSame(known: Validation | undefined, now: Validation): boolean {
  return known?.status === now.status && known.kind === now.kind;
}
