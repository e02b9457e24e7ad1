import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { base58, hex } from "@scure/base";
import type { SeededRandom } from "@telewire/testing/seeded-random";

/** A well-formed Solana mint that no chain knows. */
export function solanaAddress(random: SeededRandom): string {
  return base58.encode(random.bytes(32));
}

/** A well-formed EVM address with its EIP-55 checksum. */
export function evmAddress(random: SeededRandom): string {
  const lower = hex.encode(random.bytes(20));
  const hash = hex.encode(keccak_256(new TextEncoder().encode(lower)));
  const checksummed = lower.replaceAll(/./g, (digit, index: number) =>
    Number.parseInt(hash.charAt(index), 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return `0x${checksummed}`;
}

/** A transaction signature: tempting, but not an address. */
export function solanaSignature(random: SeededRandom): string {
  return base58.encode(random.bytes(64));
}

export function evmTransactionHash(random: SeededRandom): string {
  return `0x${hex.encode(random.bytes(32))}`;
}

/** A well-formed Tron address: base58 with its checksum. */
export function tronAddress(random: SeededRandom): string {
  const payload = Uint8Array.of(0x41, ...random.bytes(20));
  const checksum = sha256(sha256(payload)).slice(0, 4);
  return base58.encode(Uint8Array.of(...payload, ...checksum));
}
