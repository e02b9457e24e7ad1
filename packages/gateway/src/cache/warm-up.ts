import type { RecordStore } from "@telewire/archive";
import { ERRORS, TelewireError } from "@telewire/contracts";
import type { SessionState } from "@telewire/contracts";
import { Backoff } from "@telewire/kit";
import type { Clock, Logger } from "@telewire/kit";
import type { SessionControl } from "@telewire/telegram";
import { askAgain } from "./cached-control.ts";
import { SCHEMA_VERSION } from "./tiered-cache.ts";
import type { CacheKey, TieredCache, Use } from "./tiered-cache.ts";

const NAMESPACE = `cache-use:${SCHEMA_VERSION}`;
const SAVE_MS = 60_000;
const KEEP_MS = 86_400_000;
/** Values remembered by each node, and values loaded at a start. */
const MAX_SAVED = 100;
const MAX_LOADED = 50;
/** So long a session may take to come up before its values are not worth it. */
const WAIT_FOR_SESSION_MS = 120_000;

export interface WarmUpDependencies {
  readonly cache: TieredCache;
  readonly records: RecordStore;
  /** Past the cache. */
  readonly control: SessionControl;
  /** Past the breakers as well: an owner that is not there yet is no failure. */
  readonly statusOf: SessionControl["status"];
  readonly nodeId: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Remembers what was asked for most, on this node and the others, and has it in memory soon after a start: one question at a
 * time for each session, after the session is live, and none any more once Telegram asks to wait.
 */
export class WarmUp {
  readonly #dependencies: WarmUpDependencies;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(dependencies: WarmUpDependencies) {
    this.#dependencies = dependencies;
  }

  /** Returns at once. */
  start(): void {
    this.#load().catch((error: unknown) => this.#note(error, "the caches start cold"));
    this.#timer = setInterval(() => void this.#save(), SAVE_MS);
  }

  /** A question that is under way is not waited for. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#abort.abort();
    await this.#save();
  }

  async #save(): Promise<void> {
    const { cache, records, nodeId, clock } = this.#dependencies;
    const uses = cache.mostUsed(MAX_SAVED);
    if (uses.length === 0) return;
    try {
      await records.put(NAMESPACE, nodeId, JSON.stringify(uses), Math.round(clock.now()) + KEEP_MS);
      cache.fadeUses();
    } catch (error) {
      this.#note(error, "what the caches are used for cannot be remembered");
    }
  }

  async #load(): Promise<void> {
    const bySession = Map.groupBy(await this.#remembered(), ({ sessionId }) => sessionId);
    await Promise.all([...bySession].map(([sessionId, keys]) => this.#loadSession(sessionId, keys)));
  }

  /** What all nodes remember, the most used first. */
  async #remembered(): Promise<readonly CacheKey[]> {
    const counts = new Map<string, Use>();
    for (const { value } of await this.#dependencies.records.list(NAMESPACE))
      for (const { key, count } of JSON.parse(value) as readonly Use[]) {
        const name = JSON.stringify(key);
        counts.set(name, { key, count: count + (counts.get(name)?.count ?? 0) });
      }
    const uses = [...counts.values()].toSorted((a, b) => b.count - a.count);
    return uses.slice(0, MAX_LOADED).map(({ key }) => key);
  }

  async #loadSession(sessionId: string, keys: readonly CacheKey[]): Promise<void> {
    const { cache, control, logger } = this.#dependencies;
    try {
      if (!(await this.#isLive(sessionId))) return;
      for (const key of keys) {
        if (this.#abort.signal.aborted) return;
        await cache.warm(key, () => askAgain(control, key));
      }
      logger.debug({ sessionId, values: keys.length }, "caches warmed up");
    } catch (error) {
      this.#note(error, "the caches of a session are not warmed up any further");
    }
  }

  async #isLive(sessionId: string): Promise<boolean> {
    const { signal } = this.#abort;
    const backoff = new Backoff({ initialMs: 250, maxMs: 5000 });
    for (const startedAt = performance.now(); performance.now() - startedAt < WAIT_FOR_SESSION_MS;) {
      if ((await this.#stateOf(sessionId)) === "live") return true;
      await backoff.wait(signal).catch(() => undefined);
      if (signal.aborted) return false;
    }
    return false;
  }

  /** Null: its owner cannot be asked now. */
  async #stateOf(sessionId: string): Promise<SessionState | null> {
    try {
      return (await this.#dependencies.statusOf({ sessionId })).state;
    } catch (error) {
      if (ERRORS[TelewireError.from(error).code].retry !== "after") throw error;
      return null;
    }
  }

  #note(error: unknown, what: string): void {
    this.#dependencies.logger.debug({ code: TelewireError.from(error).code }, what);
  }
}
