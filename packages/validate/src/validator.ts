import { LRUCache } from "lru-cache";
import type { Finding } from "@telewire/contracts";
import { systemClock } from "@telewire/kit";
import type { Clock } from "@telewire/kit";
import type { AccountKind, ChainFacts, ChainProvider, FactsOutcome, Verdict } from "./facts.ts";

export interface ValidatorOptions {
  readonly providers: readonly ChainProvider[];
  /** How long a positive fact is kept. Default 10 min: supply and authorities change. */
  readonly ttlMs?: number;
  /** How long "nothing there" is kept. Default 20 s: launches are announced before they land. */
  readonly emptyTtlMs?: number;
  readonly maxCached?: number;
  /** Addresses asked about at once; the rest wait their turn. Default 200. */
  readonly maxConcurrent?: number;
  readonly clock?: Clock;
}
export type Subject = Pick<Finding, "family" | "chain" | "candidates" | "address" | "role">;

const DEFAULT_TTL_MS = 600_000;
const DEFAULT_EMPTY_TTL_MS = 20_000;
const DEFAULT_MAX_CACHED = 50_000;
const DEFAULT_MAX_CONCURRENT = 200;
/** What a role claims to be at the address. */
const EXPECTED: Readonly<Record<Subject["role"], readonly AccountKind[]>> = {
  token: ["token"],
  bot: ["token"],
  pool: ["pool", "token"],
  wallet: ["wallet", "empty", "contract"],
  program: ["program", "contract"],
  transaction: [],
  unknown: ["token", "pool", "contract", "program"],
};

/**
 * Asks the chains what is at an address. Facts are cached, questions about the same address are asked once, an EVM
 * address of unknown chain is looked for on its candidates, and a pool's token is looked up as well. Never rejects: what cannot
 * be told is `unknown`.
 */
export class Validator {
  readonly #providers: ReadonlyMap<string, ChainProvider>;
  readonly #cache: LRUCache<string, ChainFacts>;
  readonly #ttlMs: number;
  readonly #emptyTtlMs: number;
  readonly #clock: Clock;
  readonly #underWay = new Map<string, Promise<FactsOutcome>>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(options: ValidatorOptions) {
    this.#providers = new Map(options.providers.map((provider) => [provider.chain, provider]));
    this.#ttlMs = options.ttlMs ?? DEFAULT_TTL_MS;
    this.#emptyTtlMs = options.emptyTtlMs ?? DEFAULT_EMPTY_TTL_MS;
    this.#clock = options.clock ?? systemClock;
    this.#free = options.maxConcurrent ?? DEFAULT_MAX_CONCURRENT;
    this.#cache = new LRUCache({
      max: options.maxCached ?? DEFAULT_MAX_CACHED,
      perf: { now: () => this.#clock.monotonic() },
      ttlResolution: 0,
    });
  }

  async validate(subject: Subject): Promise<Verdict> {
    const chains = this.#chainsOf(subject);
    if (chains.length === 0)
      return this.#verdict(subject, subject.chain ?? subject.family, "unknown", ["chain-not-configured"]);
    const answers = await Promise.all(
      chains.map(async (chain) => ({ chain, outcome: await this.#facts(chain, subject.address) })),
    );
    const expected = EXPECTED[subject.role];
    const rank = ({ outcome }: (typeof answers)[number]) =>
      !outcome.ok ? 1 : outcome.facts.kind === "empty" ? 0 : expected.includes(outcome.facts.kind) ? 3 : 2;
    const best = answers.reduce((one, other) => (rank(other) > rank(one) ? other : one));
    if (!best.outcome.ok) return this.#verdict(subject, best.chain, "unknown", [best.outcome.reason]);
    const { facts } = best.outcome;
    const withToken = await this.#pooledToken(best.chain, facts);
    return {
      ...this.#verdict(subject, best.chain, expected.includes(facts.kind) ? "confirmed" : "refuted", facts.reasons),
      ...withToken,
    };
  }

  close(): void {
    for (const provider of this.#providers.values()) provider.close();
  }

  /** The chain that is named, else the candidates, else every chain of the family. */
  #chainsOf({ family, chain, candidates }: Subject): string[] {
    const ofFamily = [...this.#providers.values()]
      .filter((provider) => provider.family === family)
      .map((provider) => provider.chain);
    if (chain !== undefined) return ofFamily.filter((name) => name === chain);
    const likely = (candidates ?? []).filter((name) => ofFamily.includes(name));
    return likely.length > 0 ? likely : ofFamily;
  }

  /** For a pool with one side that is not money: that side's facts too. */
  async #pooledToken(chain: string, facts: ChainFacts): Promise<Partial<Verdict>> {
    const { kind, token, pool, proxy } = facts;
    const known = {
      kind,
      ...(token === undefined ? {} : { token }),
      ...(pool === undefined ? {} : { pool }),
      ...(proxy === undefined ? {} : { proxy }),
    };
    if (pool?.traded.length !== 1) return known;
    const outcome = await this.#facts(chain, pool.traded[0]!);
    return outcome.ok && outcome.facts.token !== undefined ? { ...known, token: outcome.facts.token } : known;
  }

  #facts(chain: string, address: string): Promise<FactsOutcome> {
    const key = `${chain} ${address}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return Promise.resolve({ ok: true, facts: cached });
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const asked = this.#ask(chain, address, key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, asked);
    return asked;
  }

  async #ask(chain: string, address: string, key: string): Promise<FactsOutcome> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    try {
      const outcome = await this.#providers.get(chain)!.facts(address);
      if (outcome.ok)
        this.#cache.set(key, outcome.facts, { ttl: outcome.facts.kind === "empty" ? this.#emptyTtlMs : this.#ttlMs });
      return outcome;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }

  #verdict(
    { family, address }: Subject,
    chain: string,
    status: Verdict["status"],
    reasons: readonly string[],
  ): Verdict {
    return { status, family, chain, address, reasons, checkedAt: this.#clock.now() };
  }
}
