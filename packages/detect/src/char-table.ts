import { CONFUSABLES } from "./confusables-data.ts";

/** What a UTF-16 unit is to the scanner: `SEPARATOR`, an ASCII letter or digit that it reads as, or one of the marks below. */
export const SEPARATOR = 0;
/** Takes no space: zero-width, combining, variation selectors, soft hyphen. */
export const INVISIBLE = 128;
/** A letter of a script with look-alikes that is none itself: its word is prose. */
export const FOREIGN_LETTER = 129;
export const HIGH_SURROGATE = 130;

/** Latin letter or digit by UTF-16 unit; see the marks above. */
export const CHARS = new Uint8Array(65536);

/** 1 where the unit reads as itself only after a compatibility mapping (full-width, circled, ...), 2 where by likeness. */
export const CHAR_KIND = new Uint8Array(65536);
export const STYLED = 1;
export const LOOKALIKE = 2;

const NATIVE_DIGIT_ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
  0x17e0, 0x1810,
];
/** First code of a row of circled or bold digits, and the digit it starts with. */
const CIRCLED_DIGITS: readonly (readonly [number, number, number])[] = [
  [0x2460, 1, 9],
  [0x2474, 1, 9],
  [0x2488, 1, 9],
  [0x24f5, 1, 9],
  [0x2776, 1, 9],
  [0x2780, 1, 9],
  [0x278a, 1, 9],
  [0x24ea, 0, 1],
  [0x24ff, 0, 1],
];
const FOREIGN_RANGES: readonly (readonly [number, number])[] = [
  [0x370, 0x58f],
  [0x10a0, 0x10ff],
  [0x1c80, 0x1cbf],
  [0x1f00, 0x1fff],
  [0x2c80, 0x2cff],
];
const INVISIBLE_RANGES: readonly (readonly [number, number])[] = [
  [0xad, 0xad],
  [0x300, 0x36f],
  [0x483, 0x489],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x20d0, 0x20ff],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
];

fillTable();

function fillTable(): void {
  for (const [from, to] of FOREIGN_RANGES) CHARS.fill(FOREIGN_LETTER, from, to + 1);
  for (let code = 48; code < 123; code++) if (isAlphanumeric(code)) CHARS[code] = code;
  for (const code of [0xb2, 0xb3, 0xb9]) fillDecomposed(code, code);
  fillDecomposed(0xc0, 0x24f);
  fillDecomposed(0x1e00, 0x1eff);
  fillDecomposed(0x2070, 0x214f);
  fillDecomposed(0x24b6, 0x24e9);
  fillDecomposed(0xff10, 0xff5a);
  for (let index = 0; index < 26; index++) set(0x249c + index, 97 + index, STYLED);
  for (let index = 0; index < CONFUSABLES.length; index += 2) {
    const code = CONFUSABLES.charCodeAt(index);
    if (CHAR_KIND[code] !== STYLED) set(code, CONFUSABLES.charCodeAt(index + 1), LOOKALIKE);
  }
  for (const zero of NATIVE_DIGIT_ZEROS) for (let digit = 0; digit < 10; digit++) set(zero + digit, 48 + digit, STYLED);
  for (const [first, digit, count] of CIRCLED_DIGITS)
    for (let index = 0; index < count; index++) set(first + index, 48 + digit + index, STYLED);
  for (const [from, to] of INVISIBLE_RANGES) {
    CHARS.fill(INVISIBLE, from, to + 1);
    CHAR_KIND.fill(0, from, to + 1);
  }
  CHARS.fill(HIGH_SURROGATE, 0xd800, 0xdc00);
}

function fillDecomposed(from: number, to: number): void {
  for (let code = from; code <= to; code++) {
    const base = String.fromCharCode(code).normalize("NFKD").charCodeAt(0);
    if (isAlphanumeric(base)) set(code, base, STYLED);
  }
}

function set(code: number, to: number, kind: number): void {
  CHARS[code] = to;
  CHAR_KIND[code] = kind;
}

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

const MAX_ASTRAL_CACHED = 4096;
const astral = new Map<number, number>();

/** Like `CHARS`, for a code point above U+FFFF: mathematical letters, squared letters, flags, tags. */
export function readAstral(codePoint: number): number {
  const known = astral.get(codePoint);
  if (known !== undefined) return known;
  const reading = computeAstral(codePoint);
  if (astral.size < MAX_ASTRAL_CACHED) astral.set(codePoint, reading);
  return reading;
}

function computeAstral(codePoint: number): number {
  if (codePoint >= 0xe0000 && codePoint <= 0xe01ef) return INVISIBLE;
  if (codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff) return 65 + codePoint - 0x1f1e6;
  for (const first of [0x1f110, 0x1f130, 0x1f150, 0x1f170]) {
    if (codePoint >= first && codePoint < first + 26) return 65 + codePoint - first;
  }
  if (codePoint >= 0x1d400 && codePoint <= 0x1d7ff) {
    const base = String.fromCodePoint(codePoint).normalize("NFKC").charCodeAt(0);
    return isAlphanumeric(base) ? base : CHARS[base]!;
  }
  if (codePoint >= 0x1fbf0 && codePoint <= 0x1fbf9) return 48 + codePoint - 0x1fbf0;
  return SEPARATOR;
}
