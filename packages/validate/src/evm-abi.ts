import { keccak_256 } from "@noble/hashes/sha3.js";

const ADDRESS_DIGITS = 40;
const WORD_DIGITS = 64;
const MAX_NAME_LENGTH = 128;

/** First four bytes of the hash of a function's signature, with `0x`. */
export function selector(signature: string): string {
  return `0x${Array.from(keccak_256(new TextEncoder().encode(signature)).subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function words(value: unknown): string[] | undefined {
  if (typeof value !== "string" || !/^0x(?:[0-9a-fA-F]{64})+$/.test(value)) return undefined;
  return value.slice(2).toLowerCase().match(/.{64}/g) ?? undefined;
}

/** The address in word `index` of an answer; undefined if it is none, the zero address as `null`. */
export function readAddress(value: unknown, index = 0): string | null | undefined {
  const word = words(value)?.[index];
  if (word === undefined || !word.startsWith("0".repeat(WORD_DIGITS - ADDRESS_DIGITS))) return undefined;
  const address = word.slice(-ADDRESS_DIGITS);
  return /^0+$/.test(address) ? null : `0x${address}`;
}

export function readUint(value: unknown, index = 0): bigint | undefined {
  const word = words(value)?.[index];
  return word === undefined ? undefined : BigInt(`0x${word}`);
}

/** A `string`, or the `bytes32` that old tokens answer. */
export function readString(value: unknown): string | undefined {
  const all = words(value);
  if (all === undefined) return undefined;
  if (all.length === 1) return text(all[0]!.replace(/(?:00)+$/, ""));
  const length = Number(BigInt(`0x${all[1]!}`));
  if (BigInt(`0x${all[0]!}`) !== 32n || length > MAX_NAME_LENGTH) return undefined;
  return text(
    all
      .slice(2)
      .join("")
      .slice(0, length * 2),
  );
}

function text(hex: string): string | undefined {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\p{C}/gu, "").trim() || undefined;
  } catch {
    return undefined;
  }
}
