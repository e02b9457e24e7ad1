import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DexScreener } from "./dexscreener.ts";

const PAIR = "8sLbNZoA1cfnvMJLPfp98ZLAnFSYCFApfJKMbiXNLwxj";
const paths: string[] = [];
const server = createServer((request, response) => {
  paths.push(request.url!);
  if (request.url!.includes("/broken/")) return response.writeHead(500).end();
  if (request.url!.includes("/odd/")) return response.end('{"pairs":[{"chainId":1}]}');
  return response.end(
    JSON.stringify({
      schemaVersion: "1.0.0",
      pairs: request.url!.toLowerCase().includes(PAIR.toLowerCase())
        ? [
            {
              chainId: "solana",
              dexId: "raydium",
              pairAddress: PAIR,
              baseToken: { address: "M", name: "Moon Cat", symbol: "MCAT" },
              quoteToken: { address: "S", symbol: "SOL" },
              liquidity: { usd: 12.5 },
            },
          ]
        : null,
    }),
  );
});
let dex: DexScreener;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  dex = new DexScreener({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, callsPerSecond: 4 });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe("DexScreener as a second source", () => {
  it("gives a pair whose URL has lost its case back, with its token", async () => {
    expect(await dex.pair("solana", PAIR.toLowerCase())).toEqual({
      ok: true,
      pair: {
        chain: "solana",
        pairAddress: PAIR,
        baseToken: { address: "M", name: "Moon Cat", symbol: "MCAT" },
        quoteToken: { address: "S", symbol: "SOL" },
        liquidityUsd: 12.5,
      },
    });
  });

  it("knows of no such pair, and asks nothing for what is no pair", async () => {
    expect(await dex.pair("solana", "other")).toEqual({ ok: true, pair: undefined });
    const before = paths.length;
    expect(await dex.pair("solana", "../../secret")).toEqual({ ok: true, pair: undefined });
    expect(paths).toHaveLength(before);
  });

  it("says what went wrong", async () => {
    expect(await dex.pair("broken", "x")).toEqual({ ok: false, reason: "unavailable" });
    expect(await dex.pair("odd", "x")).toEqual({ ok: false, reason: "malformed" });
    let last = await dex.pair("solana", "x");
    for (let count = 0; count < 10 && last.ok; count++) last = await dex.pair("solana", "x");
    expect(last).toEqual({ ok: false, reason: "over-budget" });
  });
});
