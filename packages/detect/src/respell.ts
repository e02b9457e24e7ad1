import type { Arena } from "./arena.ts";
import type { Candidate } from "./candidate.ts";
import { mayHaveSpelledPrefix, readSpelledPrefix, spelledPrefixAt } from "./spelled-prefix.ts";

const RIGHT_TO_LEFT = "\u202e";
const END = "\u202c";
const REVERSED_RUN = /\u202e([^\u202c\n]*)/g;
const HINT =
  /([^\s\p{L}\p{N}.,:;()"'`-])\s*(?:=+|->|→)\s*["'(]?([1-9A-HJ-NP-Za-km-z])(?![\p{L}\p{N}])|(?:change|replace|swap)\s+(?:the\s+)?["'(]?([^\s\p{L}\p{N}])["')]?\s*(?:to|with|by|for|into)\s*(?:an?\s+)?["'(]?([1-9A-HJ-NP-Za-km-z])(?![\p{L}\p{N}])/giu;
const HINTS = ["=", "->", "→", "hange", "eplace", "swap", "Swap"];
const MAX_SUBSTITUTES = 4;

/**
 * The text as its reader is meant to read it, every character at its place: a `0x` that is written in words, what a
 * mark shows from right to left, a sign that stands for a letter by the writer's own word.
 */
export function respell(text: string, arena: Arena): string {
  let read = text;
  if (mayHaveSpelledPrefix(arena)) read = readSpelledPrefix(read);
  if (read.includes(RIGHT_TO_LEFT))
    read = read.replace(REVERSED_RUN, (_, run: string) => RIGHT_TO_LEFT + Array.from(run).toReversed().join(""));
  return substitute(read);
}

function substitute(text: string): string {
  if (!HINTS.some((hint) => text.includes(hint))) return text;
  let read = text;
  let count = 0;
  for (const match of text.matchAll(HINT)) {
    const sign = match[1] ?? match[3]!;
    const letter = match[2] ?? match[4]!;
    if (sign.length > 1 || ++count > MAX_SUBSTITUTES) continue;
    read = read.replace(/\S{32,60}/g, (word) => (word.includes(sign) ? word.replaceAll(sign, letter) : word));
  }
  return read;
}

/** Names what was done to the candidates that were read from such a text. */
export function nameRespelled(candidates: Candidate[], read: string, written: string): void {
  candidates.forEach((candidate, index) => {
    if (candidate.surface !== 0) return;
    const { start, end, transforms } = candidate;
    if (spelledPrefixAt(read, start))
      candidates[index] = {
        ...candidate,
        transforms: ["spelled-prefix", ...transforms.filter((transform) => transform !== "invisible")],
      };
    else if (read.lastIndexOf(RIGHT_TO_LEFT, start) > read.lastIndexOf(END, start))
      candidates[index] = { ...candidate, transforms: [...transforms, "reversed"] };
    else if (read.slice(start, end) !== written.slice(start, end))
      candidates[index] = { ...candidate, transforms: [...transforms, "substituted"] };
  });
}
