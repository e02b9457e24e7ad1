import type { Arena } from "./arena.ts";
import { ATOM_FOREIGN, ATOM_KEYCAP, ATOM_STYLED } from "./arena.ts";
import { isHex } from "./chains/evm.ts";
import { isWordLike } from "./composition.ts";
import { enumeratorOf } from "./enumerator.ts";
import { keyOdds } from "./ngrams.ts";
import { UNRANKED, rankOf } from "./order-hints.ts";
import { pieceScore } from "./piece-model.ts";
import { isSuffixBefore } from "./suffixes.ts";

const MIN_PART = 3;
const MIN_LIKE = 5;
const MIN_HEX_PART = 5;
const MAX_GROUND = 40;
/** How much the model may take a piece for a word, when the others alone do not add up. */
const LOOSE_SCORE = -1.5;
/** A text that is no longer than its one atom and this: nothing but a part and what it is called. */
export const MAX_LABEL = 24;

const LABELLED =
  /(?<![\p{L}\p{N}])(?:part|piece|half|step|chunk|bit|parte|partie|teil|часть|bagian|phần|bölüm|kısım|parça)\s?#?$/iu;
const MAX_NAME = 9;
const MIN_PLAIN_PART = 6;
/** Longer than most names in CamelCase. */
const MIN_NO_WORD = 14;

/** `2. abc` and nothing else on its line. */
function isNumberedLine(arena: Arena, atom: number): boolean {
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const start = arena.start[atom]!;
  if (start < 3 || text[start - 1] !== " " || !".):".includes(text[start - 2]!)) return false;
  return (
    /(?:^|\n|[:：] ?)[1-9][.):] $/.test(text.slice(Math.max(0, start - 6), start)) &&
    /^[ \t]*(?:\n|$)/.test(text.slice(arena.end[atom], arena.end[atom]! + 8))
  );
}

/** `part 2:` right before, or `(2/4)` right behind: a part, whatever it looks like. */
function isLabelled(arena: Arena, atom: number): boolean {
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  let at = arena.start[atom]! - 1;
  if (text.charCodeAt(at) === SPACE) at--;
  const sign = text.charCodeAt(at);
  if (sign < ZERO ? sign > SPACE : sign === COLON || sign === EQUALS || sign === BRACKET_END) at--;
  if (isDigit(text, at) && LABELLED.test(text.slice(Math.max(0, at - MAX_NAME), at))) return true;
  if (arena.length[atom]! < MIN_PLAIN_PART) return false;
  at = arena.end[atom]!;
  while (text.charCodeAt(at) === SPACE) at++;
  if (text.charCodeAt(at) === PARENTHESIS || text.charCodeAt(at) === BRACKET) at++;
  if (!isDigit(text, at) || text[at + 1] !== "/" || !isDigit(text, at + 2) || isDigit(text, at + 3)) return false;
  return !isPartName(arena.text(atom));
}

/** `part`, `half`, `teil`: what stands before the number of a part. */
export function isPartName(text: string): boolean {
  return text.length < MAX_NAME && LABELLED.test(text);
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= ZERO && unit < COLON;
}

const SPACE = 32;
const PARENTHESIS = 40;
const ZERO = 48;
const COLON = 58;
const EQUALS = 61;
const BRACKET = 91;
const BRACKET_END = 93;

/** The circled number or keycap that is grown together with a part, or 0. */
export function numberOf(arena: Arena, atom: number): number {
  if ((arena.flags[atom]! & (ATOM_STYLED | ATOM_KEYCAP)) === 0) return 0;
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  return enumeratorOf(text.slice(arena.start[atom], arena.end[atom]))?.number ?? 0;
}

/** Whether there is a digit that stands alone and could be the number of a part. */
export function countsParts({ count, length, digits }: Arena): boolean {
  for (let atom = 0; atom < count; atom++) if (length[atom] === 1 && digits[atom] === 1) return true;
  return false;
}

export function isPart(arena: Arena, atom: number, isLoose: boolean, isCounted: boolean): boolean {
  const length = arena.length[atom]!;
  if (length === 2 && arena.used[atom] === 0 && /^0[xX]$/.test(arena.text(atom))) return true;
  if (arena.used[atom] === 1 || length > 43 || (arena.flags[atom]! & ATOM_FOREIGN) !== 0) return false;
  if (isNumberedLine(arena, atom)) return true;
  if (length < MIN_PART) return false;
  if (
    isCounted &&
    isLabelled(arena, atom) &&
    (arena.isMixed(atom) || keyOdds(arena.codes, arena.code[atom]!, length) > 0)
  )
    return true;
  const at = arena.code[atom]!;
  const isGround = length > 4 && isSuffixBefore(arena.codes, at + length);
  const isAlone =
    arena.surfaces[arena.surface[atom]!]!.text.length <= arena.end[atom]! - arena.start[atom]! + MAX_LABEL;
  const isMixed = arena.isMixed(atom);
  if (!isMixed && !isGround && !isAlone && arena.digits[atom] === 0) return false;
  if (isGlued(arena, atom, atom - 1) || isGlued(arena, atom, atom + 1)) return false;
  if (arena.codes[at] === 48 && (arena.codes[at + 1]! | 32) === 120) return true;
  if (arena.hasHexPrefix && length >= MIN_HEX_PART && arena.digits[atom]! > 0 && isHex(arena.text(atom))) return true;
  if (isGround) return length < MAX_GROUND;
  if (!isMixed) return isAlone && length > 7 && keyOdds(arena.codes, at, length) > 2;
  if (!isAlone && "@#$".includes(arena.surfaces[arena.surface[atom]!]!.text[arena.start[atom]! - 1] ?? " "))
    return false;
  if (
    !isAlone &&
    ((isWordLike(arena.text(atom)) && (length < MIN_NO_WORD || !isRanked(arena, atom))) || isInBlob(arena, atom))
  )
    return false;
  if (length > 4 && isAlone) return true;
  if (pieceScore(arena.text(atom)) > (isLoose && length > 4 ? LOOSE_SCORE : 0)) return true;
  return isRanked(arena, atom);
}

/** Right behind words that rank it, and long enough to be no word of the sentence. */
function isRanked(arena: Arena, atom: number): boolean {
  if (arena.length[atom]! < MIN_PLAIN_PART) return false;
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  return rankOf(text.slice(Math.max(0, arena.start[atom]! - MAX_LABEL), arena.start[atom]), "before") !== UNRANKED;
}

/** Base64 or a percent code goes on right beside it. */
function isInBlob(arena: Arena, atom: number): boolean {
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const start = arena.start[atom]!;
  return (
    /(?:[0-9A-Za-z+/][A-Za-z+/][+/]|%[0-9A-F]{0,2})$/.test(text.slice(Math.max(0, start - 3), start)) ||
    /^(?:=|%[0-9A-F]{2}|[+/](?!pump|bonk|moon|BAGS)[0-9A-Za-z+/]{2})/.test(
      text.slice(arena.end[atom], arena.end[atom]! + 6),
    )
  );
}

/** One sign of base64 between it and another mixed atom: pieces side by side were tried before, so this is something else. */
function isGlued(arena: Arena, atom: number, other: number): boolean {
  if (other < 0 || other >= arena.count || arena.surface[other] !== arena.surface[atom]) return false;
  const at = arena.end[Math.min(atom, other)]!;
  if (arena.start[Math.max(atom, other)] !== at + 1) return false;
  const sign = arena.surfaces[arena.surface[atom]!]!.text[at]!;
  if (!"-_+/=.:".includes(sign)) return false;
  if (arena.length[other] === 1) return arena.digits[other] === 0 && "+/".includes(sign);
  return arena.isMixed(other) && !/^(?:part|half|piece|p)\d$/i.test(arena.text(other));
}

/** As key-like as a part: mixed, no word, no number with its unit. */
export function isKeyLike(arena: Arena, atom: number): boolean {
  if (arena.used[atom] === 1 || arena.length[atom]! < MIN_LIKE || !arena.isMixed(atom)) return false;
  if ((arena.flags[atom]! & ATOM_FOREIGN) !== 0) return false;
  const text = arena.text(atom);
  return pieceScore(text) > 0 && !isWordLike(text);
}
