import { CHARS, HIGH_SURROGATE, INVISIBLE } from "./char-table.ts";
import { SUFFIXES } from "./suffixes.ts";

const MIN_MIXED = 3;
/** Shorter numbers are amounts and years. */
const MIN_DIGITS = 8;
/** A text that is nothing but one word and what it is called may be a part that looks like a word. */
const MAX_LABEL = 24;
const MIN_LONE_WORD = 8;
const MAX_SPELLED = 4;
/** High surrogates of the mathematical and of the enclosed letters and digits. */
const MATH_HIGH = 0xd835;
const ENCLOSED_HIGH = 0xd83c;

/**
 * Whether an earlier message could hold a part of an address: one quick pass that says yes rather too often. Most talk says no, and is not scanned again with every message after it.
 */
export function mayHoldPart(text: string): boolean {
  let length = 0;
  let uppers = 0;
  let digits = 0;
  let startsUpper = false;
  let singles = 0;
  let longest = 0;
  for (let index = 0; index <= text.length; index++) {
    const unit = index < text.length ? text.charCodeAt(index) : 32;
    if (unit > 127) {
      if (isOtherWriting(text, index, length > 0)) return true;
      continue;
    }
    const isDigit = unit >= 48 && unit <= 57;
    const isUpper = unit >= 65 && unit <= 90;
    if (isDigit || isUpper || (unit >= 97 && unit <= 122)) {
      if (length === 0) startsUpper = isUpper;
      length++;
      if (isDigit) digits++;
      else if (isUpper) uppers++;
      continue;
    }
    if (length === 0) continue;
    if (isPartLike(length, uppers, digits, startsUpper) || (length === 4 && SUFFIXES.has(text.slice(index - 4, index))))
      return true;
    if (length === 1 && ++singles >= MAX_SPELLED) return true;
    if (length > longest) longest = length;
    length = uppers = digits = 0;
  }
  return longest >= MIN_LONE_WORD && text.length <= longest + MAX_LABEL;
}

/** A look-alike, a styled letter, or something invisible within a word; not an emoji. */
function isOtherWriting(text: string, index: number, isInWord: boolean): boolean {
  const unit = text.charCodeAt(index);
  const reading = CHARS[unit];
  if (reading === HIGH_SURROGATE) {
    const low = text.charCodeAt(index + 1);
    return unit === MATH_HIGH || (unit === ENCLOSED_HIGH && low >= 0xdd00 && low < 0xde00);
  }
  return reading === INVISIBLE ? isInWord : reading !== 0;
}

function isPartLike(length: number, uppers: number, digits: number, startsUpper: boolean): boolean {
  if (digits > 0 && (length >= MIN_DIGITS || digits < length)) return true;
  return length >= MIN_MIXED && uppers > 0 && uppers < length && (uppers > 1 || !startsUpper);
}
