import { address, getAddressEncoder, getProgramDerivedAddress, isOffCurveAddress } from "@solana/kit";
import * as fc from "fast-check";
import { base58 } from "@scure/base";
import { describe, expect, it } from "vitest";
import { WORMHOLE_TOKEN_BRIDGE } from "./solana-origin.ts";
import { isOnCurve, programAddress } from "./solana-pda.ts";

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("addresses that programs derive", () => {
  it("are those of Solana's own library", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (program, mint) => {
        const [programId, key] = [base58.encode(program), base58.encode(mint)];
        const [expected] = await getProgramDerivedAddress({
          programAddress: address(programId),
          seeds: ["meta", getAddressEncoder().encode(address(key))],
        });
        expect(programAddress(programId, ["meta", mint])).toBe(expected);
        expect(isOnCurve(mint)).toBe(!isOffCurveAddress(address(key)));
      }),
      { numRuns: 30 },
    );
  });

  it("give what Wormhole has on mainnet: its mint authority, and its mint of Ethereum's USDC", () => {
    expect(programAddress(WORMHOLE_TOKEN_BRIDGE, ["mint_signer"])).toBe("BCD75RNBHrJJpW4dXVagL5mPjzRLnVZq4YirJdjEYMV7");
    const usdc = Buffer.from("a0b86991c6218b36c1d19d4a2e9eb0ce3606eb48".padStart(64, "0"), "hex");
    expect(programAddress(WORMHOLE_TOKEN_BRIDGE, ["wrapped", Uint8Array.of(0, 2), usdc])).toBe(
      "A9mUU4qviSctJVPJdBJWkb28deg915LYJKrzQ19ji3FM",
    );
  });
});
