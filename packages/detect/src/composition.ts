import { keyOddsOf } from "./ngrams.ts";

/** Least log odds of 43 characters to be a key and not words; random keys are above 30 with 99.9 %. */
const MIN_KEY_ODDS = 14;
/** Of 44 random characters none comes as often as this: one key in a hundred thousand. */
const MAX_SAME = 9;
const MAX_SAME_HEX = 15;
const CAMEL = /^(?:[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})+\d{0,4}|[A-Z]?[a-z]{4,}\d{1,4})$/;
const MEASURE =
  /^\d+(?:ms|s|sec|min|h|hr|hrs|d|kb|mb|gb|tb|px|em|rem|pt|k|m|b|bn|x|th|st|nd|rd|usd|usdt|usdc|sol|eth|bnb|ton|sui|trx|wei|gwei|mm|cm|km|kg|mg|ml)$/i;
const MIN_CAMEL = 6;

/** One character over and over, as in base64 of zeros, source maps and tables: no random key is like that. */
export function isMonotonous(text: string): boolean {
  return mostCommon(text) >= MAX_SAME;
}

/** Words in a row, or one character over and over, that decode to 32 bytes by chance; what Solana fills up with ones is none. */
export function isWordy(key: string): boolean {
  return ((key.length > 42 && keyOddsOf(key) < MIN_KEY_ODDS) || isMonotonous(key)) && !key.includes("1111111");
}

export function isMonotonousHex(digits: string): boolean {
  return mostCommon(digits) >= MAX_SAME_HEX;
}

function mostCommon(text: string): number {
  const counts = new Uint8Array(128);
  let most = 0;
  for (let index = 0; index < text.length; index++) {
    const count = ++counts[text.charCodeAt(index) & 127]!;
    if (count > most) most = count;
  }
  return most;
}

/** A word in CamelCase or a number with its unit: people and programs write these, keys hardly ever look like them. */
export function isWordLike(text: string): boolean {
  return (text.length >= MIN_CAMEL && CAMEL.test(text)) || MEASURE.test(text);
}
