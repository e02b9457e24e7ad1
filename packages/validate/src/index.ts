export { Budget } from "./budget.ts";
export type { BudgetOptions } from "./budget.ts";
export { EvmProvider } from "./evm.ts";
export type { EvmProviderOptions } from "./evm.ts";
export type {
  AccountKind,
  ChainFacts,
  ChainProvider,
  FactsOutcome,
  PoolFacts,
  ProxyFacts,
  TokenFacts,
  Verdict,
} from "./facts.ts";
export { RpcClient } from "./rpc-client.ts";
export type { ProviderOptions, RpcClientOptions, RpcFailure, RpcOutcome, RpcStats } from "./rpc-client.ts";
export { SolanaProvider } from "./solana.ts";
export type { SolanaProviderOptions } from "./solana.ts";
export { Validator } from "./validator.ts";
export type { Subject, ValidatorOptions } from "./validator.ts";
export { DexScreener } from "./dexscreener.ts";
export type { DexOutcome, DexPair, DexScreenerOptions } from "./dexscreener.ts";
