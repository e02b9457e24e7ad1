import type { ArchivedMessage, DetectionRepository } from "@telewire/archive";
import type { DetectionEntry } from "@telewire/contracts";
import { systemClock } from "@telewire/kit";
import type { Clock, Logger } from "@telewire/kit";
import type { TelegramEvent } from "@telewire/telegram";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import type { InsightState } from "./insight-state.ts";

export interface PastFindingsOptions {
  readonly state: InsightState;
  readonly detections: Pick<DetectionRepository, "query">;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** What a write waits for the archive at most; and how long it is left alone when it did not answer. */
const WAIT_MS = 1000;
const REST_MS = 10_000;
const MAX_MESSAGES = 200;
const MAX_ROWS = 10_000;

/** Findings that only the archive still knows, read back before an edit or a delete of their messages is written. */
export class PastFindings {
  readonly #options: PastFindingsOptions;
  readonly #clock: Clock;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: PastFindingsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** `events`: edits and deletes. Undefined when nothing can be missing. Never rejects: without the archive, what is not remembered is not retracted. */
  recall(events: readonly TelegramEvent[]): Promise<void> | undefined {
    const { findings } = this.#options.state;
    const changed = events.filter(
      // A delete does not say how old its message is.
      ({ kind, date }) => !findings.covers(kind === "delete" ? Number.NEGATIVE_INFINITY : Date.parse(date)),
    );
    return changed.length === 0 || this.#clock.monotonic() < this.#restsUntilMs ? undefined : this.#recall(changed);
  }

  async #recall(events: readonly TelegramEvent[]): Promise<void> {
    const { state, metrics, logger } = this.#options;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("the archive did not answer in time")), WAIT_MS);
    try {
      for (let at = 0; at < events.length; at += MAX_MESSAGES)
        for (const { json } of await Promise.race([this.#rowsOf(events.slice(at, at + MAX_MESSAGES)), late]))
          state.recall(JSON.parse(json) as DetectionEntry);
    } catch (error) {
      this.#restsUntilMs = this.#clock.monotonic() + REST_MS;
      metrics.add("errors");
      logger.warn({ err: error }, "the archive was not asked about old messages: their findings are not retracted");
    } finally {
      clearTimeout(timer);
    }
  }

  #rowsOf(events: readonly TelegramEvent[]): Promise<ArchivedMessage[]> {
    const unique = (values: readonly string[]): string[] => [...new Set(values)];
    return this.#options.detections.query({
      sessionIds: unique(events.map(({ sessionId }) => sessionId)),
      chatIds: unique(events.map(({ chatId }) => chatId)),
      messageIds: unique(events.map(({ messageId }) => messageId)),
      direction: "newer",
      limit: MAX_ROWS,
    });
  }
}
