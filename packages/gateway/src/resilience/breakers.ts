import { TelewireError } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
import type { Logger } from "@telewire/kit";
import {
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from "cockatiel";
import type { CircuitBreakerPolicy } from "cockatiel";
import { LRUCache } from "lru-cache";
import { Counter, Gauge } from "prom-client";
import type { Registry } from "prom-client";

/** What the gateway calls: each has an error that says that it is away. */
const AWAY = {
  archive: "ARCHIVE_UNAVAILABLE",
  owner: "OWNER_UNREACHABLE",
  redis: "LOG_UNAVAILABLE",
} as const satisfies Record<string, ErrorCode>;
export type Upstream = keyof typeof AWAY;

const MAX_RESET_MS = 30_000;
/** Breakers of sessions that no one asked for lately are forgotten. */
const MAX_BREAKERS = 10_000;

export interface BreakerOptions {
  /** Failures in a row that open a breaker. */
  readonly breakerFailures: number;
  /** How long it stays open at first; doubles while the upstream stays away. */
  readonly breakerResetMs: number;
}

export type BreakerStates = Readonly<Record<Upstream, { readonly open: number; readonly halfOpen: number }>>;

/**
 * Circuit breakers, one for each upstream and, of owners, each session: while one is open its upstream is not asked, and who
 * wants it is told at once when to come back. One call at a time tries whether it is there again.
 */
export class Breakers {
  readonly #options: BreakerOptions;
  readonly #logger: Logger;
  readonly #policies = new LRUCache<string, CircuitBreakerPolicy>({ max: MAX_BREAKERS });
  readonly #opened: Counter<"upstream">;

  constructor(options: BreakerOptions, logger: Logger, registry: Registry) {
    this.#options = options;
    this.#logger = logger;
    this.#opened = new Counter({
      name: "telewire_breaker_opened_total",
      help: "How often a circuit breaker opened.",
      labelNames: ["upstream"],
      registers: [registry],
    });
    const states = (): BreakerStates => this.states();
    registry.registerMetric(
      new Gauge({
        name: "telewire_breakers_open",
        help: "Circuit breakers that are open or trying.",
        labelNames: ["upstream"],
        registers: [],
        collect() {
          for (const [upstream, { open, halfOpen }] of Object.entries(states()))
            this.set({ upstream }, open + halfOpen);
        },
      }),
    );
  }

  /**
   * @throws TelewireError the upstream's own error, with the time to come back, while the breaker is open; else what `call` throws
   */
  async run<Value>(upstream: Upstream, key: string, call: () => Promise<Value>): Promise<Value> {
    try {
      return await this.#policyOf(upstream, key).execute(call);
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error;
      throw new TelewireError(AWAY[upstream], { retryAfterMs: this.#options.breakerResetMs });
    }
  }

  states(): BreakerStates {
    const found = Object.fromEntries(
      Object.keys(AWAY).map((upstream) => [upstream, { open: 0, halfOpen: 0 }]),
    ) as Record<Upstream, { open: number; halfOpen: number }>;
    for (const [name, { state }] of this.#policies.entries()) {
      const counts = found[name.slice(0, name.indexOf(":")) as Upstream];
      if (state === CircuitState.Open) counts.open += 1;
      else if (state === CircuitState.HalfOpen) counts.halfOpen += 1;
    }
    return found;
  }

  #policyOf(upstream: Upstream, key: string): CircuitBreakerPolicy {
    const name = `${upstream}:${key}`;
    const known = this.#policies.get(name);
    if (known !== undefined) return known;
    const { breakerFailures, breakerResetMs } = this.#options;
    const policy = circuitBreaker(
      handleWhen((error) => error instanceof TelewireError && error.code === AWAY[upstream]),
      {
        halfOpenAfter: new ExponentialBackoff({ initialDelay: breakerResetMs, maxDelay: MAX_RESET_MS }),
        breaker: new ConsecutiveBreaker(breakerFailures),
      },
    );
    policy.onBreak(() => {
      this.#opened.inc({ upstream });
      this.#logger.warn({ upstream, key }, "a breaker opened: the upstream is not asked for now");
    });
    policy.onReset(() => this.#logger.info({ upstream, key }, "a breaker closed: the upstream answers again"));
    this.#policies.set(name, policy);
    return policy;
  }
}
