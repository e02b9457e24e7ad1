import { sha256 } from "@noble/hashes/sha2.js";
import { base58 } from "@scure/base";

const PRIME = 2n ** 255n - 19n;
/** -121665/121666 of RFC 8032. */
const CURVE_D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const Y_MASK = 2n ** 255n - 1n;
const MARKER = new TextEncoder().encode("ProgramDerivedAddress");

/** The address that a program derives from seeds: the first, from bump 255 down, that is no point of the curve. */
export function programAddress(program: string, seeds: readonly (string | Uint8Array)[]): string {
  const parts = seeds.map((seed) => (typeof seed === "string" ? new TextEncoder().encode(seed) : seed));
  for (let bump = 255; bump >= 0; bump--) {
    const hash = sha256(concat([...parts, Uint8Array.of(bump), base58.decode(program), MARKER]));
    if (!isOnCurve(hash)) return base58.encode(hash);
  }
  throw new RangeError("no bump gives an address");
}

/** Whether 32 bytes are a point of Ed25519: x² = (y² - 1) / (d·y² + 1) has a root (RFC 8032, section 5.1.3). */
export function isOnCurve(bytes: Uint8Array): boolean {
  const y = bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n) & Y_MASK;
  const square = (y * y) % PRIME;
  const ratio = ((square - 1n + PRIME) * (CURVE_D * square + 1n)) % PRIME;
  return ratio === 0n || power(ratio, (PRIME - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [left, factor] = [exponent, base]; left > 0n; left >>= 1n, factor = (factor * factor) % PRIME)
    if ((left & 1n) === 1n) result = (result * factor) % PRIME;
  return result;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
