import { base58 } from "@scure/base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, poolIdOf, startEvmNode, tokenArguments, word } from "../test/evm-node.ts";
import type { EvmNode } from "../test/evm-node.ts";
import { EvmProvider } from "./evm.ts";
import { RpcClient } from "./rpc-client.ts";

let node: EvmNode;
let provider: EvmProvider;
let token: string;
let other: string;

beforeAll(async () => {
  node = await startEvmNode();
  token = await node.deploy("Token", tokenArguments("Moon Cat", "MCAT", 9, 10n ** 18n));
  other = await node.deploy("OldToken");
  provider = new EvmProvider({
    chain: "ethereum",
    rpc: new RpcClient({ providers: [{ url: node.url, name: "ganache" }] }),
  });
}, 60_000);
afterAll(async () => {
  provider.close();
  await node[Symbol.asyncDispose]();
});

const facts = async (address: string) => {
  const outcome = await provider.facts(address.toLowerCase());
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.facts;
};

describe("an EVM node with deployed contracts", () => {
  it("tells a token with its decimals, supply, name and owner", async () => {
    expect(await facts(token)).toEqual({
      kind: "token",
      reasons: ["code-present", "erc20"],
      token: {
        address: token.toLowerCase(),
        standard: "erc20",
        decimals: 9,
        supply: "1000000000000000000",
        name: "Moon Cat",
        symbol: "MCAT",
        owner: node.account.toLowerCase(),
        deployer: node.account.toLowerCase(),
      },
    });
  });

  it("tells the token that a bridge minted one for: Optimism's, Arbitrum's, Wormhole's", async () => {
    const on = async (chain: string, contract: string, ...words: string[]) => {
      const there = new EvmProvider({ chain, rpc: new RpcClient({ providers: [{ url: node.url, name: "ganache" }] }) });
      const outcome = await there.facts((await node.deploy(contract, ...words)).toLowerCase());
      there.close();
      return outcome.ok ? outcome.facts.token : undefined;
    };
    const origin = { chain: "ethereum", address: token.toLowerCase() };
    const onBase = await on("base", "OptimismMintable", word(token));
    expect(onBase?.bridgedFrom).toEqual(origin);
    expect(onBase).not.toHaveProperty("deployer");
    expect((await on("arbitrum", "ArbitrumStandard", word(token)))?.bridgedFrom).toEqual(origin);
    expect((await on("ethereum", "ArbitrumStandard", word(token)))?.bridgedFrom).toBeUndefined();
    expect((await on("bsc", "WormholeWrapped", word(2), word(token)))?.bridgedFrom).toEqual(origin);
    const mint = "7GCihgDB8fe6KNjn2MYtkzZcRjQy3t9GHdC8uHYmW2hr";
    const native = Buffer.from(base58.decode(mint)).toString("hex");
    expect((await on("bsc", "WormholeWrapped", word(1), native))?.bridgedFrom).toEqual({
      chain: "solana",
      address: mint,
    });
    expect((await on("bsc", "WormholeWrapped", word(4), word(token)))?.bridgedFrom).toBeUndefined();
    expect((await on("bsc", "WormholeWrapped", word(999), word(token)))?.bridgedFrom).toBeUndefined();
  });

  it("sees that ownership was renounced", async () => {
    const renounced = await node.deploy("Token", tokenArguments("Gone", "GONE", 18, 1n));
    await node.send(renounced, call("renounceOwnership()"));
    expect((await facts(renounced)).token?.owner).toBeNull();
  });

  it("reads the bytes32 names of old tokens", async () => {
    expect((await facts(other)).token).toMatchObject({ name: "Old Maker", symbol: "OLD", decimals: 18 });
  });

  it("sees through proxies: EIP-1967, beacon, EIP-1167", async () => {
    const proxy = await node.deploy("Proxy", word(token));
    await node.send(proxy, call("setUp(string,string,uint8,uint256)") + tokenArguments("Proxied", "PRX", 6, 77n));
    expect(await facts(proxy)).toMatchObject({
      kind: "token",
      token: { symbol: "PRX", supply: "77" },
      proxy: { kind: "eip-1967", implementation: token.toLowerCase() },
    });
    const beacon = await node.deploy("Beacon", word(token));
    expect(await facts(await node.deploy("BeaconProxy", word(beacon)))).toMatchObject({
      proxy: { kind: "eip-1967-beacon", implementation: token.toLowerCase() },
    });
    const cloner = await node.deploy("Cloner");
    const { logs } = await node.send(cloner, call("clone(address)", word(token)));
    const clone = `0x${logs[0]!.data.slice(-40)}`;
    expect(await facts(clone)).toMatchObject({
      kind: "token",
      proxy: { kind: "eip-1167", implementation: token.toLowerCase() },
    });
  });

  it("resolves pools to their tokens: v2, v3, v4", async () => {
    expect(await facts(await node.deploy("PairV2", word(token), word(other)))).toMatchObject({
      kind: "pool",
      pool: { protocol: "uniswap-v2", tokens: [token.toLowerCase(), other.toLowerCase()] },
    });
    expect(await facts(await node.deploy("PoolV3", word(token), word(other)))).toMatchObject({
      kind: "pool",
      pool: { protocol: "uniswap-v3" },
    });
    const manager = await node.deploy("PositionManagerV4");
    await node.send(manager, call("add(address,address)", word(0), word(token)));
    const withV4 = new EvmProvider({
      chain: "ethereum",
      v4PositionManager: manager,
      rpc: new RpcClient({ providers: [{ url: node.url, name: "ganache" }] }),
    });
    expect(await withV4.facts(poolIdOf("0x0", token))).toEqual({
      ok: true,
      facts: {
        kind: "pool",
        reasons: ["pool-key"],
        pool: { protocol: "uniswap-v4", tokens: ["native", token.toLowerCase()], traded: [token.toLowerCase()] },
      },
    });
    expect(await withV4.facts(`0x${"12".repeat(32)}`)).toEqual({
      ok: true,
      facts: { kind: "empty", reasons: ["no-pool-key"] },
    });
    withV4.close();
  });

  it("tells wallets and contracts without a token from tokens", async () => {
    expect(await facts(node.account)).toEqual({ kind: "empty", reasons: ["no-code"] });
    expect(await facts(await node.deploy("Empty"))).toEqual({
      kind: "contract",
      reasons: ["code-present", "not-a-token"],
    });
  });
});
