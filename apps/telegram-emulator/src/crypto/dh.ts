import { randomBytes } from "node:crypto";

/** Telegram's own safe prime: clients know it and skip their primality check. */
export const DH_PRIME_HEX =
  "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b";
export const DH_G = 3;
export const DH_PRIME = BigInt(`0x${DH_PRIME_HEX}`);

export const bytesToBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);

export const bigIntTo256 = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(512, "0"), "hex");

export const modPow = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
};

/** A short exponent keeps a login at 4 ms; Node's DiffieHellman would check the prime for a quarter of a second first. */
const EXPONENT_BYTES = 32;

const exponent = bytesToBigInt(randomBytes(EXPONENT_BYTES));
const gA = bigIntTo256(modPow(BigInt(DH_G), exponent, DH_PRIME));

/** The server's half of the key exchange; one exponent serves the whole process. */
export const serverDh = {
  gA,
  secret: (gB: Uint8Array): Buffer => bigIntTo256(modPow(bytesToBigInt(gB), exponent, DH_PRIME)),
} as const;
