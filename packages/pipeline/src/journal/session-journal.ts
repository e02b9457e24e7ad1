import { SCHEMA_VERSION, TelewireError } from "@telewire/contracts";
import type { NewStatusEntry } from "@telewire/contracts";
import { Backoff, systemClock } from "@telewire/kit";
import type { Clock, Logger } from "@telewire/kit";
import type { AppendBatch, AppendResult, EventLog, Lease, NewRecord, SessionState } from "@telewire/log";
import type { UpdateBatch, UpdateSink } from "@telewire/telegram";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import type { EntryBuilder } from "./entry-builder.ts";

export interface SessionJournalOptions {
  readonly log: EventLog;
  readonly lease: Lease;
  /** As loaded under this lease. */
  readonly state: SessionState;
  readonly builder: EntryBuilder;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Called with the records of each write that committed. */
  readonly onAppended?: (records: readonly NewRecord[]) => void;
}

/** Events in one write: bounds how long building a write holds the event loop. */
const MAX_EVENTS_A_WRITE = 512;

interface Pending {
  readonly batch: UpdateBatch;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Writes what one session receives, in order, while its lease lasts. All that is handed over in one go (the owner cuts a
 * batch a turn of the event loop), or during a write, goes in the next write; one write is in flight. A write that the log could not take is repeated under
 * its batch number until it commits or the journal is aborted.
 */
export class SessionJournal implements UpdateSink {
  readonly #options: SessionJournalOptions;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  #lastBatch: number;
  #pending: Pending[] = [];
  #status: NewRecord | undefined;
  #added: NewRecord[] = [];
  #running: Promise<void> | undefined;
  #lastAppendAt: number | null = null;
  #failure: unknown;

  constructor(options: SessionJournalOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#lastBatch = options.state.lastBatch;
  }

  /** Epoch ms of the last write that committed. */
  get lastAppendAt(): number | null {
    return this.#lastAppendAt;
  }

  /** Aborts when the journal can never write again; the reason is the error. */
  get ended(): AbortSignal {
    return this.#abort.signal;
  }

  /** Why it ended by itself: the log refused a write. */
  get failure(): unknown {
    return this.#failure;
  }

  commit(batch: UpdateBatch): Promise<void> {
    if (this.ended.aborted) return Promise.reject(this.ended.reason);
    return new Promise((resolve, reject) => {
      this.#pending.push({ batch, resolve, reject });
      this.#schedule();
    });
  }

  /** Publishes the session's status with the next write; a newer one replaces one that is still waiting. */
  publish(status: NewStatusEntry): void {
    if (this.ended.aborted) return;
    const { schemaVersion, kind, ...rest } = status;
    this.#status = {
      stream: "status",
      kind: "status",
      chatId: "",
      json: JSON.stringify({ schemaVersion: schemaVersion ?? SCHEMA_VERSION, kind, ...rest }),
    };
    this.#schedule();
  }

  /** Adds a record of ours to the next write; dropped when the journal has ended. */
  add(record: NewRecord): void {
    if (this.ended.aborted) return;
    this.#added.push(record);
    this.#schedule();
  }

  /** Resolves when all that was handed over is durable; throws when the journal ended before. */
  async flush(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    if (this.ended.aborted && this.#hasWork()) throw this.ended.reason;
  }

  /** Gives up: what is not written is refused, Telegram will send it again. */
  abort(reason: TelewireError): void {
    if (this.ended.aborted) return;
    this.#abort.abort(reason);
    for (const { reject } of this.#pending.splice(0)) reject(reason);
  }

  #schedule(): void {
    this.#running ??= Promise.resolve()
      .then(() => this.#writeAll())
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#running = undefined;
        if (!this.ended.aborted && this.#hasWork()) this.#schedule();
      });
  }

  #hasWork(): boolean {
    return this.#pending.length > 0 || this.#status !== undefined || this.#added.length > 0;
  }

  #fail(error: unknown): void {
    if (this.ended.aborted) return;
    this.#failure = error;
    this.abort(TelewireError.from(error));
  }

  async #writeAll(): Promise<void> {
    while (!this.ended.aborted && this.#hasWork()) {
      const taken = this.#take();
      try {
        await this.#write(taken);
      } catch (error) {
        for (const { reject } of taken) reject(error);
        throw error;
      }
      for (const { resolve } of taken) resolve();
    }
  }

  /** The pending batches up to the bound; at least one. */
  #take(): Pending[] {
    let events = 0;
    let count = 0;
    for (const { batch } of this.#pending) {
      if (count > 0 && events + batch.events.length > MAX_EVENTS_A_WRITE) break;
      events += batch.events.length;
      count += 1;
    }
    return this.#pending.splice(0, count);
  }

  async #write(taken: readonly Pending[]): Promise<void> {
    const { builder, lease, metrics } = this.#options;
    await builder.prepare(taken.flatMap(({ batch }) => batch.events));
    const startedAt = this.#clock.monotonic();
    const appendedAt = this.#clock.now();
    const records: NewRecord[] = [];
    const receivedAt: number[] = [];
    const state: Record<string, string | null> = {};
    for (const { batch } of taken) {
      for (const event of batch.events) {
        if (!builder.build(event, appendedAt, records)) continue;
        receivedAt.push(event.trace.receivedAt);
        if (event.backfilled) metrics.add("messagesBackfilled");
      }
      Object.assign(state, batch.state);
    }
    metrics.add("processingMs", this.#clock.monotonic() - startedAt);
    const status = this.#status;
    if (status !== undefined) records.push(status);
    this.#status = undefined;
    records.push(...this.#added);
    this.#added = [];
    const hasState = Object.keys(state).length > 0;
    if (records.length === 0 && !hasState) return;
    await this.#append({
      sessionId: lease.sessionId,
      fence: lease.fence,
      batch: this.#lastBatch + 1,
      records,
      ...(hasState ? { state } : {}),
    });
    this.#lastBatch += 1;
    this.#count(receivedAt, startedAt);
    this.#options.onAppended?.(records);
  }

  async #append(batch: AppendBatch): Promise<AppendResult> {
    const { log, metrics, logger, lease } = this.#options;
    const backoff = new Backoff({ initialMs: 50, maxMs: 5000 });
    for (;;) {
      try {
        const result = await log.append(batch);
        if (backoff.attempt > 0)
          logger.info(
            { sessionId: lease.sessionId, attempts: backoff.attempt + 1, repeated: result.repeated },
            "the log takes writes again",
          );
        return result;
      } catch (error) {
        metrics.add("logWriteFailures");
        metrics.add("errors");
        if (!(error instanceof TelewireError) || error.code !== "LOG_UNAVAILABLE") throw error;
        if (backoff.attempt === 0)
          logger.warn({ err: error, sessionId: lease.sessionId }, "the log cannot be written: trying again");
      }
      await this.#wait(backoff);
    }
  }

  async #wait(backoff: Backoff): Promise<void> {
    try {
      await backoff.wait(this.ended);
    } catch (error) {
      throw this.ended.aborted ? this.ended.reason : error;
    }
  }

  #count(receivedAt: readonly number[], startedAt: number): void {
    const { metrics } = this.#options;
    const now = this.#clock.now();
    this.#lastAppendAt = now;
    metrics.add("logWrites");
    metrics.add("logWriteMs", this.#clock.monotonic() - startedAt);
    if (receivedAt.length === 0) return;
    let total = 0;
    let oldest = now;
    for (const at of receivedAt) {
      total += now - at;
      oldest = Math.min(oldest, at);
    }
    metrics.add("messagesProcessed", receivedAt.length);
    metrics.add("receivedToLogMs", total);
    metrics.receivedToLog.observe(Math.max(0, now - oldest) / 1000);
  }
}
