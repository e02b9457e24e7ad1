import { TelewireError } from "@telewire/contracts";
import type { Cluster, Redis } from "ioredis";
import type { Breakers } from "../resilience/breakers.ts";
import type { NonceStore } from "./nonce-store.ts";

/** Nonces shared by all nodes: one `SET NX` each, pipelined with the others of its turn. */
export class RedisNonceStore implements NonceStore {
  readonly #redis: Redis | Cluster;
  readonly #windowMs: number;

  readonly #breakers: Breakers;

  constructor(redis: Redis | Cluster, windowMs: number, breakers: Breakers) {
    this.#redis = redis;
    this.#windowMs = windowMs;
    this.#breakers = breakers;
  }

  /** @throws TelewireError LOG_UNAVAILABLE: a replay that cannot be ruled out is refused */
  claim(keyId: string, nonce: string): Promise<boolean> {
    return this.#breakers.run("redis", "", async () => {
      try {
        const key = `telewire:nonce:${keyId}:${nonce}`;
        return (await this.#redis.set(key, "1", "PX", 2 * this.#windowMs, "NX")) === "OK";
      } catch (cause) {
        throw new TelewireError("LOG_UNAVAILABLE", { retryAfterMs: 1000, cause });
      }
    });
  }
}
