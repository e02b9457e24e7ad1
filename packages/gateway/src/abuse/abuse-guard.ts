import { TelewireError } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
import type { Clock, Logger } from "@telewire/kit";
import type { RecordStore } from "@telewire/archive";
import type { Cluster, Redis } from "ioredis";
import { LRUCache } from "lru-cache";
import { Counter } from "prom-client";
import type { Registry } from "prom-client";
import { subscriberOf } from "../http/client-address.ts";
import { limiter } from "../http/rate-limits.ts";
import type { Alerts } from "./alerts.ts";
import { KeyNetworks } from "./key-networks.ts";
import { networkOf } from "./network-of.ts";
import { Volume } from "./volume.ts";

/** What adds to a score, and by how much. */
const WEIGHTS = { "failed-login": 1, replay: 20, forgery: 5, "new-network": 20, volume: 50, enumeration: 5 } as const;
type Signal = keyof typeof WEIGHTS;

const SIGNAL_OF: Partial<Record<ErrorCode, Signal>> = {
  INVALID_API_KEY: "failed-login",
  INVALID_TOKEN: "failed-login",
  INVALID_REFRESH_TOKEN: "failed-login",
  INVALID_TICKET: "failed-login",
  INVALID_SIGNIN_LINK: "failed-login",
  REPLAYED_REQUEST: "replay",
  INVALID_SIGNATURE: "forgery",
  CSRF_FAILED: "forgery",
};
/** Answers to who feels about for what there is. */
const NOT_THERE = new Set<string>([
  "FORBIDDEN",
  "SESSION_NOT_FOUND",
  "CHAT_NOT_FOUND",
  "NOT_FOUND",
  "MESSAGE_NOT_FOUND",
]);
/** Different things asked for in vain that are nothing unusual. */
const GUESSES_FREE = 25;
const SCORE_SECONDS = 600;
const FIRST_BLOCK_SECONDS = 300;
const MAX_BLOCK_SECONDS = 86_400;
const FORGET_BLOCKS_SECONDS = 2 * 86_400;
/** A block of another node is noticed within it. */
const BLOCK_CACHE_MS = 5000;
const CLEAR_MS = 1000;

export interface AbuseStores {
  readonly records: RecordStore;
  readonly redis: Redis | Cluster | null;
  readonly registry: Registry;
  readonly alerts: Alerts;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Scores of addresses, and of keys in a network, over ten minutes and all nodes: beyond a limit they are blocked, longer each
 * time. A key that is at home in its network goes on working there whoever else misbehaves behind the same address.
 */
export class AbuseGuard {
  readonly #limit: number;
  readonly #alerts: Alerts;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #scores;
  readonly #blocks;
  readonly #blocked;
  readonly #networks: KeyNetworks;
  readonly #volume = new Volume();
  readonly #guesses = new LRUCache<string, Set<string>>({ max: 10_000, ttl: SCORE_SECONDS * 1000 });
  /** Subject -> epoch ms until which it is blocked; 0: it is not. */
  readonly #until = new LRUCache<string, number>({ max: 50_000, ttl: BLOCK_CACHE_MS });
  /** Key and address -> epoch ms until which nothing is looked up for them. */
  readonly #clear = new LRUCache<string, number>({ max: 50_000 });
  readonly #signals: Counter<"signal">;
  readonly #blockCount: Counter;

  constructor(blockScore: number, { records, redis, registry, alerts, clock, logger }: AbuseStores) {
    this.#limit = blockScore;
    this.#alerts = alerts;
    this.#clock = clock;
    this.#logger = logger;
    this.#scores = limiter(redis, "abuse-score", Number.MAX_SAFE_INTEGER, SCORE_SECONDS);
    this.#blocks = limiter(redis, "abuse-blocks", Number.MAX_SAFE_INTEGER, FORGET_BLOCKS_SECONDS);
    this.#blocked = limiter(redis, "abuse-blocked", 1, FIRST_BLOCK_SECONDS);
    this.#networks = new KeyNetworks(records, () => clock.now());
    this.#signals = new Counter({
      name: "telewire_abuse_signals_total",
      help: "Suspicious events, by kind.",
      labelNames: ["signal"],
      registers: [registry],
    });
    this.#blockCount = new Counter({
      name: "telewire_abuse_blocks_total",
      help: "Blocks of addresses and keys.",
      registers: [registry],
    });
  }

  /**
   * A request with good credentials; answers at once when everything needed is in memory.
   * @throws TelewireError BLOCKED
   */
  admit(keyId: string, ip: string): void | Promise<void> {
    const now = this.#clock.now();
    if (this.#volume.note(keyId, now)) this.#note("volume", subjectOf(keyId, ip));
    const pair = `${keyId} ${ip}`;
    if ((this.#clear.get(pair) ?? 0) > now) return;
    const familiarity = this.#networks.known(keyId, ip);
    const [byAddress, byKey] = [this.#until.get(subscriberOf(ip)), this.#until.get(subjectOf(keyId, ip))];
    if (familiarity === undefined || byAddress === undefined || byKey === undefined)
      return this.#admitSlowly(keyId, ip);
    this.#refuseUntil(byKey);
    if (familiarity !== "home") this.#refuseUntil(byAddress);
    this.#clear.set(pair, now + CLEAR_MS);
  }

  /**
   * A request without good credentials.
   * @throws TelewireError BLOCKED
   */
  async refuseBlocked(ip: string): Promise<void> {
    this.#refuseUntil(await this.#blockedUntil(subscriberOf(ip)));
  }

  /** How a request ended: what is suspicious about it is counted. */
  noteOutcome(code: ErrorCode, ip: string, keyId: string | null, target: string): void {
    const signal = SIGNAL_OF[code];
    if (signal !== undefined) this.#note(signal, subscriberOf(ip));
    else if (keyId !== null && NOT_THERE.has(code)) this.#noteGuess(subjectOf(keyId, ip), target);
  }

  async #admitSlowly(keyId: string, ip: string): Promise<void> {
    const subject = subjectOf(keyId, ip);
    const familiarity = this.#networks.known(keyId, ip) ?? (await this.#networks.note(keyId, ip));
    if (familiarity === "new") this.#note("new-network", subject);
    this.#refuseUntil(await this.#blockedUntil(subject));
    const byAddress = await this.#blockedUntil(subscriberOf(ip));
    if (familiarity !== "home") this.#refuseUntil(byAddress);
  }

  #noteGuess(subject: string, target: string): void {
    let guesses = this.#guesses.get(subject);
    if (guesses === undefined) this.#guesses.set(subject, (guesses = new Set()));
    if (guesses.has(target)) return;
    guesses.add(target);
    if (guesses.size > GUESSES_FREE) this.#note("enumeration", subject);
  }

  #note(signal: Signal, subject: string): void {
    this.#signals.inc({ signal });
    this.#score(signal, subject).catch((error: unknown) => {
      this.#logger.error({ err: error, signal, subject }, "a suspicious event could not be counted");
    });
  }

  async #score(signal: Signal, subject: string): Promise<void> {
    const { consumedPoints: score } = await this.#scores.consume(subject, WEIGHTS[signal]);
    const isBlock = score >= this.#limit && (await this.#blockedUntil(subject)) <= this.#clock.now();
    const blockedSeconds = isBlock ? await this.#block(subject) : null;
    if (isBlock || WEIGHTS[signal] >= WEIGHTS.replay || signal === "enumeration")
      this.#alerts.raise({ signal, subject, score, blockedSeconds });
  }

  async #block(subject: string): Promise<number> {
    const { consumedPoints: times } = await this.#blocks.consume(subject);
    const seconds = Math.min(MAX_BLOCK_SECONDS, FIRST_BLOCK_SECONDS * 2 ** (times - 1));
    await this.#blocked.block(subject, seconds);
    await this.#scores.delete(subject);
    this.#until.set(subject, this.#clock.now() + seconds * 1000);
    this.#clear.clear();
    this.#blockCount.inc();
    return seconds;
  }

  async #blockedUntil(subject: string): Promise<number> {
    const known = this.#until.get(subject);
    if (known !== undefined) return known;
    const state = await this.#blocked.get(subject);
    const until = state === null || state.consumedPoints <= 1 ? 0 : this.#clock.now() + state.msBeforeNext;
    this.#until.set(subject, until);
    return until;
  }

  #refuseUntil(until: number): void {
    const retryAfterMs = until - this.#clock.now();
    if (retryAfterMs > 0) throw new TelewireError("BLOCKED", { retryAfterMs });
  }
}

function subjectOf(keyId: string, ip: string): string {
  return `${keyId}@${networkOf(ip)}`;
}
