import type { Arena } from "./arena.ts";
import { ATOM_FOREIGN } from "./arena.ts";
import type { JoinedAddress } from "./joined-text.ts";
import { canBeAddress, readJoinedText } from "./joined-text.ts";
import { keyOdds } from "./ngrams.ts";
import type { Sink } from "./whole.ts";
import { atomTransforms } from "./whole.ts";

/** Least odds of a join without a checksum, after its costs. */
const MIN_ODDS = 16;
const MAX_JOINED = 48;
const MAX_GAP = 24;
const MAX_GAP_COST = 6;
const CUT_COST = 9;
const MAX_STUB = 6;

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
  if (joined === undefined || (joined.parsed.family === "evm" && !joined.parsed.isChecked && continuesHex(arena, last, to))) return undefined;
  const { text: source } = arena.surfaces[arena.surface[first]!]!;
  if (isAbbreviated(arena, first, last, source)) return undefined;
  const sign = signature(gapBefore(arena, first + 1, source));
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
  if (first > from && isCut(arena, first - 1, gapBefore(arena, first, source), sign)) cost += CUT_COST;
  if (last + 1 < to && isCut(arena, last + 1, gapBefore(arena, last + 1, source), sign)) cost += CUT_COST;
  const score = joined.odds - cost;
  return score < MIN_ODDS ? undefined : { first, last, joined, score, kind };
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

function isCut(arena: Arena, atom: number, gap: string, sign: string): boolean {
  return signature(gap) === sign && (arena.isMixed(atom) || keyOdds(arena.codes, arena.code[atom]!, arena.length[atom]!) > 1);
}

function gapBefore(arena: Arena, atom: number, source: string): string {
  return source.slice(arena.end[atom - 1]!, arena.start[atom]!);
}

function signature(gap: string): string {
  return gap.replace(/[ \t\u00a0]+/g, " ");
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
