import type { Logger } from "./logger.ts";

/** A part of the process that runs: started in order, drained in reverse. */
export interface Service {
  readonly name: string;
  /** Resolves when it is ready to work; `signal` aborts when the process must end at once. */
  start(signal: AbortSignal): Promise<void>;
  /** Stops taking work and finishes what it holds, by `deadline` (epoch ms). */
  drain(deadline: number): Promise<void>;
}

/** Starts services in order; when one fails, those started are drained and the error is thrown. */
export class Lifecycle {
  readonly #logger: Logger;
  readonly #started: Service[] = [];
  readonly #abort = new AbortController();
  #state: "starting" | "running" | "draining" | "closed" = "starting";

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get state(): "starting" | "running" | "draining" | "closed" {
    return this.#state;
  }

  async start(services: readonly Service[], drainMs: number): Promise<void> {
    for (const service of services) {
      try {
        await service.start(this.#abort.signal);
      } catch (error) {
        await this.drain(drainMs);
        throw error;
      }
      this.#started.push(service);
    }
    this.#state = "running";
  }

  /** Every drain is tried; failures are logged. `drainMs` is shared by all. */
  async drain(drainMs: number): Promise<void> {
    if (this.#state === "draining" || this.#state === "closed") return;
    this.#state = "draining";
    const deadline = Date.now() + drainMs;
    for (const service of this.#started.toReversed()) {
      try {
        await service.drain(deadline);
      } catch (error) {
        this.#logger.error({ err: error, service: service.name }, "drain failed");
      }
    }
    this.#abort.abort();
    this.#state = "closed";
  }
}
