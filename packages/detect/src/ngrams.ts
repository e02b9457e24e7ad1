import { NGRAM_WEIGHTS } from "./ngram-weights.ts";

export const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Stands before the first character of a word. */
export const START = ALPHABET.length;

const STEPS_PER_NAT = 12;
const ZERO = 79;
const SIZE = ALPHABET.length;
const INDEX = new Uint8Array(128);
for (let index = 0; index < SIZE; index++) INDEX[ALPHABET.charCodeAt(index)] = index;
const odds = Float32Array.from(NGRAM_WEIGHTS, (character) => (character.charCodeAt(0) - ZERO) / STEPS_PER_NAT);

/**
 * How much likelier (natural log) the characters are as a piece of a random key than as words in chat: positive for
 * keys. Learned from prose, see train/train-ngrams.ts.
 */
export function keyOdds(codes: Uint8Array, from: number, length: number): number {
  let before = START;
  let sum = 0;
  for (let index = from, end = from + length; index < end; index++) {
    const character = INDEX[codes[index]!]!;
    sum += odds[before * SIZE + character]!;
    before = character;
  }
  return sum;
}

export function keyOddsOf(text: string): number {
  let before = START;
  let sum = 0;
  for (let index = 0; index < text.length; index++) {
    const character = INDEX[text.charCodeAt(index)]!;
    sum += odds[before * SIZE + character]!;
    before = character;
  }
  return sum;
}

/** Odds of one character after another (or at the start of a word, `before` 0). */
export function pairOdds(before: number, code: number): number {
  return odds[(before === 0 ? START : INDEX[before]!) * SIZE + INDEX[code]!]!;
}
