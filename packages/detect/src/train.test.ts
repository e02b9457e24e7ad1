import { describe, expect, it } from "vitest";
import { learnNgrams } from "../train/train-ngrams.ts";
import { learnPieces } from "../train/train-pieces.ts";
import { NGRAM_WEIGHTS } from "./ngram-weights.ts";
import { PIECE_WEIGHTS } from "./piece-weights.ts";

describe("the learned weights", () => {
  it("of character pairs are those that training gives", () => {
    expect(learnNgrams().weights).toBe(NGRAM_WEIGHTS);
  });

  it("of pieces are those that training gives", () => {
    const learned = learnPieces().weights.map((weight) => Number(weight.toFixed(4)));
    expect(PIECE_WEIGHTS.map(([, weight]) => weight)).toEqual(learned);
  });
});
