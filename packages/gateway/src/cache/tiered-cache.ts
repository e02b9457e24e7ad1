import { formatPosition, parsePosition } from "@telewire/contracts";
import type { Position } from "@telewire/contracts";
import type { Clock, Logger } from "@telewire/kit";
import type { Cluster, Redis } from "ioredis";
import { LRUCache } from "lru-cache";
import { Counter } from "prom-client";
import type { Registry } from "prom-client";
import type { EventHorizon, Scope } from "./event-horizon.ts";

/** Of the values' form: raised when it changes, so that nodes of two versions do not read each other's. */
export const SCHEMA_VERSION = 1;
const MAX_ENTRIES = 20_000;
/** Of JSON in memory: pages of history can be large. */
const MAX_CHARACTERS = 16_000_000;
/** From this share of its life on a value that is asked for is loaded anew behind the answer. */
const REFRESH_SHARE = 0.75;
/** What lives shorter is neither loaded ahead nor remembered for the next start. */
const LASTING_MS = 10_000;
/** Keys whose use is counted. */
const MAX_COUNTED = 5000;

export interface CacheKey extends Scope {
  /** What it is, for the metrics. */
  readonly kind: string;
  /** Tells values of the same kind and scope apart. */
  readonly variant: string;
  readonly ttlMs: number;
}

/** How often a value was asked for; older questions count less. */
export interface Use {
  readonly key: CacheKey;
  count: number;
}

interface Stored {
  readonly json: string;
  /** The log's last place that was known before it was loaded. */
  readonly asOf: Position;
  /** Epoch ms at which loading began. */
  readonly loadedAt: number;
}

export interface CacheDependencies {
  readonly horizon: EventHorizon;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Registry;
}

/**
 * Values loaded from Telegram, in memory and, shared by the nodes, in Redis. One load at a time for a key; a value about to
 * expire is loaded anew while it is still served; one that the log has an event after is not served any more.
 */
export class TieredCache {
  readonly #dependencies: CacheDependencies;
  readonly #memory = new LRUCache<string, Stored>({
    max: MAX_ENTRIES,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ json }) => json.length,
  });
  readonly #loading = new Map<
    string,
    { readonly asOf: Position; readonly startedAt: number; readonly value: Promise<Stored> }
  >();
  /** Session -> when something was changed in it through this node, epoch ms. */
  readonly #changed = new LRUCache<string, number>({ max: MAX_ENTRIES });
  readonly #reads: Counter<"kind" | "from">;
  readonly #uses = new LRUCache<string, Use>({ max: MAX_COUNTED });
  #redis: Redis | Cluster | null = null;

  constructor(dependencies: CacheDependencies) {
    this.#dependencies = dependencies;
    this.#reads = new Counter({
      name: "telewire_cache_reads_total",
      help: "Reads of cached values, by kind and by where the value came from (memory, redis, the source, another reader's flight to it).",
      labelNames: ["kind", "from"],
      registers: [dependencies.registry],
    });
  }

  /** The cache that all nodes share. */
  share(redis: Redis | Cluster | null): void {
    this.#redis = redis;
  }

  /** Something of the session was changed through this node: nothing loaded before is served here. */
  changed(sessionId: string): void {
    this.#changed.set(sessionId, this.#dependencies.clock.now());
  }

  async get<Value>(key: CacheKey, load: () => Promise<Value>): Promise<Value> {
    const name = nameOf(key);
    if (key.ttlMs >= LASTING_MS) this.#countUse(key, name);
    const inMemory = this.#memory.get(name);
    if (inMemory !== undefined && (await this.#isGood(key, inMemory))) {
      this.#reads.inc({ kind: key.kind, from: "memory" });
      if (key.ttlMs >= LASTING_MS && this.#ageOf(inMemory) > key.ttlMs * REFRESH_SHARE) this.#refresh(key, name, load);
      return JSON.parse(inMemory.json) as Value;
    }
    const shared = await this.#fromRedis(name);
    if (shared !== null && (await this.#isGood(key, shared))) {
      this.#reads.inc({ kind: key.kind, from: "redis" });
      this.#memory.set(name, shared);
      return JSON.parse(shared.json) as Value;
    }
    return JSON.parse((await this.#load(key, name, load)).json) as Value;
  }

  /** Has a value in memory before anybody asks for it. */
  async warm(key: CacheKey, load: () => Promise<unknown>): Promise<void> {
    const name = nameOf(key);
    const shared = await this.#fromRedis(name);
    if (shared !== null && (await this.#isGood(key, shared))) this.#memory.set(name, shared);
    else await this.#load(key, name, load);
  }

  /** What was asked for most since the start, the most used first. */
  mostUsed(count: number): readonly Use[] {
    return [...this.#uses.values()].toSorted((a, b) => b.count - a.count).slice(0, count);
  }

  /** Makes what was counted so far count half. */
  fadeUses(): void {
    for (const use of this.#uses.values()) use.count /= 2;
  }

  #countUse(key: CacheKey, name: string): void {
    const use = this.#uses.get(name);
    if (use === undefined) this.#uses.set(name, { key, count: 1 });
    else use.count += 1;
  }

  async #isGood(key: CacheKey, { asOf, loadedAt }: Omit<Stored, "json">): Promise<boolean> {
    if (this.#ageOf({ loadedAt }) >= key.ttlMs) return false;
    if (loadedAt <= (this.#changed.get(key.sessionId) ?? 0)) return false;
    return this.#dependencies.horizon.isCurrent(key, parsePosition(asOf));
  }

  #ageOf({ loadedAt }: Pick<Stored, "loadedAt">): number {
    return this.#dependencies.clock.now() - loadedAt;
  }

  /** Joins a load that has seen every event so far; else begins one. */
  async #load(key: CacheKey, name: string, load: () => Promise<unknown>): Promise<Stored> {
    const running = this.#loading.get(name);
    if (running !== undefined && (await this.#isGood(key, { asOf: running.asOf, loadedAt: running.startedAt })))
      return this.#join(key, running.value);
    const asOf = formatPosition(await this.#dependencies.horizon.now(key));
    const other = this.#loading.get(name);
    if (other !== undefined && other !== running) return this.#join(key, other.value);
    this.#reads.inc({ kind: key.kind, from: "source" });
    const startedAt = this.#dependencies.clock.now();
    const loading = { asOf, startedAt, value: this.#store(key, name, { asOf, loadedAt: startedAt }, load) };
    this.#loading.set(name, loading);
    try {
      return await loading.value;
    } finally {
      if (this.#loading.get(name) === loading) this.#loading.delete(name);
    }
  }

  #join({ kind }: CacheKey, value: Promise<Stored>): Promise<Stored> {
    this.#reads.inc({ kind, from: "flight" });
    return value;
  }

  async #store(
    { ttlMs }: CacheKey,
    name: string,
    from: Omit<Stored, "json">,
    load: () => Promise<unknown>,
  ): Promise<Stored> {
    const stored = { ...from, json: JSON.stringify(await load()) };
    this.#memory.set(name, stored);
    this.#redis?.set(name, JSON.stringify(stored), "PX", ttlMs).catch((error: unknown) => this.#warn(error));
    return stored;
  }

  #refresh(key: CacheKey, name: string, load: () => Promise<unknown>): void {
    if (this.#loading.has(name)) return;
    this.#load(key, name, load).catch((error: unknown) => {
      this.#dependencies.logger.debug({ err: error, kind: key.kind }, "a cached value could not be loaded anew");
    });
  }

  async #fromRedis(name: string): Promise<Stored | null> {
    if (this.#redis?.status !== "ready") return null;
    try {
      const text = await this.#redis.get(name);
      return text === null ? null : (JSON.parse(text) as Stored);
    } catch (error) {
      this.#warn(error);
      return null;
    }
  }

  #warn(error: unknown): void {
    this.#dependencies.logger.debug({ err: error }, "the shared cache cannot be reached");
  }
}

function nameOf({ kind, sessionId, chatId, variant }: CacheKey): string {
  return `telewire:cache:${SCHEMA_VERSION}:${kind}:${sessionId}:${chatId ?? ""}:${variant}`;
}
