import type { EmulatorCore } from "../core.ts";
import { release } from "../services/messages/scheduled.ts";

/** Timers cannot wait longer. */
const LONGEST_WAIT_MS = 2_147_483_647;

/** Sends scheduled messages when their time has come. */
export class Scheduler {
  readonly #core: EmulatorCore;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;

  constructor(core: EmulatorCore) {
    this.#core = core;
  }

  /** Wakes at this date (seconds) unless something is due before. */
  plan(date: number): void {
    if (date >= this.#dueAt) return;
    this.#dueAt = date;
    clearTimeout(this.#timer);
    const wait = date * 1000 - this.#core.clock.now();
    this.#timer = setTimeout(() => this.run(), Math.max(0, Math.min(wait, LONGEST_WAIT_MS))).unref();
  }

  /** Sends what is due and plans the rest; called at the start as well, for what a state file holds. */
  run(): void {
    const now = this.#core.world.nowSeconds;
    this.#dueAt = Number.POSITIVE_INFINITY;
    const waiting = [...this.#core.world.users.values()].flatMap((user) =>
      [...user.scheduled.values()].flatMap((messages) => [...messages.values()].map((message) => ({ user, message }))),
    );
    for (const { user, message } of waiting) {
      if (message.date <= now) release(this.#core, user, message);
      else this.plan(message.date);
    }
    this.#core.turn.end();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
