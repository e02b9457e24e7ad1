const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Value of an ASCII code in base58, or 255. */
export const BASE58_VALUE = new Uint8Array(128).fill(255);
for (let index = 0; index < ALPHABET.length; index++) BASE58_VALUE[ALPHABET.charCodeAt(index)] = index;

/** The base58 alphabet is in ASCII order, so numbers of equal length compare as strings. 2^256 - 1 and 2^248. */
const MAX_44 = "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG";
const MIN_43 = "4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM";

const DIGITS_AT_ONCE = 4;
const LIMB = 2 ** 24;
const MAX_LENGTH = 64;
const limbs = new Float64Array(16);

/** The bytes of at most 64 characters, four of them multiplied in at once; undefined where a character is none of base58. */
export function base58Decode(text: string): Uint8Array | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  let zeros = 0;
  let used = 0;
  for (let at = 0; at < text.length;) {
    let factor = 1;
    let carry = 0;
    for (const end = Math.min(at + DIGITS_AT_ONCE, text.length); at < end; at++) {
      const code = text.charCodeAt(at);
      const digit = code < 128 ? BASE58_VALUE[code]! : 255;
      if (digit === 255) return undefined;
      if (digit === 0 && zeros === at) zeros++;
      factor *= 58;
      carry = carry * 58 + digit;
    }
    for (let limb = 0; limb < used || carry > 0; limb++) {
      const value = (limb < used ? limbs[limb]! * factor : 0) + carry;
      carry = Math.floor(value / LIMB);
      limbs[limb] = value - carry * LIMB;
      if (limb === used) used++;
    }
  }
  const top = used === 0 ? 0 : limbs[used - 1]!;
  const length = used === 0 ? 0 : (used - 1) * 3 + (top > 0xffff ? 3 : top > 0xff ? 2 : 1);
  const bytes = new Uint8Array(zeros + length);
  for (let index = 0; index < length; index++)
    bytes[zeros + length - 1 - index] = (limbs[Math.floor(index / 3)]! >> ((index % 3) * 8)) & 0xff;
  return bytes;
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
