import { monitorEventLoopDelay } from "node:perf_hooks";
import { TelewireError } from "@telewire/contracts";
import type { Operation } from "@telewire/contracts";
import { Counter, Gauge } from "prom-client";
import type { Registry } from "prom-client";

const SAMPLE_MS = 500;
/** A lone stall (a collection, a start) is no overload: all of the last samples must be late. */
const SAMPLES = 4;
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;
/** Clients come back spread over this time. */
const RETRY_MS = 1000;

export interface LoadSheddingOptions {
  readonly shedDelayMs: number;
  readonly shedQueueMs: number;
}

/** How hard the process struggles: 0 not at all; 1 background reading is refused; 2 everything but logins and health. */
export type LoadLevel = 0 | 1 | 2;

/**
 * Refuses work while the event loop is late or the archive's queue grows old: reading by programs first, then writing and
 * people's reading; health, metrics and authentication are always answered.
 */
export class LoadShedder implements Disposable {
  readonly #options: LoadSheddingOptions;
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  /** Starts of the calls that the archive has not answered, oldest first. */
  readonly #waiting = new Set<{ readonly startedAt: number }>();
  readonly #shed: Counter<"class">;
  readonly #delaysMs: number[] = [];

  constructor(options: LoadSheddingOptions, registry: Registry) {
    this.#options = options;
    this.#shed = new Counter({
      name: "telewire_requests_shed_total",
      help: "Requests that were refused because the process was overloaded.",
      labelNames: ["class"],
      registers: [registry],
    });
    const delaySeconds = (): number => (this.#delaysMs.at(-1) ?? 0) / 1000;
    const queueSeconds = (): number => this.#queueMs(performance.now()) / 1000;
    registry.registerMetric(
      new Gauge({
        name: "telewire_gateway_event_loop_delay_seconds",
        help: "Mean delay of the event loop in the last half second.",
        registers: [],
        collect() {
          this.set(delaySeconds());
        },
      }),
    );
    registry.registerMetric(
      new Gauge({
        name: "telewire_gateway_queue_age_seconds",
        help: "Age of the oldest call that the archive has not answered.",
        registers: [],
        collect() {
          this.set(queueSeconds());
        },
      }),
    );
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
    this.#timer.unref();
  }

  level(now: number = performance.now()): LoadLevel {
    const { shedDelayMs, shedQueueMs } = this.#options;
    const pressure = Math.max(this.#lateMs() / shedDelayMs, this.#queueMs(now) / shedQueueMs);
    return pressure < 1 ? 0 : pressure < 2 ? 1 : 2;
  }

  /** @throws TelewireError OVERLOADED */
  admit({ limit }: Operation, isPerson: boolean): void {
    const level = this.level();
    if (level === 0 || limit === "system" || limit === "auth") return;
    if (level === 1 && (isPerson || limit === "write")) return;
    this.#shed.inc({ class: limit });
    throw new TelewireError("OVERLOADED", { retryAfterMs: RETRY_MS + Math.random() * RETRY_MS });
  }

  /** From now until the end of the returned thing's life a call of the archive counts as waiting. */
  track(): Disposable {
    const entry = { startedAt: performance.now() };
    this.#waiting.add(entry);
    return { [Symbol.dispose]: () => this.#waiting.delete(entry) };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #queueMs(now: number): number {
    const [oldest] = this.#waiting;
    return oldest === undefined ? 0 : now - oldest.startedAt;
  }

  #lateMs(): number {
    return this.#delaysMs.length < SAMPLES ? 0 : Math.min(...this.#delaysMs);
  }

  #sample(): void {
    // What the histogram measures includes its own interval; without a measurement its mean is NaN.
    this.#delaysMs.push(Math.max(0, (this.#histogram.mean || 0) / NS_PER_MS - RESOLUTION_MS));
    if (this.#delaysMs.length > SAMPLES) this.#delaysMs.shift();
    this.#histogram.reset();
  }
}
