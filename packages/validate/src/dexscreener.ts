import { z } from "zod";
import { systemClock } from "@telewire/kit";
import type { Clock } from "@telewire/kit";
import { Budget } from "./budget.ts";

export interface DexScreenerOptions {
  /** Default `https://api.dexscreener.com`. */
  readonly baseUrl?: string;
  /** Default 4,000. */
  readonly timeoutMs?: number;
  /** Default 4: the public limit is 300 a minute. */
  readonly callsPerSecond?: number;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}
export interface DexPair {
  readonly chain: string;
  /** With its case: the URL of a Solana pair has lost it. */
  readonly pairAddress: string;
  readonly baseToken: { readonly address: string; readonly name: string; readonly symbol: string };
  readonly quoteToken: { readonly address: string; readonly symbol: string };
  readonly liquidityUsd?: number;
}
export type DexOutcome =
  | { readonly ok: true; readonly pair: DexPair | undefined }
  | { readonly ok: false; readonly reason: "over-budget" | "unavailable" | "malformed" };

const pair = z.object({
  chainId: z.string(),
  pairAddress: z.string(),
  baseToken: z.object({ address: z.string(), name: z.string().default(""), symbol: z.string().default("") }),
  quoteToken: z.object({ address: z.string(), symbol: z.string().default("") }),
  liquidity: z.object({ usd: z.number().optional() }).optional(),
});
const answer = z.object({ pairs: z.array(pair).nullish() });

const DEFAULT_BASE_URL = "https://api.dexscreener.com";
const DEFAULT_TIMEOUT_MS = 4000;
const DEFAULT_CALLS_PER_SECOND = 4;
const SLUG = /^[0-9A-Za-z:_-]{1,128}$/;

/** Optional second source: resolves the pair of a DexScreener link, also where its URL is in lower case. Never rejects. */
export class DexScreener {
  readonly #baseUrl: string;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;
  readonly #budget: Budget;

  constructor(options: DexScreenerOptions = {}) {
    this.#baseUrl = options.baseUrl ?? DEFAULT_BASE_URL;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#fetch = options.fetch ?? fetch;
    this.#budget = new Budget(
      { callsPerSecond: options.callsPerSecond ?? DEFAULT_CALLS_PER_SECOND },
      options.clock ?? systemClock,
    );
  }

  async pair(chain: string, pairAddress: string): Promise<DexOutcome> {
    if (!SLUG.test(chain) || !SLUG.test(pairAddress)) return { ok: true, pair: undefined };
    if (!this.#budget.take(1)) return { ok: false, reason: "over-budget" };
    try {
      const response = await this.#fetch(`${this.#baseUrl}/latest/dex/pairs/${chain}/${pairAddress}`, {
        redirect: "error",
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      if (!response.ok) {
        await response.body?.cancel();
        return { ok: false, reason: "unavailable" };
      }
      const parsed = answer.safeParse(await response.json());
      if (!parsed.success) return { ok: false, reason: "malformed" };
      const found = parsed.data.pairs?.find((one) => one.pairAddress.toLowerCase() === pairAddress.toLowerCase());
      return { ok: true, pair: found === undefined ? undefined : toPair(found) };
    } catch {
      return { ok: false, reason: "unavailable" };
    }
  }
}

function toPair({ chainId, pairAddress, baseToken, quoteToken, liquidity }: z.infer<typeof pair>): DexPair {
  return {
    chain: chainId,
    pairAddress,
    baseToken,
    quoteToken,
    ...(liquidity?.usd === undefined ? {} : { liquidityUsd: liquidity.usd }),
  };
}
