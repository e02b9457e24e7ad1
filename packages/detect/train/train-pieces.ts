import { writeFileSync } from "node:fs";
import { SeededRandom } from "@telewire/testing/seeded-random";
import { PIECE_FEATURES, pieceFeatures } from "../src/piece-model.ts";
import { isHeldOut, proseWords } from "./train-ngrams.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const HEX = "0123456789abcdefABCDEF";
const ROUNDS = 4000;
const RATE = 0.3;
const DECAY = 1e-4;
const PIECES = 3000;

interface Example {
  readonly features: readonly number[];
  readonly isKey: boolean;
}

/** Logistic regression over a handful of features tells a piece of a key from a word. */
export function learnPieces(): {
  readonly train: readonly Example[];
  readonly heldOut: readonly Example[];
  readonly weights: readonly number[];
} {
  const train = examples(1, (index) => !isHeldOut(index));
  return { train, heldOut: examples(2, isHeldOut), weights: fit(train) };
}

/** Learns and writes `src/piece-weights.ts`. */
export function trainPieces(): void {
  const { train, heldOut, weights } = learnPieces();
  const figures = { train: judge(train, weights), heldOut: judge(heldOut, weights) };
  const rows = PIECE_FEATURES.map((name, index) => `  [${JSON.stringify(name)}, ${weights[index]!.toFixed(4)}],`);
  writeFileSync(
    new URL("../src/piece-weights.ts", import.meta.url),
    `/**\n * Weights of the piece model, by feature. Written by npm run detect:train.\n * Right on held-out pieces: ${share(figures.heldOut.right)} (keys ${share(figures.heldOut.keys)}, words ${share(figures.heldOut.words)}); on those it learned from ${share(figures.train.right)}.\n */\nexport const PIECE_WEIGHTS: readonly (readonly [feature: string, weight: number])[] = [\n${rows.join("\n")}\n];\n`,
  );
  process.stdout.write(
    `pieces: ${train.length} learned from, ${heldOut.length} held out, right on these ${share(figures.heldOut.right)}\n`,
  );
}

function examples(seed: number, wanted: (index: number) => boolean): Example[] {
  const random = new SeededRandom(seed);
  const words = proseWords(wanted).filter((word) => word.length > 1);
  const keys = Array.from({ length: PIECES }, () =>
    random.chance(0.8)
      ? random.string(BASE58, random.between(3, 24))
      : random.string(HEX.slice(0, random.pick([16, 22])), random.between(5, 24)),
  );
  const spelled = Array.from({ length: PIECES }, () => spell(random, words));
  return [
    ...keys.map((text) => ({ features: pieceFeatures(text), isKey: true })),
    ...spelled.map((text) => ({ features: pieceFeatures(text), isKey: false })),
  ];
}

/** A word as chats hold it: plain, with a capital, in capitals, glued to another, with a number, or a figure. */
function spell(random: SeededRandom, words: readonly string[]): string {
  const word = random.pick(words);
  switch (random.between(0, 9)) {
    case 0:
      return word[0]!.toUpperCase() + word.slice(1);
    case 1:
      return word.toUpperCase();
    case 2:
      return word + random.between(1, 99);
    case 3: {
      const other = random.pick(words);
      return word[0]!.toUpperCase() + word.slice(1) + other[0]!.toUpperCase() + other.slice(1);
    }
    case 4:
      return `${random.between(1, 999)}${random.pick(["k", "K", "M", "x", "X", "h", "m", "SOL", "ETH"])}`;
    case 5:
      return String(random.between(1, 99_999));
    default:
      return word;
  }
}

function fit(examples: readonly Example[]): number[] {
  const weights = PIECE_FEATURES.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = weights.map((weight) => -DECAY * weight);
    for (const { features, isKey } of examples) {
      const error = (isKey ? 1 : 0) - probability(features, weights);
      for (let index = 0; index < features.length; index++)
        gradient[index]! += (error * features[index]!) / examples.length;
    }
    for (let index = 0; index < weights.length; index++) weights[index]! += RATE * gradient[index]!;
  }
  return weights;
}

function probability(features: readonly number[], weights: readonly number[]): number {
  return 1 / (1 + Math.exp(-features.reduce((sum, value, index) => sum + value * weights[index]!, 0)));
}

function judge(
  examples: readonly Example[],
  weights: readonly number[],
): { right: number; keys: number; words: number } {
  const rightOf = (wanted: readonly Example[]) =>
    wanted.filter(({ features, isKey }) => probability(features, weights) > 0.5 === isKey).length / wanted.length;
  return {
    right: rightOf(examples),
    keys: rightOf(examples.filter(({ isKey }) => isKey)),
    words: rightOf(examples.filter(({ isKey }) => !isKey)),
  };
}

function share(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
