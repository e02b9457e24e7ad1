import { keyOddsOf } from "./ngrams.ts";
import { PIECE_WEIGHTS } from "./piece-weights.ts";

/** What the model looks at, in the order of the weights. */
export const PIECE_FEATURES = [
  "bias",
  "odds",
  "odds per character",
  "length",
  "digits among letters",
  "case changes inside",
  "one case",
] as const;

const MAX_LENGTH = 24;

export function pieceFeatures(text: string): number[] {
  const length = text.length;
  let digits = 0;
  let uppers = 0;
  let changes = 0;
  let kindBefore = 0;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    const kind = code < 58 ? 1 : code < 91 ? 2 : 3;
    if (kind === 1) digits++;
    else if (kind === 2) uppers++;
    if (index > 1 && kind !== kindBefore) changes++;
    kindBefore = kind;
  }
  const odds = keyOddsOf(text);
  const letters = length - digits;
  return [
    1,
    Math.max(-12, Math.min(12, odds)) / 4,
    odds / length,
    Math.min(length, MAX_LENGTH) / 8,
    letters === 0 ? 0 : Math.min(digits, letters) / length,
    changes / length,
    uppers === 0 || uppers === letters ? 1 : 0,
  ];
}

/** Whether characters are a piece of a key rather than a word: positive for keys, in log odds. The learned second opinion. */
export function pieceScore(text: string): number {
  const features = pieceFeatures(text);
  let score = 0;
  for (let index = 0; index < features.length; index++) score += features[index]! * PIECE_WEIGHTS[index]![1];
  return score;
}
