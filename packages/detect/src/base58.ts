const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Value of an ASCII code in base58, or 255. */
export const BASE58_VALUE = new Uint8Array(128).fill(255);
for (let index = 0; index < ALPHABET.length; index++) BASE58_VALUE[ALPHABET.charCodeAt(index)] = index;

/** The base58 alphabet is in ASCII order, so numbers of equal length compare as strings. 2^256 - 1 and 2^248. */
const MAX_44 = "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG";
const MIN_43 = "4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM";

export function base58Decode(text: string): Uint8Array | undefined {
  let value = 0n;
  let zeros = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const digit = code < 128 ? BASE58_VALUE[code]! : 255;
    if (digit === 255) return undefined;
    if (digit === 0 && zeros === index) zeros++;
    value = value * 58n + BigInt(digit);
  }
  const bytes: number[] = [];
  for (; value > 0n; value >>= 8n) bytes.push(Number(value & 255n));
  for (let index = 0; index < zeros; index++) bytes.push(0);
  return Uint8Array.from(bytes.toReversed());
}

/** Whether `text` (base58 characters only) decodes to exactly 32 bytes; without decoding for the usual 43 and 44 characters. */
export function isBase58Of32Bytes(text: string): boolean {
  const length = text.length;
  if (length < 32 || length > 44) return false;
  if (text.charCodeAt(0) !== 49) {
    if (length === 44) return text <= MAX_44;
    return length === 43 && text >= MIN_43;
  }
  return base58Decode(text)?.length === 32;
}
