import { systemClock } from "@telewire/kit";
import type { Clock, Service } from "@telewire/kit";
import { createChatFilter } from "../journal/chat-filter.ts";
import type { Owner } from "./owner.ts";
import { SessionRunner } from "./session-runner.ts";
import type { RunnerDependencies } from "./session-runner.ts";

export interface ListenerServiceOptions extends Omit<RunnerDependencies, "accepts" | "clock"> {
  readonly clock?: Clock;
}

const WATCH_MS = 1000;

/** The listener role: runs every stored session whose lease this node gets. */
export class ListenerService implements Service {
  readonly name = "listener";
  readonly #deps: RunnerDependencies;
  readonly #runners = new Map<string, SessionRunner>();
  #version = -1;
  #timer: NodeJS.Timeout | undefined;
  #watching: Promise<void> = Promise.resolve();
  #isDraining = false;

  constructor(options: ListenerServiceOptions) {
    const { enableTelegramStream, monitoredChats } = options.options;
    this.#deps = {
      ...options,
      clock: options.clock ?? systemClock,
      accepts: enableTelegramStream ? createChatFilter(monitoredChats) : () => false,
    };
  }

  async start(): Promise<void> {
    await this.#synchronise();
    this.#watch();
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    clearTimeout(this.#timer);
    await this.#watching;
    await Promise.all([...this.#runners.values()].map((runner) => runner.stop()));
  }

  /** The owner of a session, when it runs on this node. */
  owner(sessionId: string): Owner | undefined {
    return this.#runners.get(sessionId)?.owner;
  }

  /** Starts a session that was just stored, here and at once. */
  async startNow(sessionId: string): Promise<void> {
    await this.stop(sessionId);
    if (this.#isDraining || this.#runners.has(sessionId)) return;
    this.#run(new SessionRunner(sessionId, this.#deps, true));
  }

  /** Stops a session on this node, its lease released. */
  async stop(sessionId: string): Promise<void> {
    const runner = this.#runners.get(sessionId);
    this.#runners.delete(sessionId);
    await runner?.stop();
  }

  #run(runner: SessionRunner): void {
    this.#runners.set(runner.sessionId, runner);
    runner.start();
  }

  #watch(): void {
    if (this.#isDraining) return;
    this.#timer = setTimeout(() => {
      this.#watching = this.#look().finally(() => this.#watch());
    }, WATCH_MS);
  }

  async #look(): Promise<void> {
    try {
      await this.#synchronise();
    } catch (error) {
      this.#deps.logger.debug({ err: error }, "the stored sessions cannot be read: those that run go on");
    }
  }

  async #synchronise(): Promise<void> {
    const { sessions } = this.#deps.archive;
    const version = await sessions.version();
    if (version === this.#version) return;
    const rows = await sessions.list();
    const wanted = new Set(rows.filter(({ finalState }) => finalState === null).map(({ sessionId }) => sessionId));
    for (const sessionId of wanted) {
      if (!this.#runners.has(sessionId) && !this.#isDraining) this.#run(new SessionRunner(sessionId, this.#deps));
    }
    await Promise.all(
      [...this.#runners.keys()].filter((sessionId) => !wanted.has(sessionId)).map((sessionId) => this.stop(sessionId)),
    );
    this.#version = version;
  }
}
