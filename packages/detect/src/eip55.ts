import { keccak_256 } from "@noble/hashes/sha3.js";

const MAX_CACHED = 2048;
const cache = new Map<string, string>();
const ascii = new Uint8Array(40);

/** EIP-55 form of 40 hex digits (any case, without `0x`), with its `0x`. Keeps the latest results. */
export function toChecksumAddress(hex: string): string {
  const lower = hex.toLowerCase();
  const known = cache.get(lower);
  if (known !== undefined) return known;
  for (let index = 0; index < 40; index++) ascii[index] = lower.charCodeAt(index);
  const hash = keccak_256(ascii);
  for (let index = 0; index < 40; index++) {
    const nibble = index % 2 === 0 ? hash[index >> 1]! >> 4 : hash[index >> 1]! & 15;
    if (nibble > 7 && ascii[index]! > 96) ascii[index]! -= 32;
  }
  const display = `0x${String.fromCharCode.apply(null, ascii as unknown as number[])}`;
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value!);
  cache.set(lower, display);
  return display;
}

/** `plain`: one case only, nothing to check. */
export function checkEip55(hex: string): "plain" | "valid" | "mismatch" {
  if (hex === hex.toLowerCase() || hex === hex.toUpperCase()) return "plain";
  return toChecksumAddress(hex).slice(2) === hex ? "valid" : "mismatch";
}
