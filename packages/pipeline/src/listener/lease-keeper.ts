import type { Clock, Logger } from "@telewire/kit";
import type { Lease, LeaseStore } from "@telewire/log";

export interface LeaseKeeperOptions {
  readonly leases: LeaseStore;
  readonly lease: Lease;
  readonly ttlMs: number;
  /** Monotonic time just before the lease was asked for: it holds at least `ttlMs` from then. */
  readonly askedAt: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Renews a lease at a third of its time. `lost` aborts when another node has it, or a fifth of its time before it runs
 * out unrenewed: what it guards must be closed by then.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #lost = new AbortController();
  #lease: Lease;
  #renewTimer: NodeJS.Timeout | undefined;
  #deadlineTimer: NodeJS.Timeout | undefined;
  #renewal: Promise<void> = Promise.resolve();
  #isEnded = false;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#lease = options.lease;
    this.#extend(options.askedAt);
    this.#renewIn(options.ttlMs / 3);
  }

  get lease(): Lease {
    return this.#lease;
  }
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Gives the lease back; nobody else may start before this. */
  async release(): Promise<void> {
    this.#end();
    await this.#renewal;
    if (this.lost.aborted) return;
    await this.#options.leases.release(this.#lease);
  }

  #end(): void {
    this.#isEnded = true;
    clearTimeout(this.#renewTimer);
    clearTimeout(this.#deadlineTimer);
  }

  #lose(reason: string): void {
    this.#end();
    this.#lost.abort(new Error(reason));
  }

  #extend(askedAt: number): void {
    const { clock, ttlMs } = this.#options;
    clearTimeout(this.#deadlineTimer);
    this.#deadlineTimer = setTimeout(
      () => this.#lose("the lease could not be renewed in time"),
      askedAt + ttlMs * 0.8 - clock.monotonic(),
    );
  }

  #renewIn(delayMs: number): void {
    this.#renewTimer = setTimeout(() => {
      this.#renewal = this.#renew();
    }, delayMs);
  }

  async #renew(): Promise<void> {
    const { leases, clock, ttlMs, logger } = this.#options;
    const askedAt = clock.monotonic();
    let renewed: Lease | null;
    try {
      renewed = await leases.renew(this.#lease, ttlMs);
    } catch (error) {
      logger.warn({ err: error, sessionId: this.#lease.sessionId }, "the lease was not renewed");
      if (!this.#isEnded) this.#renewIn(ttlMs / 10);
      return;
    }
    if (this.#isEnded) return;
    if (renewed === null) {
      this.#lose("another node has taken the lease");
      return;
    }
    this.#lease = renewed;
    this.#extend(askedAt);
    this.#renewIn(ttlMs / 3);
  }
}
