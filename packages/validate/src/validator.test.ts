import { base58 } from "@scure/base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEvmNode, tokenArguments, word } from "../test/evm-node.ts";
import type { EvmNode } from "../test/evm-node.ts";
import { startSolanaNode } from "../test/solana-node.ts";
import type { SolanaNode } from "../test/solana-node.ts";
import { EvmProvider } from "./evm.ts";
import { RpcClient } from "./rpc-client.ts";
import { SolanaProvider } from "./solana.ts";
import { Validator } from "./validator.ts";

let ethereum: EvmNode;
let base: EvmNode;
let solana: SolanaNode;
let validator: Validator;
const time = { now: 1_000_000 };
const clock = { now: () => time.now, monotonic: () => time.now };

beforeAll(async () => {
  [ethereum, base, solana] = await Promise.all([startEvmNode(), startEvmNode(), startSolanaNode()]);
  const rpc = (url: string) => new RpcClient({ providers: [{ url, name: "node" }] });
  validator = new Validator({
    clock,
    providers: [
      new EvmProvider({ chain: "ethereum", rpc: rpc(ethereum.url) }),
      new EvmProvider({ chain: "base", rpc: rpc(base.url) }),
      new SolanaProvider({ rpc: rpc(solana.url) }),
    ],
  });
}, 60_000);
afterAll(async () => {
  validator.close();
  await Promise.all([ethereum[Symbol.asyncDispose](), base[Symbol.asyncDispose](), solana[Symbol.asyncDispose]()]);
});

const evm = (address: string, more: object = {}) => ({
  family: "evm" as const,
  address: address.toLowerCase(),
  role: "token" as const,
  ...more,
});

describe("validation", () => {
  it("finds the chain of an EVM token among its candidates", async () => {
    await base.deploy("Empty");
    const token = await base.deploy("Token", tokenArguments("Based", "BASED", 18, 1n));
    expect(await validator.validate(evm(token, { candidates: ["ethereum", "base", "bsc"] }))).toMatchObject({
      status: "confirmed",
      chain: "base",
      kind: "token",
      token: { symbol: "BASED" },
    });
    expect(await validator.validate(evm(token, { chain: "ethereum" }))).toMatchObject({
      status: "refuted",
      chain: "ethereum",
      kind: "empty",
      reasons: ["no-code"],
    });
  });

  it("follows a pool to its token", async () => {
    const token = await ethereum.deploy("Token", tokenArguments("Pooled", "POOL", 18, 1n));
    time.now += 20_001; // Both nodes give equal addresses out: forget that nothing was there.
    const pair = await ethereum.deploy("PairV2", word("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"), word(token));
    expect(await validator.validate(evm(pair, { chain: "ethereum", role: "pool" }))).toMatchObject({
      status: "confirmed",
      pool: { protocol: "uniswap-v2", traded: [token.toLowerCase()] },
      token: { symbol: "POOL" },
    });
    const { mint } = await solana.createMint({ decimals: 6, supply: 9n, keepsMintAuthority: false });
    const data = new Uint8Array(752);
    data.set(base58.decode(mint), 400);
    data.set(base58.decode("So11111111111111111111111111111111111111112"), 432);
    const pool = await solana.setAccount("675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8", data);
    expect(await validator.validate({ family: "solana", chain: "solana", address: pool, role: "pool" })).toMatchObject({
      status: "confirmed",
      token: { address: mint, supply: "9" },
    });
  });

  it("asks once about what many ask at once, and keeps the answer for its time", async () => {
    const { mint } = await solana.createMint({ decimals: 6, supply: 1n, keepsMintAuthority: true });
    const subject = { family: "solana", chain: "solana", address: mint, role: "token" } as const;
    const before = solana.seen.calls;
    const verdicts = await Promise.all(Array.from({ length: 30 }, () => validator.validate(subject)));
    expect(verdicts.every((verdict) => verdict.status === "confirmed")).toBe(true);
    await validator.validate(subject);
    const perMint = 2; // the account, and what stands beside it
    expect(solana.seen.calls).toBe(before + perMint);
    time.now += 600_001;
    await validator.validate(subject);
    expect(solana.seen.calls).toBe(before + 2 * perMint);
  });

  it("asks again soon about what was not there yet", async () => {
    const subject = {
      family: "solana",
      chain: "solana",
      address: "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU",
      role: "token",
    } as const;
    expect((await validator.validate(subject)).reasons).toEqual(["no-account"]);
    const before = solana.seen.calls;
    await validator.validate(subject);
    expect(solana.seen.calls).toBe(before);
    time.now += 20_001;
    await validator.validate(subject);
    expect(solana.seen.calls).toBe(before + 1);
  });

  it("says that it does not know when no provider can tell, and does not remember that", async () => {
    const { mint } = await solana.createMint({ decimals: 6, supply: 1n, keepsMintAuthority: true });
    const subject = { family: "solana", chain: "solana", address: mint, role: "token" } as const;
    solana.breakWith((respond) => respond(500, ""));
    expect(await validator.validate(subject)).toMatchObject({ status: "unknown", reasons: ["rpc-unavailable"] });
    solana.breakWith(undefined);
    expect((await validator.validate(subject)).status).toBe("confirmed");
    expect(await validator.validate({ family: "ton", chain: "ton", address: "0:00", role: "token" })).toMatchObject({
      status: "unknown",
      reasons: ["chain-not-configured"],
    });
  });
});
