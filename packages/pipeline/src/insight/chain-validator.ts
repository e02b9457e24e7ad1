import type { NewDetectionEntry, Validation } from "@telewire/contracts";
import { DexScreener, EvmProvider, RpcClient, SolanaProvider, Validator } from "@telewire/validate";
import type { ChainProvider, Verdict } from "@telewire/validate";
import type { ValidationOptions } from "./validation-options.ts";

/** What the chain says of a finding; `unknown` when nobody could tell. Never rejects. */
export interface ChainValidator {
  validate(entry: NewDetectionEntry): Promise<Validation>;
  close(): void;
}

/** Uniswap v4's PositionManager by chain: it knows the tokens of a pool id. */
const V4_POSITION_MANAGERS: Readonly<Record<string, string>> = {
  ethereum: "0xbd216513d74c8cf14cf4747e6aaa6420ff64ee9e",
  base: "0x7c5f5a4bbd8fd63184577525326123b519429bdc",
  arbitrum: "0xd88f38f930b7952f2db2432cb002e7abbf3dd869",
  bsc: "0x7a4a5c919ae2541aed11041a1aeee68f1287f95b",
};

/** The validator for these settings; undefined when no chain is configured. */
export function createChainValidator(options: ValidationOptions): ChainValidator | undefined {
  const providers = providersOf(options);
  const dexscreener = options.dexscreener ? new DexScreener({ timeoutMs: options.rpcTimeoutMs }) : undefined;
  if (providers.length === 0 && dexscreener === undefined) return undefined;
  const validator = new Validator({ providers });
  return {
    validate: async (entry) => {
      const verdict = await validator.validate(entry);
      return toValidation((verdict.status === "unknown" ? await lookUp(dexscreener, entry) : undefined) ?? verdict);
    },
    close: () => validator.close(),
  };
}

function providersOf(options: ValidationOptions): ChainProvider[] {
  const rpc = (urls: readonly string[]): RpcClient =>
    new RpcClient({
      providers: urls.map((url) => ({
        url,
        name: new URL(url).host,
        budget: { callsPerSecond: options.rpcCallsPerSecond, callsPerDay: options.rpcCallsPerDay },
      })),
      timeoutMs: options.rpcTimeoutMs,
    });
  const evm = Object.entries(options.evmRpcUrls).map(([chain, urls]) => {
    const v4PositionManager = V4_POSITION_MANAGERS[chain];
    return new EvmProvider({
      chain,
      rpc: rpc(urls),
      ...(v4PositionManager === undefined ? {} : { v4PositionManager }),
    });
  });
  return options.solanaRpcUrls.length === 0 ? evm : [new SolanaProvider({ rpc: rpc(options.solanaRpcUrls) }), ...evm];
}

/** A pool that no provider could tell of, as DexScreener lists it. */
async function lookUp(
  dexscreener: DexScreener | undefined,
  { role, chain, family, address }: NewDetectionEntry,
): Promise<Verdict | undefined> {
  if (dexscreener === undefined || chain === undefined || role !== "pool") return undefined;
  const outcome = await dexscreener.pair(chain, address);
  if (!outcome.ok || outcome.pair === undefined) return undefined;
  const { baseToken, quoteToken } = outcome.pair;
  return {
    status: "confirmed",
    family,
    chain,
    address,
    kind: "pool",
    token: { address: baseToken.address, name: baseToken.name, symbol: baseToken.symbol, standard: "listed" },
    pool: {
      protocol: "dexscreener",
      tokens: [baseToken.address, quoteToken.address],
      traded: [baseToken.address],
    },
    reasons: ["dexscreener-pair"],
    checkedAt: Date.now(),
  };
}

function toValidation({ status, chain, kind, token, pool, proxy, reasons, checkedAt }: Verdict): Validation {
  return {
    status,
    chain,
    ...(kind === undefined ? {} : { kind }),
    ...(token === undefined ? {} : { token: { ...token } }),
    ...(pool === undefined ? {} : { pool: { ...pool } }),
    ...(proxy === undefined ? {} : { proxy: { ...proxy } }),
    reasons: [...reasons],
    checkedAt,
  };
}
