import { TelewireError } from "@telewire/contracts";
import type { Cluster, Redis } from "ioredis";
import type { NonceStore } from "./nonce-store.ts";

/** Nonces shared by all nodes: one `SET NX` each, pipelined with the others of its turn. */
export class RedisNonceStore implements NonceStore {
  readonly #redis: Redis | Cluster;
  readonly #windowMs: number;

  constructor(redis: Redis | Cluster, windowMs: number) {
    this.#redis = redis;
    this.#windowMs = windowMs;
  }

  /** @throws TelewireError LOG_UNAVAILABLE: a replay that cannot be ruled out is refused */
  async claim(keyId: string, nonce: string): Promise<boolean> {
    try {
      return (await this.#redis.set(`telewire:nonce:${keyId}:${nonce}`, "1", "PX", 2 * this.#windowMs, "NX")) === "OK";
    } catch (cause) {
      throw new TelewireError("LOG_UNAVAILABLE", { retryAfterMs: 1000, cause });
    }
  }
}
