import { setTimeout as sleep } from "node:timers/promises";
import { TelewireError } from "@telewire/contracts";
import type { SessionState } from "@telewire/contracts";
import type { Archive } from "@telewire/archive";
import { Backoff } from "@telewire/kit";
import type { Clock, Logger, SecretBox } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import type { ChatFilter } from "../journal/chat-filter.ts";
import { secretContext } from "../control/session-row.ts";
import type { Alerts } from "../insight/alerts.ts";
import type { InsightState } from "../insight/insight-state.ts";
import type { Publish, Verdicts } from "../insight/verdicts.ts";
import { PastFindings } from "../insight/past-findings.ts";
import { EntryBuilder } from "../journal/entry-builder.ts";
import type { Detect } from "../journal/entry-builder.ts";
import { SessionJournal } from "../journal/session-journal.ts";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import type { PipelineOptions } from "../options.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import type { Owner, OwnerFactory } from "./owner.ts";
import { rankOf } from "./placement.ts";
import { FINAL_STATES, StatusPublisher } from "./status-publisher.ts";

export interface RunnerDependencies {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly secrets: SecretBox;
  readonly createOwner: OwnerFactory;
  readonly accepts: ChatFilter;
  readonly detect: Detect;
  readonly insight: InsightState;
  readonly alerts: Alerts;
  /** Absent: detections are not validated. */
  readonly verdicts?: Verdicts;
  readonly options: PipelineOptions;
  readonly nodeId: string;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
  readonly clock: Clock;
}

const CLOSE_MS = 2000;
const FLUSH_MS = 5000;

/**
 * Runs one session on this node for as long as it is wanted: waits for its lease, owns it, and starts again when it
 * fails or the lease is lost. What goes wrong here stays here.
 */
export class SessionRunner {
  readonly sessionId: string;
  readonly #deps: RunnerDependencies;
  readonly #logger: Logger;
  readonly #stop = new AbortController();
  #owner: Owner | undefined;
  #finished: Promise<void> = Promise.resolve();
  #isPreferred: boolean;

  /** `isPreferred`: this node takes the lease at once, for example because the login happened here. */
  constructor(sessionId: string, deps: RunnerDependencies, isPreferred = false) {
    this.sessionId = sessionId;
    this.#deps = deps;
    this.#logger = deps.logger.child({ sessionId });
    this.#isPreferred = isPreferred;
  }

  /** Present while this node holds the lease and the session runs. */
  get owner(): Owner | undefined {
    return this.#owner;
  }

  start(): void {
    this.#finished = this.#run();
  }

  /** Sockets closed, what was received written, lease released. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#finished;
  }

  async #run(): Promise<void> {
    const backoff = new Backoff({ initialMs: 500, maxMs: 30_000 });
    while (!this.#stop.signal.aborted) {
      const startedAt = this.#deps.clock.monotonic();
      try {
        if (await this.#runOnce()) return;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#deps.metrics.add("sessionFailures");
        this.#deps.metrics.add("errors");
        this.#logger.error({ err: error }, "the session failed: it will be started again");
      }
      if (this.#deps.clock.monotonic() - startedAt > 60_000) backoff.reset();
      await this.#pause(backoff.next());
    }
  }

  /** True when the session is not to be started again. */
  async #runOnce(): Promise<boolean> {
    const keeper = await this.#acquire();
    if (keeper === undefined) return true;
    this.#deps.metrics.add("sessionsOwned", 1);
    try {
      return await this.#own(keeper);
    } finally {
      this.#deps.metrics.add("sessionsOwned", -1);
      if (keeper.lost.aborted) {
        this.#deps.metrics.add("leasesLost");
        this.#logger.warn(
          { reason: (keeper.lost.reason as Error).message },
          "the lease was lost: sockets closed before it ran out",
        );
      }
      await keeper.release();
    }
  }

  async #acquire(): Promise<LeaseKeeper | undefined> {
    const { log, nodeId, options, clock } = this.#deps;
    const ttlMs = options.leaseTtlMs;
    if (!this.#isPreferred && rankOf(this.sessionId, nodeId, await log.nodes.list()) > 0) await this.#pause(ttlMs / 2);
    this.#isPreferred = false;
    while (!this.#stop.signal.aborted) {
      const askedAt = clock.monotonic();
      const lease = await log.leases.acquire(this.sessionId, nodeId, ttlMs);
      if (lease !== null)
        return new LeaseKeeper({ leases: log.leases, lease, ttlMs, askedAt, clock, logger: this.#logger });
      await this.#pause(ttlMs / 10);
    }
    return undefined;
  }

  async #own(keeper: LeaseKeeper): Promise<boolean> {
    const { log, archive, secrets, createOwner, nodeId, metrics, options, verdicts } = this.#deps;
    const row = await archive.sessions.get(this.sessionId);
    if (row === null || row.finalState !== null) return true;
    const state = await log.loadState(this.sessionId);
    const journal = new SessionJournal({
      log,
      lease: keeper.lease,
      state,
      builder: this.#builder(),
      metrics,
      logger: this.#logger,
      ...(verdicts === undefined ? {} : { onAppended: (records) => verdicts.follow(records) }),
    });
    const publish: Publish = (record) => journal.add(record);
    verdicts?.adopt(this.sessionId, publish);
    const ended = Promise.withResolvers<SessionState>();
    const publisher = new StatusPublisher({
      journal,
      metrics,
      intervalMs: options.statusIntervalMs,
      clock: this.#deps.clock,
    });
    const owner = createOwner({
      sessionId: this.sessionId,
      nodeId,
      secret: secrets.open(row.secret, secretContext(this.sessionId)),
      state: state.values,
      sink: journal,
      onStatus: (status) => {
        publisher.changed(status);
        if (FINAL_STATES.has(status.state)) ended.resolve(status.state);
      },
      onSecret: (secret) => void this.#storeSecret(secret),
    });
    let finalState: SessionState | undefined;
    try {
      await owner.start();
      this.#owner = owner;
      publisher.start(() => owner.status());
      finalState = await Promise.race([
        ended.promise,
        aborted(this.#stop.signal),
        aborted(keeper.lost),
        aborted(journal.ended),
      ]);
    } finally {
      publisher.stop();
      verdicts?.release(this.sessionId);
      await this.#close(owner);
      await this.#settle(journal, keeper, publisher, owner);
      if (finalState === undefined) this.#owner = undefined;
    }
    // Until it is latched, the closed owner still tells callers why.
    if (finalState !== undefined) await this.#latch(finalState, keeper).finally(() => (this.#owner = undefined));
    if (journal.failure !== undefined && !this.#stop.signal.aborted && !keeper.lost.aborted) throw journal.failure;
    return finalState !== undefined || this.#stop.signal.aborted;
  }

  #builder(): EntryBuilder {
    const { accepts, detect, insight, alerts, metrics, archive } = this.#deps;
    return new EntryBuilder({
      sessionId: this.sessionId,
      accepts,
      detect,
      insight,
      alerts,
      past: new PastFindings({ state: insight, detections: archive.detections, metrics, logger: this.#logger }),
      metrics,
      logger: this.#logger,
    });
  }

  async #close(owner: Owner): Promise<void> {
    const timer = new AbortController();
    const late = sleep(CLOSE_MS, "late" as const, { signal: timer.signal }).catch(() => "stopped" as const);
    try {
      if ((await Promise.race([owner.close(), late])) === "late")
        this.#logger.error("the session's sockets did not close in time");
    } catch (error) {
      this.#logger.error({ err: error }, "closing the session failed");
    } finally {
      timer.abort();
    }
  }

  /** Writes what was received while the lease holds; after that Telegram sends it again to the next owner. */
  async #settle(journal: SessionJournal, keeper: LeaseKeeper, publisher: StatusPublisher, owner: Owner): Promise<void> {
    const timer = new AbortController();
    try {
      if (!keeper.lost.aborted && !journal.ended.aborted) {
        publisher.last(owner.status());
        const late = sleep(FLUSH_MS, undefined, { signal: AbortSignal.any([timer.signal, keeper.lost]) }).catch(
          () => undefined,
        );
        await Promise.race([journal.flush(), late]);
      }
    } catch (error) {
      this.#logger.warn({ err: error }, "what the session received last was not written: it will be fetched again");
    } finally {
      timer.abort();
      journal.abort(new TelewireError("SHUTTING_DOWN"));
    }
  }

  async #latch(finalState: SessionState, keeper: LeaseKeeper): Promise<void> {
    const backoff = new Backoff({ initialMs: 200, maxMs: 5000 });
    this.#logger.error({ state: finalState }, "Telegram ended the session for good");
    for (;;) {
      try {
        await this.#deps.archive.sessions.latch(this.sessionId, finalState);
        return;
      } catch (error) {
        if (keeper.lost.aborted || this.#stop.signal.aborted) throw error;
        this.#logger.warn({ err: error }, "the session's final state is not stored yet");
      }
      await this.#pause(backoff.next());
    }
  }

  async #storeSecret(secret: Uint8Array): Promise<void> {
    const { archive, secrets } = this.#deps;
    try {
      await archive.sessions.updateSecret(this.sessionId, secrets.seal(secret, secretContext(this.sessionId)));
    } catch (error) {
      this.#logger.error({ err: error }, "the session's changed secret was not stored");
    }
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
