import type { RecordStore } from "@telewire/archive";
import { LRUCache } from "lru-cache";
import { networkOf } from "./network-of.ts";

const NAMESPACE = "key-network";
const CACHE_MS = 60_000;
/** A network that a key has used for so long is one of its own. */
const HOME_AFTER_MS = 86_400_000;
const FORGET_MS = 90 * 86_400_000;
/** More are not told apart: whoever moves about that much has no home. */
const MAX_NETWORKS = 50;

export type Familiarity = "home" | "known" | "new";

/** From which networks each key was used, shared by all nodes. */
export class KeyNetworks {
  readonly #records: RecordStore;
  readonly #now: () => number;
  readonly #cache = new LRUCache<string, Familiarity>({ max: 50_000, ttl: CACHE_MS });

  constructor(records: RecordStore, now: () => number) {
    this.#records = records;
    this.#now = now;
  }

  /** Without waiting: undefined when it must be looked up. */
  known(keyId: string, ip: string): Familiarity | undefined {
    return this.#cache.get(`${keyId} ${ip}`);
  }

  /** `new` once: from then on the network is known, and after a day at home; the first one is so at once. */
  async note(keyId: string, ip: string): Promise<Familiarity> {
    const network = networkOf(ip);
    const value = await this.#records.get(NAMESPACE, keyId);
    const seen = value === null ? {} : (JSON.parse(value) as Record<string, number>);
    const now = Math.round(this.#now());
    const since = seen[network];
    const familiarity =
      value === null ? "home" : since === undefined ? "new" : now - since >= HOME_AFTER_MS ? "home" : "known";
    if (since === undefined && Object.keys(seen).length < MAX_NETWORKS) {
      seen[network] = value === null ? now - HOME_AFTER_MS : now;
      await this.#records.put(NAMESPACE, keyId, JSON.stringify(seen), now + FORGET_MS);
    }
    this.#cache.set(`${keyId} ${ip}`, familiarity === "new" ? "known" : familiarity);
    return familiarity;
  }
}
