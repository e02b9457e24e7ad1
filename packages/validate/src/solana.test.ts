import { base58 } from "@scure/base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import mainnetPools from "../test/mainnet-pools.json" with { type: "json" };
import { startSolanaNode } from "../test/solana-node.ts";
import type { SolanaNode } from "../test/solana-node.ts";
import { RpcClient } from "./rpc-client.ts";
import { METAPLEX_METADATA, WORMHOLE_TOKEN_BRIDGE, besideMint } from "./solana-origin.ts";
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from "./solana-layouts.ts";
import { SolanaProvider } from "./solana.ts";

const WSOL = "So11111111111111111111111111111111111111112";
let node: SolanaNode;
let provider: SolanaProvider;

beforeAll(async () => {
  node = await startSolanaNode();
  provider = new SolanaProvider({ rpc: new RpcClient({ providers: [{ url: node.url, name: "litesvm" }] }) });
}, 60_000);
afterAll(async () => {
  provider.close();
  await node[Symbol.asyncDispose]();
});

const facts = async (address: string) => {
  const outcome = await provider.facts(address);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.facts;
};

/** An account with two mints at the places where a program keeps them. */
function poolData(
  length: number,
  places: readonly [number, number],
  mints: readonly [string, string],
  discriminator = "",
): Uint8Array {
  const data = new Uint8Array(length);
  data.set(Buffer.from(discriminator, "hex"));
  places.forEach((place, index) => data.set(base58.decode(mints[index]!), place));
  return data;
}

describe("Solana's runtime", () => {
  it("tells a mint with its supply, decimals and authorities", async () => {
    const { mint } = await node.createMint({ decimals: 6, supply: 1_000_000_000n, keepsMintAuthority: true });
    expect(await facts(mint)).toEqual({
      kind: "token",
      reasons: ["mint-layout"],
      token: {
        address: mint,
        standard: "spl-token",
        decimals: 6,
        supply: "1000000000",
        mintAuthority: node.payer.address,
        freezeAuthority: node.payer.address,
      },
    });
  });

  it("sees that the authorities were given up", async () => {
    const { mint } = await node.createMint({ decimals: 9, supply: 5n, keepsMintAuthority: false });
    expect((await facts(mint)).token).toMatchObject({ mintAuthority: null, freezeAuthority: null, supply: "5" });
  });

  it("reads mints of Token-2022, and name and symbol from their metadata", async () => {
    const { mint } = await node.createMint({
      decimals: 2,
      supply: 7n,
      keepsMintAuthority: true,
      program: TOKEN_2022_PROGRAM,
    });
    expect((await facts(mint)).token).toMatchObject({ standard: "token-2022", decimals: 2, supply: "7" });
    const text = (value: string) => [value.length, 0, 0, 0, ...Buffer.from(value)];
    const metadata = [
      ...new Uint8Array(64),
      ...text("Moon Cat"),
      ...text("MCAT"),
      ...text("https://x.example"),
      0,
      0,
      0,
      0,
    ];
    const data = new Uint8Array(166 + 4 + metadata.length);
    data.set([9, 1], 44);
    data[165] = 1;
    data.set([19, 0, metadata.length & 255, metadata.length >> 8, ...metadata], 166);
    expect((await facts(await node.setAccount(TOKEN_2022_PROGRAM, data))).token).toMatchObject({
      name: "Moon Cat",
      symbol: "MCAT",
      decimals: 9,
    });
  });

  it("reads name and symbol from Metaplex, and the origin of a mint that Wormhole made", async () => {
    const { mint } = await node.createMint({ decimals: 8, supply: 7n, keepsMintAuthority: true });
    const text = (value: string, room: number) => [room, 0, 0, 0, ...Buffer.from(value.padEnd(room, "\0"))];
    const metadata = [4, ...new Uint8Array(64), ...text("Moon Cat", 32), ...text("MCAT", 10), ...text("", 200)];
    const [metadataAt, metaAt] = besideMint(mint);
    await node.setAccount(METAPLEX_METADATA, Uint8Array.from(metadata), metadataAt);
    const origin = "0x6982508145454ce325ddbe47a25d4ec3d2311933";
    const meta = Buffer.from(`0200${origin.slice(2).padStart(64, "0")}12`, "hex");
    await node.setAccount(TOKEN_PROGRAM, meta, metaAt);
    expect((await facts(mint)).token).not.toHaveProperty("bridgedFrom");
    await node.setAccount(WORMHOLE_TOKEN_BRIDGE, meta, metaAt);
    expect((await facts(mint)).token).toMatchObject({
      name: "Moon Cat",
      symbol: "MCAT",
      bridgedFrom: { chain: "ethereum", address: origin },
    });
  });

  it("tells token accounts, wallets, programs and empty addresses from mints", async () => {
    const { tokenAccount } = await node.createMint({ decimals: 6, supply: 1n, keepsMintAuthority: true });
    expect((await facts(tokenAccount)).kind).toBe("tokenAccount");
    expect((await facts(node.payer.address)).kind).toBe("wallet");
    expect((await facts(TOKEN_PROGRAM)).kind).toBe("program");
    expect((await facts("7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU")).kind).toBe("empty");
  });

  it.each([
    ["raydium-amm", "675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8", 752, [400, 432], ""],
    ["raydium-clmm", "CAMMCzo5YL8w4VFF8KVHrK22GGUsp5VTaW7grrKgrWqK", 1544, [73, 105], "f7ede3f5d7c3de46"],
    ["raydium-cpmm", "CPMMoo8L3F4NbTegBCKVNunggL7H1ZpdTHKxQB5qKP1C", 637, [168, 200], "f7ede3f5d7c3de46"],
    ["orca-whirlpool", "whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc", 653, [101, 181], "3f95d10ce1806309"],
    ["pumpswap", "pAMMBay6oceH9fJKBRHGP5D4bD4sWpmSwMn52FMfXEA", 300, [43, 75], "f19a6d0411b16dbc"],
    ["meteora-dlmm", "LBUZKhRxPF3XUpBCjp4YzTKgLccjZhTSDM9YuVaPwxo", 904, [88, 120], "210b3162b565b10d"],
  ] as const)(
    "resolves a pool of %s to the token that is not money",
    async (protocol, program, length, places, discriminator) => {
      const { mint } = await node.createMint({ decimals: 6, supply: 1n, keepsMintAuthority: false });
      const pool = await node.setAccount(program, poolData(length, places, [mint, WSOL], discriminator));
      expect(await facts(pool)).toMatchObject({
        kind: "pool",
        pool: { protocol, tokens: [mint, WSOL], traded: [mint] },
      });
      expect((await facts(await node.setAccount(program, new Uint8Array(40)))).kind).toBe("other");
    },
  );

  it.each(mainnetPools)(
    "reads a pool of $protocol as it stands on mainnet",
    async ({ protocol, program, tokens, bytes, start }) => {
      const data = new Uint8Array(bytes);
      data.set(Buffer.from(start, "base64"));
      const pool = await node.setAccount(program, data);
      expect((await facts(pool)).pool).toMatchObject({ protocol, tokens });
    },
  );

  it("asks about all addresses of a turn in one request", async () => {
    const before = node.seen.requests;
    await Promise.all(Array.from({ length: 60 }, () => facts(node.payer.address)));
    expect(node.seen.requests).toBe(before + 1);
  });
});
