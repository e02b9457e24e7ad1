import type { Arena } from "./arena.ts";
import { atomTransforms } from "./atom-transforms.ts";
import { ATOM_FOREIGN, ATOM_LOOKALIKE } from "./arena.ts";
import type { GapKind } from "./atom-run.ts";
import { AtomRun } from "./atom-run.ts";
import { isHex } from "./chains/evm.ts";
import { labelOf, speaksOfCodes } from "./context.ts";
import {
  countWords,
  holdsWord,
  isCutOff,
  isEachMixed,
  isHead,
  isInsideBlob,
  isNearlyAllKey,
  isOfList,
  isRowOfItsOwn,
  isTail,
} from "./join-shape.ts";
import { isPartName } from "./part-shape.ts";
import type { JoinedAddress } from "./joined-text.ts";
import { canBeAddress, readJoinedText } from "./joined-text.ts";
import { SUFFIXES } from "./suffixes.ts";
import { isConsistentSwap } from "./digit-lookalikes.ts";
import type { Sink } from "./whole.ts";

/** Least odds of a join without a checksum, after its costs; and how much a repaired character may hide of them. */
const MIN_ODDS = 16;
const REPAIR_SLACK = 8;
/** Below this, 34 characters after a `T` are not worth a checksum. */
const MIN_TRON_ODDS = 4;
const MAX_JOINED = 48;
const MAX_GAP = 24;
const MAX_PIECE = 44;
const CUT_COST = 9;
const MIN_MEAN_PIECE = 5;
const MIN_TOTAL = 34;
const MIN_MIXED = 12;
const PART_LABEL =
  /^(?:[([]?(?:\d{1,2}\/\d{1,2}[)\]:]{0,2}|[A-Za-z]{1,8}\d?[:)])[^\S\n]+\S|\p{Script=Han}?\d{1,2}\p{Script=Han}[:：])/u;
const MAX_PART_LABEL = 24;
const MIN_REPAIRED_PIECE = 8;
/** A key that is one letter too short is often one, too; the one that ends as they are ground for is meant. */
const GROUND_BONUS = 6;
const LABEL_REACH = 48;
/** Texts that are put together and read, a message: bounds the time that a hostile one can take. */
const MAX_READINGS = 160;

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
  const budget = { readings: MAX_READINGS };
  const isDisguised = mixesScripts(arena, first, last);
  let from = first;
  while (from < last) {
    if (!isFree(arena, from, isDisguised)) {
      from++;
      continue;
    }
    let to = from + 1;
    while (to < last && isFree(arena, to, isDisguised) && isNear(arena, to)) to++;
    if (to - from > 1 && isWorthWeighing(arena, from, to))
      collectWindows(new AtomRun(arena, from, to), windows, budget);
    from = to;
  }
  windows.sort((a, b) => b.score - a.score || a.first - b.first);
  for (const window of windows) {
    let isTaken = false;
    for (let atom = window.first; atom <= window.last; atom++) if (arena.used[atom] === 1) isTaken = true;
    if (!isTaken) accept(arena, window, sink);
  }
}

/** Some atom has letters of two scripts: then a piece that is wholly Greek or Cyrillic to the eye may be one, too. */
function mixesScripts({ flags }: Arena, first: number, last: number): boolean {
  for (let atom = first; atom < last; atom++)
    if ((flags[atom]! & (ATOM_LOOKALIKE | ATOM_FOREIGN)) === ATOM_LOOKALIKE) return true;
  return false;
}

function isFree(arena: Arena, atom: number, isDisguised: boolean): boolean {
  if (arena.used[atom] === 1 || arena.length[atom]! > MAX_PIECE || namesPart(arena, atom)) return false;
  if ((arena.flags[atom]! & ATOM_FOREIGN) === 0) return true;
  return isDisguised && arena.length[atom] === arena.end[atom]! - arena.start[atom]!;
}

/** `part` before its number, which is no piece itself. */
function namesPart(arena: Arena, atom: number): boolean {
  const length = arena.length[atom]!;
  if (length < 4 || length > 6 || arena.length[atom + 1] !== 1 || atom + 1 >= arena.count) return false;
  return arena.digits[atom + 1] === 1 && isPartName(arena.text(atom));
}

/** In the same text, close by, and next in the code row (a link between two atoms takes its codes out). */
function isNear(arena: Arena, atom: number): boolean {
  return (
    arena.surface[atom] === arena.surface[atom - 1] &&
    arena.start[atom]! - arena.end[atom - 1]! <= MAX_GAP &&
    arena.code[atom] === arena.code[atom - 1]! + arena.length[atom - 1]!
  );
}

function collectWindows(run: AtomRun, windows: Window[], budget: { readings: number }): void {
  const { arena, from, to } = run;
  for (let first = from; first < to; first++) {
    if (run.isInsideLongRow(first, MAX_JOINED)) continue;
    const at = arena.code[first]!;
    const one = arena.codes[at]!;
    const two = arena.codes[at + 1]!;
    let length = arena.length[first]!;
    for (let last = first + 1; last < to && length < MAX_JOINED; last++) {
      length += arena.length[last]!;
      if (!canBeAddress(one, two, length) || !isWorthReading(run, first, last, length)) continue;
      if (budget.readings-- <= 0) return;
      const window = weigh(run, first, last, length);
      if (window !== undefined) windows.push(window);
    }
  }
}

/** Enough characters for an address, enough of them in pieces that look like a key's; single letters in a row count too. */
function isWorthWeighing(arena: Arena, from: number, to: number): boolean {
  const total = arena.code[to - 1]! + arena.length[to - 1]! - arena.code[from]!;
  if (total < MIN_TOTAL) return false;
  let mixed = 0;
  let singles = 0;
  for (let atom = from; atom < to; atom++) {
    const length = arena.length[atom]!;
    if (length <= 2) singles += length;
    if (arena.isMixed(atom)) mixed += length;
    else if (length > 4 && arena.digits[atom] === length) mixed += length;
  }
  return mixed >= MIN_MIXED || singles >= MIN_TOTAL - MIN_MIXED;
}

function isWorthReading(run: AtomRun, first: number, last: number, length: number): boolean {
  if (length === 42) return run.isHexAfterPrefix(first, last);
  if (length === 34) return run.odds(first, last) > MIN_TRON_ODDS;
  if (length < 43 || length > 44) return true;
  const odds = run.odds(first, last);
  if (odds < MIN_ODDS - REPAIR_SLACK || run.hasHexStart(first, last)) return false;
  if (!run.isRegular(first, last)) {
    if (isRowOfItsOwn(run, first, last, odds)) return true;
    if (odds >= MIN_ODDS && isNearlyAllKey(run, first, last)) return true;
    return (
      odds >= MIN_ODDS &&
      (!run.isWordy(first) || isHead(run, first, last)) &&
      (!run.isWordy(last) || isTail(run, first, last))
    );
  }
  return !(
    first > run.from &&
    run.isCut(first - 1, first, first, true) &&
    last + 1 < run.to &&
    run.isCut(last + 1, last + 1, first, true)
  );
}

function weigh(run: AtomRun, first: number, last: number, length: number): Window | undefined {
  const { arena } = run;
  const at = arena.code[first]!;
  const joined = readJoinedText(String.fromCharCode(...arena.codes.subarray(at, at + length)));
  if (joined === undefined || run.isAbbreviated(first, last)) return undefined;
  const { family } = joined.parsed;
  const isRegular = run.isRegular(first, last);
  if (family === "solana" && !isSolanaPlausible(run, first, last, joined, isRegular)) return undefined;
  if (family === "evm" && !isEvmPlausible(run, first, last, isRegular)) return undefined;
  let cost = 0;
  if (family === "solana") {
    cost = run.gapCost(first, last);
    if (first > run.from && run.isCut(first - 1, first, first, isRegular)) cost += CUT_COST;
    if (last + 1 < run.to && run.isCut(last + 1, last + 1, first, isRegular)) cost += CUT_COST;
  }
  const score =
    joined.odds - cost + (family === "solana" && SUFFIXES.has(joined.parsed.address.slice(-4)) ? GROUND_BONUS : 0);
  if (score < MIN_ODDS) return undefined;
  const label = joined.odds === Infinity ? undefined : labelOf(run.source, arena.start[first]!, arena.end[last]!);
  if (family === "solana" && label === undefined && speaksOfCodes(run.source)) return undefined;
  return label === "secret" || label === "transaction"
    ? undefined
    : { first, last, joined, score, kind: run.kind(first, last) };
}

/**
 * Without a checksum the pieces themselves must look like pieces of a key: words of a sentence around a fragment add up
 * to the right length all too often.
 */
function isSolanaPlausible(
  run: AtomRun,
  first: number,
  last: number,
  joined: JoinedAddress,
  isRegular: boolean,
): boolean {
  if (run.isTagged(first) || isInsideBlob(run, first, last)) return false;
  if (isRegular)
    return (
      (!joined.isRepaired || !isCutOff(run, first, last)) &&
      !isOfList(run, first, last) &&
      !holdsWord(run.arena, first, last)
    );
  if (isOfList(run, first, last) || hasListNumber(run, first, last)) return false;
  if (countWords(run.arena, first, last) > 1) return false;
  if (!joined.isRepaired && isNearlyAllKey(run, first, last)) return true;
  if (!joined.isRepaired && isRowOfItsOwn(run, first, last, joined.odds)) return true;
  const hasTail = run.isWordy(last);
  const hasHead = run.isWordy(first);
  if ((hasHead && !isHead(run, first, last)) || (hasTail && !isTail(run, first, last))) return false;
  const pieces = last - first + 1;
  if (joined.parsed.address.length < pieces * MIN_MEAN_PIECE) return false;
  if (joined.isRepaired && !isRepairSaid(run, first, last)) return false;
  const wordy = run.wordyBetween(first, last) - (hasTail ? 1 : 0) - (hasHead ? 1 : 0);
  const isUniform = run.isUniform(first, last) && run.signBefore(last) !== " ";
  if (isUniform ? wordy * 2 > pieces : wordy * 4 > pieces && !isEachMixed(run, first, last)) return false;
  const sign = run.signBefore(last);
  if (pieces > 2 || (sign !== "/" && sign !== "+")) return true;
  const start = run.arena.start[first]!;
  const end = run.arena.end[last]!;
  return labelOf(run.source, start, end) === "token" || isAloneOnLines(run.source, start, end);
}

/** Swapped characters are read where a word calls it a token, or where the lines hold nothing but good-sized pieces. */
function isRepairSaid(run: AtomRun, first: number, last: number): boolean {
  const { arena, source } = run;
  const start = arena.start[first]!;
  const end = arena.end[last]!;
  if (labelOf(source, start, end) === "token") return true;
  let text = "";
  for (let atom = first; atom <= last; atom++) {
    if (arena.length[atom]! < MIN_REPAIRED_PIECE || !arena.isMixed(atom)) return false;
    text += arena.text(atom);
  }
  return isConsistentSwap(text) && isAloneOnLines(source, start, end);
}

/** No letter or digit beside it, from the beginning of its first line to the end of its last. */
function isAloneOnLines(source: string, start: number, end: number): boolean {
  const newline = source.indexOf("\n", end);
  return (
    !/[\p{L}\p{N}]/u.test(source.slice(source.lastIndexOf("\n", start - 1) + 1, start)) &&
    !/[\p{L}\p{N}]/u.test(source.slice(end, newline < 0 ? source.length : newline))
  );
}

/** Each piece is hex by itself, or long enough that its look-alikes are no word; and the number ends where it should. */
function isEvmPlausible(run: AtomRun, first: number, last: number, isRegular: boolean): boolean {
  const { arena } = run;
  if (continuesHex(run, last) || hasListNumber(run, first, last)) return false;
  if (isRegular) return true;
  for (let atom = first + 1; atom <= last; atom++) {
    if (!run.isPlainHex(atom) && (arena.length[atom]! < 4 || arena.digits[atom] === 0)) return false;
  }
  if (arena.length[last]! > 1 || arena.digits[last]! > 0) return true;
  return last === first + 1 || run.isUniform(first, last) ? isLastOnLine(run, last) : isTail(run, first, last);
}

/** `2.` at the beginning of a line is not a piece, and what `2/2`, `B)` or `right:` begins is another part. */
function hasListNumber({ arena, source }: AtomRun, first: number, last: number): boolean {
  for (let at = source.indexOf("\n", arena.start[first]); at >= 0 && at < arena.start[last]!;) {
    if (PART_LABEL.test(source.slice(at + 1, at + 1 + MAX_PART_LABEL))) return true;
    at = source.indexOf("\n", at + 1);
  }
  for (let atom = first; atom <= last; atom++) {
    const start = arena.start[atom]!;
    if (arena.length[atom]! > 2 || arena.digits[atom] !== arena.length[atom]) continue;
    if (start > 0 && source[start - 1] !== "\n") continue;
    if (/^(?:[.):]|\ufe0f?\u20e3)\s/.test(source.slice(arena.end[atom], arena.end[atom]! + 3))) return true;
  }
  return false;
}

/** A lone letter behind a number is its last digit only where no word follows. */
function isLastOnLine({ arena, source }: AtomRun, last: number): boolean {
  return /^[^\p{L}\p{N}\n]*(?:\n|$)/u.test(source.slice(arena.end[last], arena.end[last]! + LABEL_REACH));
}

/** The next atom goes on in hex right there: this is a longer number, such as a transaction hash. */
function continuesHex(run: AtomRun, last: number): boolean {
  const { arena } = run;
  const next = last + 1;
  return (
    next < run.to &&
    arena.length[next]! > 3 &&
    arena.digits[next]! > 0 &&
    isHex(arena.text(next)) &&
    arena.start[next]! - arena.end[last]! <= 2
  );
}

const TRANSFORM: Readonly<Record<GapKind, string>> = {
  tight: "separators",
  space: "spaces",
  line: "lines",
  mixed: "separators",
};

function accept(arena: Arena, window: Window, sink: Sink): void {
  let flags = 0;
  for (let atom = window.first; atom <= window.last; atom++) {
    arena.used[atom] = 1;
    flags |= arena.flags[atom]!;
  }
  const { joined } = window;
  sink.accept({
    parsed: joined.parsed,
    surface: arena.surface[window.first]!,
    start: arena.start[window.first]!,
    end: arena.end[window.last]!,
    transforms: [...atomTransforms(flags), ...(joined.isRepaired ? ["digit-look-alike"] : []), TRANSFORM[window.kind]],
    reasons: joined.odds === Infinity ? ["checksum-valid"] : ["pieces-decode"],
    odds: window.score,
  });
}
