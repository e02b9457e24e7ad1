import type { DetectInput } from "@telewire/contracts";
import type { Arena } from "./arena.ts";
import { ATOM_FOREIGN, ATOM_KEYCAP } from "./arena.ts";
import type { Candidate } from "./candidate.ts";
import { COMMON_WORDS } from "./common-words.ts";
import { keyOdds } from "./ngrams.ts";
import { saysSpelledBackwards } from "./order-hints.ts";
import { MAX_LABEL, isPartName } from "./part-shape.ts";
import { pieceScore } from "./piece-model.ts";
import { SUFFIXES } from "./suffixes.ts";

/** Takes no space when read. */
const PADDING = "\u2060";
const MIN_PART = 8;
/** Shorter than any address but Tron's, which has a checksum: what is longer was put together before. */
const MAX_PART = 39;
const MAX_PIECE = 20;
/** Single letters and pairs are pieces where so many stand in a row. */
const MIN_ROW = 8;
/** Some pieces are in lower case and not counted. */
const MIN_TOTAL = 24;
const MIN_BESIDE = 12;
const MAX_REVERSED = 48;
const MAX_GAP = 8;
const MIN_WORD = 5;
const MAX_WORD_ODDS = 2;
/** Beginnings, of three letters, of words that number or name parts; and of those that say that all is in reverse. */
const PARTS = beginnings("lef fro top fir 1st sta beg par hal pie ste tei ers pri ilk bir bag sat uno one eka");
const NEXTS = beginnings(
  "the sec 2nd las end nex bac fin tai res son seg zwe dos two iki dua kon par hal pie ste tei bag",
);
const THE = pack(116, 104, 101);
const FOREIGN_PARTS = "ачал ерв асть раз 第 前半 上半 hần một".split(" ");
const REVERSED = beginnings("rev esr bac sdr rig mir inv ups fli ter env ruc dib ngu odw");
const FOREIGN_REVERSED = "倒 反 逆 задом еркал аоборот справа".split(" ");
const HIDDEN = /[\p{Cf}\p{Variation_Selector}\u20e3]/gu;

/** Where enough short pieces stand that they could be parts in pieces: in one text, side by side, or in several. Cheap. */
export function whereInPieces(arena: Arena): "none" | "text" | "texts" {
  let total = 0;
  let beside = 0;
  let texts = 0;
  let lastText = -1;
  let isAfterPiece = false;
  for (let atom = 0; atom < arena.count; atom++) {
    const length = arena.length[atom]!;
    const isPiece =
      arena.used[atom] === 0 && length < MAX_PIECE && (length < 3 ? arena.shortRun >= MIN_ROW : arena.isMixed(atom));
    if (isPiece) {
      const surface = arena.surface[atom]!;
      total += length;
      if (isAfterPiece && surface === lastText && arena.start[atom]! - arena.end[atom - 1]! <= MAX_GAP)
        beside += length;
      if (surface !== lastText) texts++;
      lastText = surface;
    }
    isAfterPiece = isPiece;
  }
  if (total < MIN_TOTAL || (texts < 2 && beside < MIN_BESIDE)) return "none";
  return texts > 1 ? "texts" : "text";
}

function beginnings(words: string): ReadonlySet<number> {
  return new Set(
    words.split(" ").map((word) => pack(word.charCodeAt(0) | 32, word.charCodeAt(1) | 32, word.charCodeAt(2) | 32)),
  );
}

function pack(one: number, two: number, three: number): number {
  return (one << 16) | (two << 8) | three;
}

function hasWord({ codes, code, length, count }: Arena, words: ReadonlySet<number>): boolean {
  for (let atom = 0; atom < count; atom++) {
    const at = code[atom]!;
    if (length[atom]! < 3) continue;
    const word = pack(codes[at]! | 32, codes[at + 1]! | 32, codes[at + 2]! | 32);
    if (words.has(word) && (word !== THE || length[atom] === 4)) return true;
  }
  return false;
}

/** `1/2`, `A)`, `1️⃣`. */
function countsParts({ codes, code, length, end, count, surfaces }: Arena): boolean {
  const { text } = surfaces[0]!;
  for (let atom = 0; atom < count; atom++) {
    const one = codes[code[atom]!]! | 32;
    if (
      length[atom] === 1 &&
      (one === 49 || one === 97 || one === 120) &&
      "/).:\ufe0f\u20e3".includes(text[end[atom]!] ?? " ")
    )
      return true;
  }
  return false;
}

/** Whether the text may speak of parts: it says yes rather too often. */
export function maySpeakOfParts(arena: Arena): boolean {
  const { text } = arena.surfaces[0]!;
  return (
    (hasWord(arena, PARTS) && hasWord(arena, NEXTS)) ||
    countsParts(arena) ||
    FOREIGN_PARTS.some((sign) => text.includes(sign))
  );
}

/** Whether the text says that what it shows is in reverse. */
export function saysReversed(arena: Arena): boolean {
  const { text } = arena.surfaces[0]!;
  if (!hasWord(arena, REVERSED) && !FOREIGN_REVERSED.some((sign) => text.includes(sign))) return false;
  return saysSpelledBackwards(text);
}

/** The message with every part that is itself in pieces written together, at its place; the same one if there is none. */
export function compactInput(arena: Arena, input: DetectInput, isReversed: boolean): DetectInput {
  const compact = compactTexts(arena, isReversed ? MAX_REVERSED : MAX_PART);
  if (compact.size === 0) return input;
  const read = (text: string) => compact.get(text) ?? text;
  const { buttons } = input.surfaces;
  const shown = buttons?.map((button) => ({
    ...button,
    text: read(button.text),
    ...(button.copy === undefined ? {} : { copy: read(button.copy) }),
  }));
  return {
    ...input,
    text: read(input.text),
    surfaces: shown === undefined ? input.surfaces : { ...input.surfaces, buttons: shown },
    ...(input.previous === undefined
      ? {}
      : { previous: input.previous.map((earlier) => ({ ...earlier, text: read(earlier.text) })) }),
  };
}

/** What stood between the pieces, and not something invisible, was taken out. */
export function nameCompacted(candidates: Candidate[]): void {
  candidates.forEach((candidate, index) => {
    const transforms = candidate.transforms.map((transform) => (transform === "invisible" ? "separators" : transform));
    candidates[index] = { ...candidate, transforms };
  });
}

/** By the text of a surface: what it is with its parts written together. */
function compactTexts(arena: Arena, max: number): Map<string, string> {
  const texts = new Map<string, string>();
  let done = 0;
  let surface = -1;
  for (let first = 0; first < arena.count;) {
    const last = runFrom(arena, first);
    const length = arena.code[last]! + arena.length[last]! - arena.code[first]!;
    if (
      last > first &&
      length >= MIN_PART &&
      length <= max &&
      isKeyLike(arena, first, last) &&
      isSetOff(arena, first, last)
    ) {
      if (arena.surface[first] !== surface) done = 0;
      surface = arena.surface[first]!;
      const { text } = arena.surfaces[surface]!;
      let compact = done === 0 ? "" : texts.get(text)!.slice(0, done);
      for (let atom = first + 1; atom <= last; atom++) {
        const from = arena.end[atom - 1]!;
        compact += text.slice(done, from) + PADDING.repeat(arena.start[atom]! - from);
        done = arena.start[atom]!;
      }
      texts.set(text, compact + text.slice(done));
    }
    first = last + 1;
  }
  return texts;
}

/** The last of the pieces that go on from one with the same kind of sign between. */
function runFrom(arena: Arena, first: number): number {
  if (arena.used[first] === 1 || isWord(arena, first)) return first;
  let last = first;
  let sign: string | undefined;
  while (last + 1 < arena.count && arena.used[last + 1] === 0) {
    const gap = gapBefore(arena, last + 1);
    if (gap === undefined || (sign !== undefined && gap !== sign) || isWord(arena, last + 1)) break;
    sign = gap;
    last++;
  }
  return last;
}

/** Kind of what stands before an atom; undefined where it cannot split a part. */
function gapBefore(arena: Arena, atom: number): string | undefined {
  if (arena.surface[atom] !== arena.surface[atom - 1]) return undefined;
  const from = arena.end[atom - 1]!;
  const to = arena.start[atom]!;
  if (arena.code[atom] !== arena.code[atom - 1]! + arena.length[atom - 1]!) return undefined;
  if (to - from > MAX_GAP) return undefined;
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  if (to - from === 1 && text[from] === " ") return " ";
  const sign = text.slice(from, to).replace(HIDDEN, "");
  if (/\.\.|…/.test(sign)) return undefined;
  if (/[^\0-\x7f]/.test(sign)) return /\p{L}/u.test(sign) ? undefined : "emoji";
  if (sign.includes("\n")) return sign.trim() === "" ? "\n" : undefined;
  return /^(?:[:.)\]=] | ?[:=] ?)$/.test(sign) ? undefined : sign.replace(/ +/g, " ");
}

/** A word of the sentence or label around: no piece. */
function isWord(arena: Arena, atom: number): boolean {
  if ((arena.flags[atom]! & ATOM_FOREIGN) !== 0) return true;
  const length = arena.length[atom]!;
  if (length === 1 && (arena.flags[atom]! & ATOM_KEYCAP) !== 0) return true;
  if (length === 1) return atom > 0 && arena.digits[atom] === 1 && isPartName(arena.text(atom - 1));
  if (arena.isMixed(atom) || arena.digits[atom] === length) return false;
  const text = arena.text(atom);
  if (SUFFIXES.has(text.slice(-4))) return false;
  if (isPartName(text)) return true;
  if (COMMON_WORDS.has(text.toLowerCase())) return length > 2 || !isInShortRow(arena, atom);
  return (
    length >= MIN_WORD && arena.uppers[atom]! < 2 && keyOdds(arena.codes, arena.code[atom]!, length) < MAX_WORD_ODDS
  );
}

/** Between others of two characters or one: there a word is one by chance. */
function isInShortRow({ length, count }: Arena, atom: number): boolean {
  return atom > 0 && atom + 1 < count && length[atom - 1]! < 3 && length[atom + 1]! < 3;
}

/** Pieces with nothing but spaces between are of one size, or have their line to themselves and a label. */
function isSetOff(arena: Arena, first: number, last: number): boolean {
  if (gapBefore(arena, first + 1) !== " ") return true;
  const { text } = arena.surfaces[arena.surface[first]!]!;
  let isEven = true;
  for (let atom = first + 2; atom < last; atom++) if (arena.length[atom] !== arena.length[first + 1]) isEven = false;
  if (isEven && last - first > 1 && arena.length[first]! <= arena.length[first + 1]!) return true;
  const start = arena.start[first]!;
  const end = arena.end[last]!;
  const newline = text.indexOf("\n", end);
  return (
    start - text.lastIndexOf("\n", start - 1) <= MAX_LABEL &&
    !/[\p{L}\p{N}]/u.test(text.slice(end, newline < 0 ? text.length : newline))
  );
}

function isKeyLike(arena: Arena, first: number, last: number): boolean {
  let text = "";
  for (let atom = first; atom <= last; atom++) text += arena.text(atom);
  return pieceScore(text) > 0;
}
