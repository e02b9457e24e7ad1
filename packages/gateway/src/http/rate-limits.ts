import { setTimeout as sleep } from "node:timers/promises";
import { TelewireError } from "@telewire/contracts";
import type { LimitClass } from "@telewire/contracts";
import type { FastifyReply } from "fastify";
import type { Cluster, Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { RateLimiterAbstract } from "rate-limiter-flexible";
import type { GatewayOptions } from "../options.ts";
import { subscriberOf } from "./client-address.ts";

const WINDOW_SECONDS = 60;
/** From this share of the limit on, answers carry a warning. */
const WARN_SHARE = 0.8;
/** Above the limit a request is slowed down; above this many times the limit it is refused. */
const REFUSE_FACTOR = 1.25;
/** Above this many times the limit the client is blocked. */
const BLOCK_FACTOR = 3;
const DELAY_MS = 250;
const FIRST_BLOCK_SECONDS = 60;
const MAX_BLOCK_SECONDS = 3600;
const FORGET_BLOCKS_SECONDS = 7200;

/** What is limited: a kind of request for one client. */
export interface RateLimitSubject {
  readonly limitClass: LimitClass | "failure" | "address" | "session" | `endpoint-${string}`;
  /** Key id, address, or session. */
  readonly client: string;
}

type LimitName = RateLimitSubject["limitClass"];

interface Counted {
  readonly subject: RateLimitSubject;
  readonly limit: number;
  readonly state: RateLimiterRes;
}

/**
 * Budgets of requests a minute, shared by all nodes when there is a Redis: a warning near the limit, then a delay, then
 * refusal, then a block that doubles with each repetition.
 */
export class RateLimits {
  readonly #limits = new Map<LimitName, { readonly limit: number; readonly limiter: RateLimiterAbstract }>();
  /** Clients that are blocked now. */
  readonly #blocked: RateLimiterAbstract;
  /** How often each was. */
  readonly #blocks: RateLimiterAbstract;

  constructor(options: GatewayOptions, redis: Redis | Cluster | null) {
    const limits: Readonly<Record<string, number>> = {
      read: options.readsPerMinute,
      write: options.writesPerMinute,
      auth: options.authPerMinute,
      system: options.readsPerMinute,
      failure: options.authFailuresPerMinute,
      address: options.addressPerMinute,
      session: options.sessionWritesPerMinute,
      ...Object.fromEntries(Object.entries(options.endpointsPerMinute).map(([id, limit]) => [`endpoint-${id}`, limit])),
    };
    for (const [name, limit] of Object.entries(limits)) {
      const points = Math.floor(limit * REFUSE_FACTOR);
      this.#limits.set(name as LimitName, { limit, limiter: limiter(redis, `limit-${name}`, points, WINDOW_SECONDS) });
    }
    this.#blocked = limiter(redis, "limit-blocked", 1, WINDOW_SECONDS);
    this.#blocks = limiter(redis, "limit-blocks", Number.MAX_SAFE_INTEGER, FORGET_BLOCKS_SECONDS);
  }

  /** Whether the operation has a budget of its own. */
  hasEndpoint(operationId: string): boolean {
    return this.#limits.has(`endpoint-${operationId}`);
  }

  /**
   * Counts a request in each of its budgets and writes the `RateLimit-*` headers of the tightest, where there is an answer.
   * @throws TelewireError RATE_LIMITED, BLOCKED
   */
  async consume(subjects: readonly RateLimitSubject[], reply: FastifyReply | null): Promise<void> {
    const counted = await Promise.all(subjects.map((subject) => this.#count(subject)));
    const tightest = counted.reduce((a, b) => (shareOf(b) > shareOf(a) ? b : a));
    const { limit, state, subject } = tightest;
    const remaining = Math.max(0, limit - state.consumedPoints);
    const headers = reply?.raw;
    headers?.setHeader("ratelimit-limit", limit);
    headers?.setHeader("ratelimit-remaining", remaining);
    headers?.setHeader("ratelimit-reset", Math.ceil(state.msBeforeNext / 1000));
    if (state.consumedPoints > limit * REFUSE_FACTOR) return this.#refuse(tightest);
    if (state.consumedPoints >= limit * WARN_SHARE)
      headers?.setHeader("x-ratelimit-warning", `${remaining} of ${limit} requests left (${subject.limitClass})`);
    if (state.consumedPoints > limit) await sleep(DELAY_MS);
  }

  /** Counts a failed attempt to authenticate from an address. */
  async countFailure(address: string): Promise<void> {
    await this.#count({ limitClass: "failure", client: subscriberOf(address) });
  }

  /**
   * Too many failures: no more attempts from this address for a while. Who holds a good token is not touched.
   * @throws TelewireError BLOCKED
   */
  async refuseAfterFailures(address: string): Promise<void> {
    const { limit, limiter: failures } = this.#of("failure");
    const state = await failures.get(subscriberOf(address));
    if (state !== null && state.consumedPoints > limit)
      throw new TelewireError("BLOCKED", { retryAfterMs: Math.max(1000, state.msBeforeNext) });
  }

  async #count(subject: RateLimitSubject): Promise<Counted> {
    const { limit, limiter: budget } = this.#of(subject.limitClass);
    return { subject, limit, state: await consumed(budget, subject.client) };
  }

  #of(name: LimitName): { readonly limit: number; readonly limiter: RateLimiterAbstract } {
    const found = this.#limits.get(name);
    if (found === undefined) throw new Error(`there is no limit named ${name}`);
    return found;
  }

  async #refuse({ subject: { limitClass, client }, state, limit }: Counted): Promise<never> {
    const details = { limit, current: state.consumedPoints, scope: limitClass };
    const key = `${limitClass}:${client}`;
    if (state.consumedPoints <= limit * BLOCK_FACTOR) {
      const retryAfterMs = Math.max(1000, state.msBeforeNext);
      throw new TelewireError((await this.#blocked.get(key)) === null ? "RATE_LIMITED" : "BLOCKED", {
        details,
        retryAfterMs,
      });
    }
    const { consumedPoints: times } = await consumed(this.#blocks, key);
    const seconds = Math.min(MAX_BLOCK_SECONDS, FIRST_BLOCK_SECONDS * 2 ** (times - 1));
    // The limiter itself then refuses for that long, counting from its limit again.
    await this.#of(limitClass).limiter.block(client, seconds);
    await this.#blocked.block(key, seconds);
    throw new TelewireError("BLOCKED", { details, retryAfterMs: seconds * 1000 });
  }
}

function shareOf({ state, limit }: Counted): number {
  return state.consumedPoints / limit;
}

/** A counter over `duration` seconds: of all nodes where there is a Redis, else and while it is away of this one. */
export function limiter(
  redis: Redis | Cluster | null,
  keyPrefix: string,
  points: number,
  duration: number,
): RateLimiterAbstract {
  const memory = new RateLimiterMemory({ keyPrefix, points, duration });
  if (redis === null) return memory;
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `telewire:${keyPrefix}`,
    points,
    duration,
    // While Redis is away each node counts for itself, at once.
    rejectIfRedisNotReady: true,
    insuranceLimiter: memory,
  });
}

/** The state after one more request; a refusal is a state as well. */
async function consumed(of: RateLimiterAbstract, client: string): Promise<RateLimiterRes> {
  try {
    return await of.consume(client);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}
