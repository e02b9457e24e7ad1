/** Learns how much likelier a pair of characters is in a key than in words, and writes `src/ngram-weights.ts`. Deterministic. */
import { writeFileSync } from "node:fs";
import { ALPHABET, START } from "../src/ngrams.ts";
import { PROSE, TECHNICAL } from "./prose.ts";

const SIZE = ALPHABET.length;
const SMOOTHING = 6;
const FLOOR = 0.06;
/** Weights are stored as one printable character each: steps of 1/12 nat, shifted. */
const STEPS_PER_NAT = 12;

const bigrams = new Float64Array((SIZE + 1) * SIZE);
const unigrams = new Float64Array(SIZE).fill(0.2);
const lines = [...Object.values(PROSE).flatMap((sentences) => sentences.filter((_, index) => index % 4 !== 3)), ...TECHNICAL.filter((_, index) => index % 4 !== 3)];
for (const line of lines) {
  for (const word of line.normalize("NFKD").replace(/\p{M}/gu, "").match(/[0-9A-Za-z]+/g) ?? []) learn(word);
}

function learn(word: string): void {
  for (const [form, weight] of [[word, 1], [word[0]!.toUpperCase() + word.slice(1), 0.5], [word.toUpperCase(), 0.15]] as const) {
    let before = START;
    for (const character of form) {
      const index = ALPHABET.indexOf(character);
      bigrams[before * SIZE + index]! += weight;
      unigrams[index]! += weight;
      before = index;
    }
  }
}

const total = unigrams.reduce((sum, count) => sum + count, 0);
let text = "";
for (let before = 0; before <= SIZE; before++) {
  const row = bigrams.subarray(before * SIZE, (before + 1) * SIZE);
  const seen = row.reduce((sum, count) => sum + count, 0);
  for (let index = 0; index < SIZE; index++) {
    const backed = (row[index]! + SMOOTHING * (unigrams[index]! / total)) / (seen + SMOOTHING);
    const prose = (1 - FLOOR) * backed + FLOOR / SIZE;
    const odds = Math.max(-3.5, Math.min(3.5, Math.log(1 / 58 / prose)));
    text += String.fromCharCode(79 + Math.round(odds * STEPS_PER_NAT));
  }
}
const rows = text.match(/.{1,110}/gs)!.map((row) => `  ${JSON.stringify(row)}`);
writeFileSync(new URL("../src/ngram-weights.ts", import.meta.url),
  `/** Log odds of each pair of characters, key against words: one character a pair, see ngrams.ts. Written by train/train-ngrams.ts. */\nexport const NGRAM_WEIGHTS =\n${rows.join(" +\n")};\n`);
process.stdout.write(`${lines.length} lines, ${text.length} weights\n`);
