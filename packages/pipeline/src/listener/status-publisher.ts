import { SCHEMA_VERSION } from "@telewire/contracts";
import type { SessionState } from "@telewire/contracts";
import type { Clock } from "@telewire/kit";
import type { SessionStatus } from "@telewire/telegram";
import type { SessionJournal } from "../journal/session-journal.ts";
import type { NodeMetrics } from "../metrics/node-metrics.ts";

export interface StatusPublisherOptions {
  readonly journal: Pick<SessionJournal, "publish">;
  readonly metrics: NodeMetrics;
  readonly intervalMs: number;
  readonly clock: Clock;
}

/** States after which a session never runs again: the account must log in anew. */
export const FINAL_STATES: ReadonlySet<SessionState> = new Set(["revoked", "duplicated", "banned"]);

/** An idle session's evidence is published at least this often. */
const IDLE_MS = 60_000;

/** Publishes a session's status: changes of state at once, evidence when it changed and at most every `intervalMs`. */
export class StatusPublisher {
  readonly #options: StatusPublisherOptions;
  #timer: NodeJS.Timeout | undefined;
  #state: SessionState | undefined;
  #isLive = false;
  #summary = "";
  #publishedAt = Number.NEGATIVE_INFINITY;

  constructor(options: StatusPublisherOptions) {
    this.#options = options;
  }

  start(read: () => SessionStatus): void {
    this.changed(read());
    this.#timer = setInterval(() => this.#refresh(read()), this.#options.intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  changed(status: SessionStatus): void {
    if (status.state !== this.#state) this.#publish(status);
  }

  /** The session leaves this node. */
  last(status: SessionStatus): void {
    this.#publish({ ...status, state: FINAL_STATES.has(status.state) ? status.state : "stopped" });
  }

  #refresh(status: SessionStatus): void {
    const isIdle = summary(status) === this.#summary;
    if (!isIdle || this.#options.clock.monotonic() - this.#publishedAt >= IDLE_MS) this.#publish(status);
  }

  #publish(status: SessionStatus): void {
    const { journal, clock } = this.#options;
    this.#setLive(status.state === "live");
    this.#state = status.state;
    this.#summary = summary(status);
    this.#publishedAt = clock.monotonic();
    const { sessionId, state, nodeId, evidence } = status;
    journal.publish({
      schemaVersion: SCHEMA_VERSION,
      kind: "status",
      sessionId,
      state,
      nodeId,
      evidence,
      at: clock.now(),
    });
  }

  #setLive(isLive: boolean): void {
    if (isLive !== this.#isLive) this.#options.metrics.add("sessionsLive", isLive ? 1 : -1);
    this.#isLive = isLive;
  }
}

/** What a reader would want to know at once: not the probe, which succeeds all the time. */
function summary({ state, evidence }: SessionStatus): string {
  const { lastProbeAt: _at, lastProbeMs: _ms, ...rest } = evidence;
  return JSON.stringify([state, rest]);
}
