import type { Arena } from "./arena.ts";
import type { Candidate } from "./candidate.ts";
import { mayHaveSpelledPrefix, readSpelledPrefix, spelledPrefixAt } from "./spelled-prefix.ts";

const PADDING = "\u2060";
const MARKUP =
  /&(?:#(\d{2,6})|#x([0-9a-f]{2,5})|(shy|zwnj|zwj|wbr|lrm|rlm|nbsp|ensp|emsp|thinsp|ZeroWidthSpace|NoBreak));|<\/(?:b|i|u|s|em|strong|code|pre|span|del|ins)><(?:b|i|u|s|em|strong|code|pre|span|del|ins)>|<wbr ?\/?>/gi;
const REMARK_SIGNS = /[([*][\p{Ll}' ]{2,12}[)\]*][^]+[([*][\p{Ll}' ]{2,12}[)\]*]/u;
const REMARK =
  /(?<=[0-9A-Za-z]{4})(?: ?\([\p{Ll}' ]{2,12}\) ?| ?\[[\p{Ll}' ]{2,12}\] ?| \*[\p{Ll}' ]{2,12}\* )(?=[0-9A-Za-z]{4})/gu;
const RIGHT_TO_LEFT = "\u202e";
const RUN_END = /[\u202c\n]/;
const REVERSED_RUN = /\u202e([^\u202c\n]*)/g;
const HINT =
  /([^\s\p{L}\p{N}.,:;()"'`=-])\s*(?:={1,3}|->|→)\s*["'(]?([1-9A-HJ-NP-Za-km-z])(?![\p{L}\p{N}])|(?:change|replace|swap)\s+(?:the\s+)?["'(]?([^\s\p{L}\p{N}])["')]?\s*(?:to|with|by|for|into)\s*(?:an?\s+)?["'(]?([1-9A-HJ-NP-Za-km-z])(?![\p{L}\p{N}])/giu;
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
  if (read.includes("&") || read.includes("<")) read = read.replace(MARKUP, readMarkup);
  if (REMARK_SIGNS.test(read)) read = withoutRemarks(read);
  return substitute(read);
}

/** What a reference of HTML stands for, padded to its length; where one tag ends and another begins is nothing. */
function readMarkup(written: string, code?: string, hex?: string, name?: string): string {
  if (name !== undefined && /sp$/i.test(name)) return " ".repeat(written.length);
  const point = code === undefined ? Number.parseInt(hex ?? "", 16) : Number(code);
  const shown = point > 32 && point < 127 ? String.fromCharCode(point) : point === 160 || point === 32 ? " " : "";
  return shown + PADDING.repeat(written.length - shown.length);
}

/** `(gm)`, `[lol]` and the like between pieces, more than once: signs that split. */
function withoutRemarks(text: string): string {
  if ((text.match(REMARK)?.length ?? 0) < 2) return text;
  return text.replace(REMARK, (remark) => " ".repeat(remark.length));
}

function substitute(text: string): string {
  if (!HINTS.some((hint) => text.includes(hint))) return text;
  let read = text;
  let count = 0;
  for (const match of text.matchAll(HINT)) {
    const sign = match[1] ?? match[3]!;
    const letter = match[2] ?? match[4]!;
    if (++count > MAX_SUBSTITUTES) continue;
    const shown = letter + PADDING.repeat(sign.length - 1);
    read = read.replace(/\S{32,60}/g, (word) => (word.includes(sign) ? word.replaceAll(sign, shown) : word));
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
    else if (isTurned(read, start))
      candidates[index] = { ...candidate, ...mirrored(read, start, end), transforms: turned(transforms) };
    else if (read.slice(start, end) !== written.slice(start, end))
      candidates[index] = { ...candidate, transforms: [...transforms, "substituted"] };
  });
}

/** Whether a place is in a run that was turned round: behind its mark, on the same line, and before what ends it. */
function isTurned(read: string, at: number): boolean {
  const mark = read.lastIndexOf(RIGHT_TO_LEFT, at);
  return mark >= 0 && !RUN_END.test(read.slice(mark, at));
}

/** Where it is written what is read at a place of such a run. */
function mirrored(read: string, start: number, end: number): { start: number; end: number } {
  const from = read.lastIndexOf(RIGHT_TO_LEFT, start) + 1;
  const rest = RUN_END.exec(read.slice(from));
  const to = rest === null ? read.length : from + rest.index;
  return end > to ? { start, end } : { start: from + to - end, end: from + to - start };
}

/** What was turned round twice stands as it is read. */
function turned(transforms: readonly string[]): string[] {
  return transforms.includes("reversed")
    ? transforms.filter((transform) => transform !== "reversed")
    : [...transforms, "reversed"];
}
