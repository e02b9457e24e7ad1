import type { Arena } from "./arena.ts";
import { ATOM_KEYCAP } from "./arena.ts";
import type { AtomRun } from "./atom-run.ts";
import { COMMON_WORDS } from "./common-words.ts";
import { isWordLike } from "./composition.ts";
import { pieceScore } from "./piece-model.ts";
import { isSuffixBefore } from "./suffixes.ts";

const MIN_BLOB_REST = 12;
const BLOB_REACH = 48;
const MIN_MIXED_ODDS = 26;
const SET_OFF = /(?:^|\n|[:：👇👉⬇⤵→]\ufe0f?)[^\p{L}\p{N}\n]*$/u;
const MIN_ROW_MEAN = 3;
const MIN_ROW = 4;
const MIN_TIGHT_ROW = 3;
const MIN_LIKE = 5;
/** Characters of a key in pieces that are surely of one: what is left is shorter than the longest word that is short. */
const MIN_SURE_CHARS = 37;
const MIN_SURE_IN_EMOJI = 28;
const MAX_REST = 5;
/** Of shorter pieces of keys, too many spell a word. */
const MIN_COMMON = 3;
const MAX_TAIL = 6;
const MAX_TIGHT_TAIL = 10;
const CALLED_RIGHT_BEFORE =
  /(?:(?<![\p{L}\p{N}])(?:ca|contract|token|mint|address|contrato|contrat|kontrak)(?: (?:address|is))?|контракт\p{L}*|合约(?:地址)?)\s*(?:\([^()\n]{0,36}\))?[^\p{L}\p{N}\n]{0,4}$/iu;
/** For rows of pieces of all sizes, which random words hardly ever reach. */
const MIN_ROW_ODDS = 22;
const AMOUNT = /^\d+[kKmMbBx]$/;
const LABEL_REACH = 48;

/** Among signs of base64 or percent codes, which go on well beyond it, over lines too. */
export function isInsideBlob({ arena, source }: AtomRun, first: number, last: number): boolean {
  const start = arena.start[first]!;
  const end = arena.end[last]!;
  const inside = source.slice(start, end);
  if (/%(?:2[0-9A-F]|3[A-F]|[57][B-E])/i.test(source.slice(Math.max(0, start - 1), end))) return true;
  if (/[0-9A-Za-z]=+[0-9A-Za-z]/.test(inside) && /[0-9A-Za-z][+/][0-9A-Za-z]/.test(inside)) return true;
  if (!/^[0-9A-Za-z+/\r\n]+$/.test(inside) || !/[+/\n]/.test(inside) || inside.includes("\n\n")) return false;
  if (source[end] === "=" && /[+/]/.test(inside)) return true;
  const before = /[0-9A-Za-z+/=\r\n]*$/.exec(source.slice(Math.max(0, start - BLOB_REACH), start))![0];
  const after = /^[0-9A-Za-z+/=\r\n]*/.exec(source.slice(end, end + BLOB_REACH))![0];
  return before.length + after.length >= MIN_BLOB_REST && /[+/]/.test(before + inside + after);
}

/**
 * Pieces of all sizes: set off at both ends, by the line's own or by a label, a colon, a pointing sign before and nothing
 * but signs behind, or by an ending that keys are ground for. With signs of all kinds between, the odds must be better.
 */
export function isRowOfItsOwn(run: AtomRun, first: number, last: number, odds: number): boolean {
  if (odds < MIN_ROW_ODDS) return false;
  const { arena, source } = run;
  const total = arena.code[last]! + arena.length[last]! - arena.code[first]!;
  const isUniform = run.isUniform(first, last);
  if (last - first + 1 < (run.kind(first, last) === "tight" ? MIN_TIGHT_ROW : MIN_ROW)) return false;
  if (total < (last - first + 1) * MIN_ROW_MEAN || odds < (isUniform ? MIN_ROW_ODDS : MIN_MIXED_ODDS)) return false;
  if (!isUniform && run.wordyBetween(first, last) * 2 > last - first + 1) return false;
  let words = 0;
  let plain = 0;
  for (let atom = first; atom <= last; atom++) {
    if (isLowerWord(arena, atom)) words++;
    if (atom < last && arena.length[atom]! > 3 && !arena.isMixed(atom)) plain++;
    if (isWordLike(arena.text(atom))) plain++;
  }
  if (words > 1 || isLowerWord(arena, first) || plain * 4 > last - first + 1) return false;
  const end = arena.end[last]!;
  const before = source.slice(Math.max(0, arena.start[first]! - LABEL_REACH), arena.start[first]);
  const stop = arena.code[last]! + arena.length[last]!;
  const isGround = isSuffixBefore(arena.codes, stop);
  const isSetOff = SET_OFF.test(before) || CALLED_RIGHT_BEFORE.test(before);
  if (isGround && (isSetOff || isUniform)) return true;
  if (!isSetOff || (last + 1 < run.to && run.hasSameSign(last + 1, last))) return false;
  return /^(?:[,.;!?)]\s|[^\p{L}\p{N}\n=]*(?:$|\n))/u.test(source.slice(end, end + LABEL_REACH));
}

function isLowerWord(arena: Arena, atom: number): boolean {
  return arena.length[atom]! > 3 && arena.digits[atom] === 0 && arena.uppers[atom] === 0;
}

/** Beside it, behind the same sign, stands something just as key-like: it is cut out of a list. */
export function isOfList(run: AtomRun, first: number, last: number): boolean {
  return (
    (first > run.from && run.hasSameSign(first, first + 1) && isLike(run, first - 1)) ||
    (last + 1 < run.to && run.hasSameSign(last + 1, last) && isLike(run, last + 1))
  );
}

function isLike({ arena }: AtomRun, atom: number): boolean {
  if (arena.length[atom]! < MIN_LIKE || !arena.isMixed(atom)) return false;
  const text = arena.text(atom);
  return pieceScore(text) > 0 && !isWordLike(text);
}

/** The row of pieces goes on at one of its ends. */
export function isCutOff(run: AtomRun, first: number, last: number): boolean {
  return (
    (first > run.from && run.hasSameSign(first, first + 1)) || (last + 1 < run.to && run.hasSameSign(last + 1, last))
  );
}

/** None of the pieces is a plain word: all mix cases or digits. */
export function isEachMixed(run: AtomRun, first: number, last: number): boolean {
  for (let atom = first; atom <= last; atom++) if (!run.arena.isMixed(atom)) return false;
  return true;
}

/** A short beginning in the row of the pieces after it, with another sign before it. */
export function isHead(run: AtomRun, first: number, last: number): boolean {
  if (!run.arena.isMixed(first) || !run.isUniform(first, last) || last - first < 2) return false;
  return run.signBefore(last) === " " || first === run.from || !run.hasSameSign(first, last);
}

/** A short rest in the row of the pieces before it: the same sign, or a ground-for ending; another sign after it. */
export function isTail(run: AtomRun, first: number, last: number): boolean {
  const { arena } = run;
  const length = arena.length[last]!;
  const isGround = length > 3 && length < 9 && isSuffixBefore(arena.codes, arena.code[last]! + length);
  if (isGround && length === 4) return true;
  const sign = run.signBefore(last);
  if ((length > (/\s/.test(sign) ? MAX_TAIL : MAX_TIGHT_TAIL) && !isGround) || last - first < 2) return false;
  if (!run.hasSameSign(last, last - 1)) return false;
  if (sign === " ") return arena.isMixed(last) || (arena.flags[last]! & ATOM_KEYCAP) !== 0;
  return last + 1 >= run.to || !run.hasSameSign(last + 1, last) || sign.includes("\n");
}

/** Pieces before the last that are words: longer ones in lower case, and the short ones that everybody writes. */
export function countWords(arena: Arena, first: number, last: number): number {
  let words = 0;
  for (let atom = first; atom < last; atom++) {
    const length = arena.length[atom]!;
    if (length > MAX_REST && arena.uppers[atom] === 1 && arena.digits[atom] === 0 && !arena.isMixed(atom)) words++;
    if (arena.digits[atom] === length - 1 && AMOUNT.test(arena.text(atom))) words += atom === first ? 2 : 1;
    if (arena.isMixed(atom) || length < MIN_COMMON || length > MAX_REST) words += isLowerWord(arena, atom) ? 1 : 0;
    else if (COMMON_WORDS.has(arena.text(atom).toLowerCase())) words += 2;
    else if (isLowerWord(arena, atom)) words++;
  }
  return words;
}

/** A piece of even rows that is a word: of four letters and more, hardly any piece of a key is one. */
export function holdsWord(arena: Arena, first: number, last: number): boolean {
  if (arena.length[first]! < MIN_COMMON + 1 || arena.length[first]! > MAX_REST) return false;
  for (let atom = first; atom <= last; atom++)
    if (isLowerWord(arena, atom) && COMMON_WORDS.has(arena.text(atom))) return true;
  return false;
}

/** Some few characters lie in pieces too short to tell; they are no words that people write beside an address. */
export function isNearlyAllKey(run: AtomRun, first: number, last: number): boolean {
  const sure = run.keyChars(first, last);
  if (sure < MIN_SURE_CHARS && (sure < MIN_SURE_IN_EMOJI || !run.isCutByEmoji(first, last))) return false;
  const { arena } = run;
  for (let atom = first; atom <= last; atom++) {
    const length = arena.length[atom]!;
    if (length > MAX_REST || !run.isWordy(atom)) continue;
    const isEnd = atom === first || atom === last;
    if (
      isEnd &&
      (arena.digits[atom] === length || (length > MIN_COMMON && !arena.isMixed(atom) && arena.uppers[atom] === 1))
    )
      return false;
    if (isLowerWord(arena, atom) && (isEnd || /\s/.test(run.signBefore(atom)))) return false;
    if (run.isTagged(atom) || COMMON_WORDS.has(arena.text(atom).toLowerCase())) return false;
  }
  return true;
}
