import { readAddress, readString, readUint, selector } from "./evm-abi.ts";
import { originCalls, originOf } from "./evm-origin.ts";
import type { ChainFacts, ChainProvider, FactsOutcome, PoolFacts, ProxyFacts, TokenFacts } from "./facts.ts";
import { tradedSides } from "./money.ts";
import type { RpcClient, RpcOutcome } from "./rpc-client.ts";

export interface EvmProviderOptions {
  readonly chain: string;
  readonly rpc: RpcClient;
  /** Uniswap v4's PositionManager on this chain: it knows the tokens of a pool id. */
  readonly v4PositionManager?: string;
}

const SELECTORS = {
  name: selector("name()"),
  symbol: selector("symbol()"),
  decimals: selector("decimals()"),
  totalSupply: selector("totalSupply()"),
  owner: selector("owner()"),
  token0: selector("token0()"),
  token1: selector("token1()"),
  getReserves: selector("getReserves()"),
  fee: selector("fee()"),
  tickSpacing: selector("tickSpacing()"),
  implementation: selector("implementation()"),
  poolKeys: selector("poolKeys(bytes25)"),
} as const;
/** keccak-256 of `eip1967.proxy.implementation` and `eip1967.proxy.beacon`, less one. */
const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
const BEACON_SLOT = "0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50";
const MINIMAL_PROXY = /^0x363d3d373d3d3d363d73([0-9a-f]{40})5af43d82803e903d91602b57fd5bf3$/;
/** EIP-7702. */
const DELEGATED = /^0xef0100[0-9a-f]{40}$/;
const POOL_ID = /^0x[0-9a-f]{64}$/;

/** Facts of EVM addresses by `eth_getCode`, `eth_getStorageAt` and `eth_call`: all questions about an address in one batch. */
export class EvmProvider implements ChainProvider {
  readonly family = "evm";
  readonly chain: string;
  readonly #rpc: RpcClient;
  readonly #v4PositionManager: string | undefined;

  constructor({ chain, rpc, v4PositionManager }: EvmProviderOptions) {
    this.chain = chain;
    this.#rpc = rpc;
    this.#v4PositionManager = v4PositionManager;
  }

  close(): void {
    this.#rpc.close();
  }

  async facts(address: string): Promise<FactsOutcome> {
    if (POOL_ID.test(address)) return this.#v4Pool(address);
    const [code, slot, beacon, ...calls] = await Promise.all([
      this.#rpc.call("eth_getCode", [address, "latest"]),
      this.#rpc.call("eth_getStorageAt", [address, IMPLEMENTATION_SLOT, "latest"]),
      this.#rpc.call("eth_getStorageAt", [address, BEACON_SLOT, "latest"]),
      ...(
        [
          "name",
          "symbol",
          "decimals",
          "totalSupply",
          "owner",
          "token0",
          "token1",
          "getReserves",
          "fee",
          "tickSpacing",
        ] as const
      ).map((name) => this.#call(address, SELECTORS[name])),
    ] as const);
    if (!code.ok) return { ok: false, reason: `rpc-${code.failure}` };
    if (typeof code.value !== "string") return { ok: false, reason: "rpc-malformed" };
    if (code.value === "0x" || code.value === "") return { ok: true, facts: { kind: "empty", reasons: ["no-code"] } };
    if (DELEGATED.test(code.value)) return { ok: true, facts: { kind: "wallet", reasons: ["delegated-wallet"] } };
    const unknown = calls.find((outcome) => !outcome.ok && outcome.failure !== "rpc-error");
    if (unknown?.ok === false) return { ok: false, reason: `rpc-${unknown.failure}` };
    const proxy = await this.#proxy(code.value, slot, beacon);
    const facts = describe(address, calls.map(valueOf), proxy);
    const token = facts.token === undefined ? undefined : await this.#withOrigin(facts.token);
    return { ok: true, facts: token === undefined ? facts : { ...facts, token } };
  }

  /** Who deployed a token, and which one a bridge minted it for; what cannot be told is left out. */
  async #withOrigin(token: TokenFacts): Promise<TokenFacts> {
    const { address, owner } = token;
    const [code, ...answers] = await Promise.all([
      typeof owner === "string" ? this.#rpc.call("eth_getCode", [owner, "latest"]) : undefined,
      ...originCalls(this.chain).map((data) => this.#call(address, data)),
    ]);
    const bridgedFrom = originOf(
      this.chain,
      answers.map((answer) => (answer === undefined ? undefined : valueOf(answer))),
    );
    return {
      ...token,
      ...(typeof owner === "string" && code?.ok === true && isAccount(code.value) ? { deployer: owner } : {}),
      ...(bridgedFrom === undefined ? {} : { bridgedFrom }),
    };
  }

  #call(to: string, data: string): Promise<RpcOutcome> {
    return this.#rpc.call("eth_call", [{ to, data }, "latest"]);
  }

  async #proxy(code: string, slot: RpcOutcome, beaconSlot: RpcOutcome): Promise<ProxyFacts | undefined> {
    const minimal = MINIMAL_PROXY.exec(code.toLowerCase());
    if (minimal !== null) return { kind: "eip-1167", implementation: `0x${minimal[1]!}` };
    const implementation = readAddress(padded(valueOf(slot)));
    if (typeof implementation === "string") return { kind: "eip-1967", implementation };
    const beacon = readAddress(padded(valueOf(beaconSlot)));
    if (typeof beacon !== "string") return undefined;
    const behind = readAddress(valueOf(await this.#call(beacon, SELECTORS.implementation)));
    return { kind: "eip-1967-beacon", implementation: behind ?? beacon };
  }

  /** A v4 pool has no contract of its own: the PositionManager keeps the key of each pool by the first 25 bytes of its id. */
  async #v4Pool(poolId: string): Promise<FactsOutcome> {
    if (this.#v4PositionManager === undefined) return { ok: false, reason: "v4-not-configured" };
    const answer = await this.#call(
      this.#v4PositionManager,
      `${SELECTORS.poolKeys}${poolId.slice(2, 52).padEnd(64, "0")}`,
    );
    if (!answer.ok) return { ok: false, reason: `rpc-${answer.failure}` };
    const [first, second] = [readAddress(answer.value, 0), readAddress(answer.value, 1)];
    if (typeof second !== "string" || first === undefined)
      return { ok: true, facts: { kind: "empty", reasons: ["no-pool-key"] } };
    return {
      ok: true,
      facts: { kind: "pool", pool: pool("uniswap-v4", first ?? "native", second), reasons: ["pool-key"] },
    };
  }
}

function isAccount(code: unknown): boolean {
  return code === "0x" || code === "" || (typeof code === "string" && DELEGATED.test(code));
}

/** A storage slot of zeros may come back as `0x0`. */
function padded(value: unknown): unknown {
  return typeof value === "string" && /^0x[0-9a-fA-F]{0,64}$/.test(value)
    ? `0x${value.slice(2).padStart(64, "0")}`
    : value;
}

function valueOf(outcome: RpcOutcome): unknown {
  return outcome.ok ? outcome.value : undefined;
}

function describe(
  address: string,
  [name, symbol, decimals, totalSupply, owner, token0, token1, reserves, fee, tickSpacing]: readonly unknown[],
  proxy: ProxyFacts | undefined,
): ChainFacts {
  const behind = proxy === undefined ? {} : { proxy };
  const reasons = ["code-present", ...(proxy === undefined ? [] : ["proxy"])];
  const [first, second] = [readAddress(token0), readAddress(token1)];
  if (typeof first === "string" && typeof second === "string") {
    const protocol =
      readUint(reserves, 1) !== undefined
        ? "uniswap-v2"
        : readUint(fee) !== undefined && readUint(tickSpacing) !== undefined
          ? "uniswap-v3"
          : "unknown-pool";
    return { kind: "pool", pool: pool(protocol, first, second), ...behind, reasons: [...reasons, "two-tokens"] };
  }
  const places = readUint(decimals);
  const supply = readUint(totalSupply);
  if (supply === undefined || places === undefined || places > 255n)
    return { kind: "contract", ...behind, reasons: [...reasons, "not-a-token"] };
  const [title, ticker, holder] = [readString(name), readString(symbol), readAddress(owner)];
  const token: TokenFacts = {
    address,
    standard: "erc20",
    decimals: Number(places),
    supply: String(supply),
    ...(title === undefined ? {} : { name: title }),
    ...(ticker === undefined ? {} : { symbol: ticker }),
    ...(holder === undefined ? {} : { owner: holder }),
  };
  return { kind: "token", token, ...behind, reasons: [...reasons, "erc20"] };
}

function pool(protocol: string, first: string, second: string): PoolFacts {
  return { protocol, tokens: [first, second], traded: tradedSides([first, second]) };
}
