import type { Arena } from "./arena.ts";
import { ATOM_FOREIGN, isHexPrefix } from "./arena.ts";
import { isHex } from "./chains/evm.ts";
import { labelOf } from "./context.ts";
import type { JoinedAddress } from "./joined-text.ts";
import { canBeAddress, readJoinedText } from "./joined-text.ts";
import { keyOdds } from "./ngrams.ts";
import { SUFFIXES } from "./parts.ts";
import type { Sink } from "./whole.ts";
import { atomTransforms, hexOfLookalikes } from "./whole.ts";

/** Least odds of a join without a checksum, after its costs. */
const MIN_ODDS = 16;
const MAX_JOINED = 48;
const MAX_GAP = 24;
const MAX_GAP_COST = 6;
const CUT_COST = 9;
const MAX_STUB = 6;
const MAX_TAIL = 5;
const MIN_MEAN_PIECE = 5;

const INVISIBLE = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/g;

type GapKind = "tight" | "space" | "line" | "mixed";
interface Window {
  readonly first: number;
  readonly last: number;
  readonly joined: JoinedAddress;
  readonly score: number;
  readonly kind: GapKind;
}

/** Whether what is left of the message could hold a key in pieces at all. Cheap. */
export function mayHoldPieces(arena: Arena): boolean {
  return arena.keyChars >= 14 || arena.shortRun >= 14 || arena.hasHexPrefix;
}

/** Addresses whose pieces stand side by side in one text: spaced, split by signs or emoji, over lines. */
export function readSideBySide(arena: Arena, first: number, last: number, sink: Sink): void {
  const windows: Window[] = [];
  let from = first;
  while (from < last) {
    let to = from;
    while (to < last && isFree(arena, to) && (to === from || isNear(arena, to))) to++;
    if (to - from > 1) collectWindows(arena, from, to, windows);
    from = Math.max(to, from + 1);
    if (to < last && to > first && isFree(arena, to)) from = to;
  }
  windows.sort((a, b) => b.score - a.score || a.first - b.first);
  for (const window of windows) {
    let isTaken = false;
    for (let atom = window.first; atom <= window.last; atom++) if (arena.used[atom] === 1) isTaken = true;
    if (!isTaken) accept(arena, window, sink);
  }
}

function isFree(arena: Arena, atom: number): boolean {
  return arena.used[atom] === 0 && (arena.flags[atom]! & ATOM_FOREIGN) === 0 && arena.length[atom]! <= 44;
}

function isNear(arena: Arena, atom: number): boolean {
  return arena.surface[atom] === arena.surface[atom - 1] && arena.start[atom]! - arena.end[atom - 1]! <= MAX_GAP;
}

function collectWindows(arena: Arena, from: number, to: number, windows: Window[]): void {
  const odds = new Float32Array(to - from + 1);
  for (let atom = from; atom < to; atom++) odds[atom - from + 1] = odds[atom - from]! + keyOdds(arena.codes, arena.code[atom]!, arena.length[atom]!);
  for (let first = from; first < to; first++) {
    const at = arena.code[first]!;
    let length = arena.length[first]!;
    for (let last = first + 1; last < to && length <= MAX_JOINED; last++) {
      length += arena.length[last]!;
      if (!canBeAddress(arena.codes[at]!, arena.codes[at + 1]!, length)) continue;
      if (length > 42 && length < 45 && odds[last - from + 1]! - odds[first - from]! < -2) continue;
      const window = weigh(arena, first, last, length, from, to);
      if (window !== undefined) windows.push(window);
    }
  }
}

function weigh(arena: Arena, first: number, last: number, length: number, from: number, to: number): Window | undefined {
  const at = arena.code[first]!;
  let text = "";
  for (let index = at; index < at + length; index++) text += String.fromCharCode(arena.codes[index]!);
  const joined = readJoinedText(text);
  if (joined === undefined) return undefined;
  const { text: source } = arena.surfaces[arena.surface[first]!]!;
  const sign = signature(gapBefore(arena, first + 1, source));
  const isRegular = hasEqualPieces(arena, first, last, source, sign);
  const { family } = joined.parsed;
  if (family === "solana" && !isSolanaPlausible(arena, first, last, joined, isRegular)) return undefined;
  if (family === "evm" && !isEvmPlausible(arena, first, last, to, isRegular)) return undefined;
  if (isAbbreviated(arena, first, last, source)) return undefined;
  let cost = 0;
  let kind = kindOf(gapBefore(arena, first + 1, source));
  for (let atom = first + 1; atom <= last; atom++) {
    const gap = gapBefore(arena, atom, source);
    const here = kindOf(gap);
    cost += here === "tight" ? 0 : here === "mixed" ? 1.5 : 0.4;
    if (signature(gap) !== sign) cost += 0.7;
    if (here === "line" || kind === "tight") kind = here;
  }
  cost = Math.min(cost, MAX_GAP_COST);
  if (family === "evm") cost = 0;
  else if (first > from && isCut(arena, first - 1, gapBefore(arena, first, source), sign, isRegular ? arena.length[first]! : 0)) cost += CUT_COST;
  if (family !== "evm" && last + 1 < to && isCut(arena, last + 1, gapBefore(arena, last + 1, source), sign, isRegular ? arena.length[first]! : 0)) cost += CUT_COST;
  const score = joined.odds - cost;
  if (score < MIN_ODDS) return undefined;
  const label = joined.odds === Infinity ? undefined : labelOf(source, arena.start[first]!, arena.end[last]!);
  return label === "secret" || label === "transaction" ? undefined : { first, last, joined, score, kind };
}

/** All pieces of one size but the last, which may be shorter, with the same sign between: cut by a machine or with care. */
function hasEqualPieces(arena: Arena, first: number, last: number, source: string, sign: string): boolean {
  const size = arena.length[first]!;
  if (arena.length[last]! > size || last - first < 2) return false;
  for (let atom = first + 1; atom < last; atom++) if (arena.length[atom] !== size) return false;
  for (let atom = first + 1; atom <= last; atom++) if (signature(gapBefore(arena, atom, source)) !== sign) return false;
  return true;
}

/**
 * Without a checksum the pieces themselves must look like pieces of a key: words of a sentence around a fragment add up
 * to the right length all too often.
 */
function isSolanaPlausible(arena: Arena, first: number, last: number, joined: JoinedAddress, isRegular: boolean): boolean {
  let wordy = 0;
  for (let atom = first; atom <= last; atom++) {
    if (arena.length[atom]! > 5 && isHexPrefix(arena, atom) && hexOfLookalikes(arena.slice(atom, 2)) !== undefined) return false;
    if (isRegular || isKeyPiece(arena, atom) || (atom === last && isTail(arena, first, last))) continue;
    if (atom === first || atom === last) return false;
    wordy++;
  }
  if (isRegular) return true;
  if (last === first + 1 && isBase64Sign(arena, last) && labelOf(arena.surfaces[arena.surface[first]!]!.text, arena.start[first]!, arena.end[last]!) !== "token") return false;
  const pieces = last - first + 1;
  return !joined.isRepaired && wordy * 4 <= pieces && joined.parsed.address.length >= pieces * MIN_MEAN_PIECE;
}

/** One `/` or `+` between two long pieces: rather base64 than a key cut in two. */
function isBase64Sign(arena: Arena, atom: number): boolean {
  const gap = gapBefore(arena, atom, arena.surfaces[arena.surface[atom]!]!.text);
  return gap === "/" || gap === "+";
}

function isKeyPiece(arena: Arena, atom: number): boolean {
  const length = arena.length[atom]!;
  if (isTagged(arena, atom)) return false;
  const odds = keyOdds(arena.codes, arena.code[atom]!, length);
  return arena.isMixed(atom) ? odds > Math.min(0.4, length * 0.1) : odds > 1 && length > 1;
}

/** A cashtag, hashtag or mention. */
function isTagged(arena: Arena, atom: number): boolean {
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const at = arena.start[atom]! - 1;
  return at >= 0 && "$#@".includes(text[at]!) && (at === 0 || /\s/.test(text[at - 1]!));
}

/** A short rest in the row of the pieces before it: the same sign, or a ground-for ending; another sign after it. */
function isTail(arena: Arena, first: number, last: number): boolean {
  const length = arena.length[last]!;
  const isGround = length > 3 && length < 9 && SUFFIXES.has(arena.slice(last, length - 4));
  if (isGround && length === 4) return true;
  if ((length > MAX_TAIL && !isGround) || last - first < 2) return false;
  const { text } = arena.surfaces[arena.surface[last]!]!;
  const sign = signature(gapBefore(arena, last, text));
  if (sign === " " || signature(gapBefore(arena, last - 1, text)) !== sign) return false;
  return last + 1 >= arena.count || arena.surface[last + 1] !== arena.surface[last] || signature(gapBefore(arena, last + 1, text)) !== sign || sign.includes("\n");
}

/** Each piece is hex by itself, or long enough that its look-alikes are no word; and the number ends where it should. */
function isEvmPlausible(arena: Arena, first: number, last: number, to: number, isRegular: boolean): boolean {
  if (continuesHex(arena, last, to)) return false;
  if (isRegular) return true;
  for (let atom = first + 1; atom <= last; atom++) {
    const text = arena.text(atom).replace(/^[xX]/, "");
    if (text !== "" && !isHex(text) && (text.length < 4 || arena.digits[atom] === 0)) return false;
  }
  return arena.length[last]! > 1 || last === first + 1 || arena.digits[last]! > 0 || isTail(arena, first, last);
}

/** The next atom goes on in hex right there: this is a longer number, such as a transaction hash. */
function continuesHex(arena: Arena, last: number, to: number): boolean {
  if (last + 1 >= to || arena.length[last + 1]! < 4) return false;
  const at = arena.code[last + 1]!;
  if (arena.digits[last + 1] === 0) return false;
  for (let index = at; index < at + arena.length[last + 1]!; index++) {
    const code = arena.codes[index]!;
    if (code > 57 && ((code | 32) < 97 || (code | 32) > 102)) return false;
  }
  return arena.start[last + 1]! - arena.end[last]! <= 2;
}

/** `7xKX...gAsU`: both ends of a key with an ellipsis between are a display form, not pieces. */
function isAbbreviated(arena: Arena, first: number, last: number, source: string): boolean {
  let stubs = 0;
  for (let atom = first + 1; atom <= last; atom++) {
    if (arena.length[atom]! > MAX_STUB || arena.length[atom - 1]! > MAX_STUB) continue;
    if (/^\s?(?:\.{2,}|…)\s?$/.test(gapBefore(arena, atom, source))) stubs++;
  }
  return stubs > 0 && stubs <= (last - first + 1) / 2 && stubs < last - first;
}

function isCut(arena: Arena, atom: number, gap: string, sign: string, size: number): boolean {
  if (signature(gap) !== sign) return false;
  if (size > 0) return arena.length[atom] === size;
  return (arena.length[atom]! <= 2 || arena.isMixed(atom) || keyOdds(arena.codes, arena.code[atom]!, arena.length[atom]!) > 1);
}

function gapBefore(arena: Arena, atom: number, source: string): string {
  return source.slice(arena.end[atom - 1]!, arena.start[atom]!);
}

function signature(gap: string): string {
  return gap.replace(INVISIBLE, "").replace(/[ \t\u00a0]+/g, " ");
}

function kindOf(gap: string): GapKind {
  if (gap.includes("\n")) return "line";
  if (!/\s/.test(gap)) return "tight";
  return gap.trim() === "" ? "space" : "mixed";
}

const TRANSFORM: Readonly<Record<GapKind, string>> = { tight: "separators", space: "spaces", line: "lines", mixed: "separators" };

function accept(arena: Arena, window: Window, sink: Sink): void {
  let flags = 0;
  for (let atom = window.first; atom <= window.last; atom++) {
    arena.used[atom] = 1;
    flags |= arena.flags[atom]!;
  }
  const { joined } = window;
  sink.accept({
    parsed: joined.parsed, surface: arena.surface[window.first]!, start: arena.start[window.first]!, end: arena.end[window.last]!,
    transforms: [...atomTransforms(flags), ...(joined.isRepaired ? ["digit-look-alike"] : []), TRANSFORM[window.kind]],
    reasons: joined.odds === Infinity ? ["checksum-valid"] : ["pieces-decode"], odds: window.score,
  });
}
