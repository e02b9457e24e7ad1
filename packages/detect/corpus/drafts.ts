import type { Draft, Expected } from "./item.ts";

/** Addresses that the hand-written messages use: real-looking, made for this file. */
export const M = "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU";
export const P = "9Fa3mVbtZ8vVfS5yLJNVUPxUySCDeVYdyGGCxoq8pump";
export const L = "8sLbNZoA1cfnvMJLPfp98ZLAnFSYCFApfJKMbiXNLwxj";
export const W = "5Q544fKrFoe6tsEbD7S8EmxGTJYAKtTVhAW5Q5pge4j1";
export const K = "4k3Dyjzvzp8eMZWUXbBCjEvwSkkk59S5iCNLY3QrkX6R";
export const E = "0x6982508145454Ce325dDbE47a25d4ec3d2311933";
export const F = "0x95aD61b0a150d79219dCF64E1E6Cc01f0B64C4cE";
export const T = "TNUC9Qb1rRpS5CbWLmNMxXBjyFoydXjWFR";
export const sol = (address = M, role = "token"): Expected => ({ family: "solana", address, role });
export const evm = (address = E, role = "token", chain?: string): Expected => ({
  family: "evm",
  address: address.toLowerCase(),
  role,
  ...(chain === undefined ? {} : { chain }),
});

export const found = (text: string, ...expected: Expected[]): Draft => ({ text, expected });
export const nothing = (text: string): Draft => ({ text, expected: [] });
