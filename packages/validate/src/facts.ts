import type { ChainFamily } from "@telewire/contracts";

export interface TokenFacts {
  readonly address: string;
  readonly decimals?: number;
  /** Smallest units, decimal. */
  readonly supply?: string;
  readonly name?: string;
  readonly symbol?: string;
  /** Solana: who may mint more, who may freeze; null when nobody. */
  readonly mintAuthority?: string | null;
  readonly freezeAuthority?: string | null;
  /** Token program or standard: `spl-token`, `token-2022`, `erc20`. */
  readonly standard: string;
  /** EVM: `owner()`, null when renounced. */
  readonly owner?: string | null;
  /** EVM: the owner, where that is a plain account: mostly who deployed it. */
  readonly deployer?: string;
  /** The token that a bridge minted this one for: on Solana the bridge's own record, on EVM what the contract says of itself. */
  readonly bridgedFrom?: { readonly chain: string; readonly address: string };
}
export interface PoolFacts {
  /** `raydium-amm`, `pumpswap`, `uniswap-v2`, ... */
  readonly protocol: string;
  /** The two sides as the pool keeps them. */
  readonly tokens: readonly [string, string];
  /** The side that is not money; both when that cannot be told. */
  readonly traded: readonly string[];
}
export interface ProxyFacts {
  /** `eip-1967`, `eip-1967-beacon`, `eip-1167`. */
  readonly kind: string;
  readonly implementation: string;
}

/** What is at an address. `empty`: nothing, or only a balance. */
export type AccountKind = "token" | "pool" | "contract" | "program" | "wallet" | "tokenAccount" | "other" | "empty";

export interface Verdict {
  /** `confirmed`: what the call says is there; `refuted`: something else or nothing is; `unknown`: no provider could tell. */
  readonly status: "confirmed" | "refuted" | "unknown";
  readonly family: ChainFamily;
  /** The chain on which it was found (or asked, when found on none). */
  readonly chain: string;
  readonly address: string;
  readonly kind?: AccountKind;
  readonly token?: TokenFacts;
  readonly pool?: PoolFacts;
  readonly proxy?: ProxyFacts;
  /** Why, in codes: `code-present`, `no-account`, `mint-layout`, `rpc-unavailable`, ... */
  readonly reasons: readonly string[];
  readonly checkedAt: number;
}

/** What a provider says of one address on its chain; undefined: it could not be asked. */
export interface ChainFacts {
  readonly kind: AccountKind;
  readonly token?: TokenFacts;
  readonly pool?: PoolFacts;
  readonly proxy?: ProxyFacts;
  readonly reasons: readonly string[];
}
export type FactsOutcome =
  | { readonly ok: true; readonly facts: ChainFacts }
  | { readonly ok: false; readonly reason: string };

/** Reads facts of addresses on one chain. */
export interface ChainProvider {
  readonly family: ChainFamily;
  readonly chain: string;
  /** Never rejects. Addresses asked in one turn of the event loop share requests. */
  facts(address: string): Promise<FactsOutcome>;
  close(): void;
}
