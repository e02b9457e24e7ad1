import { writeFileSync } from "node:fs";
import { PROSE, TECHNICAL } from "./prose.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SIZE = ALPHABET.length;
const START = SIZE;
const SMOOTHING = 6;
const FLOOR = 0.06;
/** Weights are stored as one printable character each: steps of 1/12 nat, shifted. */
const STEPS_PER_NAT = 12;

/** Every fourth sentence is held out: the piece model is judged on them. */
export function isHeldOut(index: number): boolean {
  return index % 4 === 3;
}

export function proseWords(wanted: (index: number) => boolean): string[] {
  const lines = [
    ...Object.values(PROSE).flatMap((sentences) => sentences.filter((_, index) => wanted(index))),
    ...TECHNICAL.filter((_, index) => wanted(index)),
  ];
  return lines.flatMap(
    (line) =>
      line
        .normalize("NFKD")
        .replace(/\p{M}/gu, "")
        .match(/[0-9A-Za-z]+/g) ?? [],
  );
}

/** Learns how much likelier a pair of characters is in a key than in words: one printable character a pair. */
export function learnNgrams(): { readonly weights: string; readonly words: number } {
  const bigrams = new Float64Array((SIZE + 1) * SIZE);
  const unigrams = new Float64Array(SIZE).fill(0.2);
  const words = proseWords((index) => !isHeldOut(index));
  for (const word of words) count(word, bigrams, unigrams);
  const total = unigrams.reduce((sum, times) => sum + times, 0);
  let text = "";
  for (let before = 0; before <= SIZE; before++) {
    const row = bigrams.subarray(before * SIZE, (before + 1) * SIZE);
    const seen = row.reduce((sum, times) => sum + times, 0);
    for (let index = 0; index < SIZE; index++) {
      const backed = (row[index]! + SMOOTHING * (unigrams[index]! / total)) / (seen + SMOOTHING);
      const prose = (1 - FLOOR) * backed + FLOOR / SIZE;
      const odds = Math.max(-3.5, Math.min(3.5, Math.log(1 / 58 / prose)));
      text += String.fromCharCode(79 + Math.round(odds * STEPS_PER_NAT));
    }
  }
  return { weights: text, words: words.length };
}

/** Learns and writes `src/ngram-weights.ts`. */
export function trainNgrams(): void {
  const { weights, words } = learnNgrams();
  const rows = weights.match(/.{1,110}/gs)!.map((row) => `  ${JSON.stringify(row)}`);
  writeFileSync(
    new URL("../src/ngram-weights.ts", import.meta.url),
    `/** Log odds of each pair of characters, key against words: one character a pair, see ngrams.ts. Written by npm run detect:train. */\nexport const NGRAM_WEIGHTS =\n${rows.join(" +\n")};\n`,
  );
  process.stdout.write(`character pairs: ${words} words, ${weights.length} weights\n`);
}

/** Words also count with a capital and in capitals, less. */
function count(word: string, bigrams: Float64Array, unigrams: Float64Array): void {
  for (const [form, weight] of [
    [word, 1],
    [word[0]!.toUpperCase() + word.slice(1), 0.5],
    [word.toUpperCase(), 0.15],
  ] as const) {
    let before = START;
    for (const character of form) {
      const index = ALPHABET.indexOf(character);
      bigrams[before * SIZE + index]! += weight;
      unigrams[index]! += weight;
      before = index;
    }
  }
}
