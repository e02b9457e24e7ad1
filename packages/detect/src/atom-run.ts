import type { Arena } from "./arena.ts";
import { isHexPrefix } from "./arena.ts";
import { isHex } from "./chains/evm.ts";
import { keyOdds, pairOdds } from "./ngrams.ts";
import { pieceScore } from "./piece-model.ts";
import { SUFFIXES } from "./suffixes.ts";
import { hexOfLookalikes } from "./digit-lookalikes.ts";

export type GapKind = "tight" | "space" | "line" | "mixed";
const KINDS: readonly GapKind[] = ["tight", "space", "line", "mixed"];
const KIND_COST = [0, 0.4, 0.4, 1.5];
const SIGN_CHANGE_COST = 0.7;
const MAX_GAP_COST = 6;
const MAX_STUB = 6;
const MIN_SURE_PIECE = 6;
/** Characters of an ending that keys are ground for. */
const GROUND = 4;

/** The keycap mark after a digit among them. */
const INVISIBLE = /[\p{Cf}\p{Variation_Selector}\u3164]|\u20e3|\u034f/gu;
const ELLIPSIS = /^\s?(?:\.{2,}|…)\s?$/;

/** The arrays of a run. What counts up begins with a 0 that nothing writes over. */
class Rows {
  readonly size: number;
  readonly sign: Int32Array;
  readonly kinds: Uint8Array;
  readonly signEnd: Int32Array;
  readonly lengthEnd: Int32Array;
  readonly cost: Float32Array;
  readonly wordy: Int32Array;
  readonly keyChars: Int32Array;
  readonly hexStarts: Int32Array;
  readonly stubs: Int32Array;
  readonly lines: Int32Array;
  readonly odds: Float64Array;
  readonly notHex: Int32Array;

  constructor(size: number) {
    this.size = size;
    this.sign = new Int32Array(size);
    this.kinds = new Uint8Array(size);
    this.signEnd = new Int32Array(size);
    this.lengthEnd = new Int32Array(size);
    this.cost = new Float32Array(size);
    this.wordy = new Int32Array(size);
    this.keyChars = new Int32Array(size);
    this.hexStarts = new Int32Array(size);
    this.stubs = new Int32Array(size);
    this.lines = new Int32Array(size);
    this.odds = new Float64Array(size);
    this.notHex = new Int32Array(size);
  }
}

/** Of the run that is looked at: a dozen arrays for each took longer than what they are for. */
let rows = new Rows(1024);

/**
 * A row of neighbouring atoms with what a window over it needs to be weighed in constant time: signs between the
 * atoms, rows of equal pieces, and running counts. One at a time: the next takes its arrays.
 */
export class AtomRun {
  readonly arena: Arena;
  readonly from: number;
  readonly to: number;
  readonly source: string;
  /** By atom: the same number means the same signs before it. */
  readonly #sign: Int32Array;
  readonly #signText: string[] = [];
  readonly #signEnd: Int32Array;
  readonly #lengthEnd: Int32Array;
  readonly #cost: Float32Array;
  readonly #wordy: Int32Array;
  readonly #keyChars: Int32Array;
  readonly #hexStarts: Int32Array;
  readonly #stubs: Int32Array;
  readonly #lines: Int32Array;
  readonly #odds: Float64Array;
  readonly #notHex: Int32Array;
  readonly #kinds: Uint8Array;

  constructor(arena: Arena, from: number, to: number) {
    this.arena = arena;
    this.from = from;
    this.to = to;
    this.source = arena.surfaces[arena.surface[from]!]!.text;
    const first = arena.code[from]!;
    const length = arena.code[to - 1]! + arena.length[to - 1]! - first;
    if (rows.size <= length) rows = new Rows(length * 2);
    this.#sign = rows.sign;
    this.#kinds = rows.kinds;
    this.#signEnd = rows.signEnd;
    this.#lengthEnd = rows.lengthEnd;
    this.#cost = rows.cost;
    this.#wordy = rows.wordy;
    this.#keyChars = rows.keyChars;
    this.#hexStarts = rows.hexStarts;
    this.#stubs = rows.stubs;
    this.#lines = rows.lines;
    this.#odds = rows.odds;
    this.#notHex = rows.notHex;
    this.#readGaps();
    this.#readAtoms();
    this.#readCodes(first, length);
  }

  #readGaps(): void {
    const { arena, from, to, source } = this;
    const ids = new Map<string, number>();
    for (let atom = from + 1; atom < to; atom++) {
      const index = atom - from;
      const gap = source.slice(arena.end[atom - 1], arena.start[atom]);
      const sign = gap === " " ? gap : gap.replace(INVISIBLE, "").replace(/[ \t\u00a0]+/g, " ");
      let id = ids.get(sign);
      if (id === undefined) {
        id = ids.size;
        ids.set(sign, id);
        this.#signText.push(sign);
      }
      this.#sign[index] = id;
      const kind = sign.includes("\n") ? 2 : !/\s/.test(sign) ? 0 : sign.trim() === "" ? 1 : 3;
      this.#kinds[index] = kind;
      const isChange = index > 1 && this.#sign[index - 1] !== id;
      this.#cost[index] = this.#cost[index - 1]! + KIND_COST[kind]! + (isChange ? SIGN_CHANGE_COST : 0);
      this.#lines[index] = this.#lines[index - 1]! + (kind === 2 ? 1 : 0);
      const isStub =
        arena.length[atom]! <= MAX_STUB &&
        arena.length[atom - 1]! <= MAX_STUB &&
        sign.length < 8 &&
        ELLIPSIS.test(sign);
      this.#stubs[index] = this.#stubs[index - 1]! + (isStub ? 1 : 0);
    }
  }

  #readAtoms(): void {
    const { arena, from, to } = this;
    for (let atom = to - 1; atom >= from; atom--) {
      const index = atom - from;
      const isLast = atom + 1 === to;
      this.#lengthEnd[index] =
        !isLast && arena.length[atom] === arena.length[atom + 1] ? this.#lengthEnd[index + 1]! : atom;
      const goesOn = atom + 2 < to && this.#sign[index + 1] === this.#sign[index + 2];
      this.#signEnd[index] = isLast ? atom : goesOn ? this.#signEnd[index + 1]! : atom + 1;
    }
    for (let atom = from; atom < to; atom++) {
      const index = atom - from;
      const isKeyPiece = this.#isKeyPiece(atom);
      const length = arena.length[atom]!;
      this.#wordy[index + 1] = this.#wordy[index]! + (isKeyPiece ? 0 : 1);
      this.#keyChars[index + 1] = this.#keyChars[index]! + (isKeyPiece && length >= MIN_SURE_PIECE ? length : 0);
      const isHexStart =
        arena.length[atom]! > 5 && isHexPrefix(arena, atom) && hexOfLookalikes(arena.slice(atom, 2)) !== undefined;
      this.#hexStarts[index + 1] = this.#hexStarts[index]! + (isHexStart ? 1 : 0);
    }
  }

  #readCodes(first: number, length: number): void {
    const { codes } = this.arena;
    for (let index = 0; index < length; index++) {
      const code = codes[first + index]!;
      this.#odds[index + 1] = this.#odds[index]! + pairOdds(index === 0 ? 0 : codes[first + index - 1]!, code);
      const isHexLike =
        code < 58 || (code | 32) < 103 || (code | 32) === 111 || (code | 32) === 105 || (code | 32) === 108;
      this.#notHex[index + 1] = this.#notHex[index]! + (isHexLike ? 0 : 1);
    }
  }

  #isKeyPiece(atom: number): boolean {
    return this.arena.length[atom]! > 1 && !this.isTagged(atom) && pieceScore(this.arena.text(atom)) > 0;
  }

  /** A cashtag, hashtag or mention. */
  isTagged(atom: number): boolean {
    const before = this.arena.start[atom]! - 1;
    return before >= 0 && "$#@".includes(this.source[before]!) && (before === 0 || /\s/.test(this.source[before - 1]!));
  }

  /** Log odds that the characters of a window are a key. */
  odds(first: number, last: number): number {
    const base = this.arena.code[this.from]!;
    return (
      this.#odds[this.arena.code[last]! + this.arena.length[last]! - base]! -
      this.#odds[this.arena.code[first]! - base]!
    );
  }

  /** Whether all but the two first characters of a window read as hex digits. */
  isHexAfterPrefix(first: number, last: number): boolean {
    const base = this.arena.code[this.from]!;
    const before = this.#notHex[this.arena.code[first]! + 2 - base]!;
    return before === this.#notHex[this.arena.code[last]! + this.arena.length[last]! - base];
  }

  /** All pieces of one size but the last, which may be shorter or a ground-for ending, with the same signs between: cut by a machine or with care. */
  isRegular(first: number, last: number): boolean {
    return (
      last - first > 1 &&
      this.#lengthEnd[first - this.from]! >= last - 1 &&
      this.#signEnd[first - this.from]! >= last &&
      (this.arena.length[last]! <= this.arena.length[first]! ||
        (this.arena.length[last] === GROUND && (this.arena.length[first]! < 3 || SUFFIXES.has(this.arena.text(last)))))
    );
  }

  /** In a row of equal pieces that began before it and goes on for more pieces than any address has. */
  isInsideLongRow(atom: number, pieces: number): boolean {
    const index = atom - this.from;
    return index > 0 && this.#lengthEnd[index - 1]! - atom > pieces && this.#signEnd[index - 1]! - atom > pieces;
  }

  /** The same signs between all pieces. */
  isUniform(first: number, last: number): boolean {
    return this.#signEnd[first - this.from]! >= last;
  }

  isWordy(atom: number): boolean {
    return this.#wordy[atom - this.from + 1]! > this.#wordy[atom - this.from]!;
  }

  wordyBetween(first: number, last: number): number {
    return this.#wordy[last - this.from + 1]! - this.#wordy[first - this.from]!;
  }

  /** Characters of a window in pieces that are long and key-like enough to be no words. */
  keyChars(first: number, last: number): number {
    return this.#keyChars[last - this.from + 1]! - this.#keyChars[first - this.from]!;
  }

  hasHexStart(first: number, last: number): boolean {
    return this.#hexStarts[last - this.from + 1]! > this.#hexStarts[first - this.from]!;
  }

  /** `7xKX...gAsU`: both ends of a key with an ellipsis between are a display form, not pieces. */
  isAbbreviated(first: number, last: number): boolean {
    const stubs = this.#stubs[last - this.from]! - this.#stubs[first - this.from]!;
    return stubs > 0 && stubs <= (last - first + 1) / 2 && stubs < last - first;
  }

  gapCost(first: number, last: number): number {
    return Math.min(MAX_GAP_COST, this.#cost[last - this.from]! - this.#cost[first - this.from]!);
  }

  kind(first: number, last: number): GapKind {
    if (this.#lines[last - this.from]! > this.#lines[first - this.from]!) return "line";
    return KINDS[this.#kinds[first + 1 - this.from]!]!;
  }

  signBefore(atom: number): string {
    return this.#signText[this.#sign[atom - this.from]!]!;
  }

  /** Nothing but emoji and other signs beyond ASCII between its pieces. */
  isCutByEmoji(first: number, last: number): boolean {
    for (let atom = first + 1; atom <= last; atom++) if (/[\0-\x7f]|^$/.test(this.signBefore(atom))) return false;
    return true;
  }

  hasSameSign(atom: number, other: number): boolean {
    return this.#sign[atom - this.from] === this.#sign[other - this.from];
  }

  /** Whether an atom beside a window belongs to the same row of pieces: then the window cuts it off. */
  isCut(beside: number, gapAtom: number, first: number, isRegular: boolean): boolean {
    if (!this.hasSameSign(gapAtom, first + 1)) return false;
    const { arena } = this;
    if (isRegular) return arena.length[beside] === arena.length[first];
    return (
      arena.length[beside]! <= 2 ||
      arena.isMixed(beside) ||
      keyOdds(arena.codes, arena.code[beside]!, arena.length[beside]!) > 1
    );
  }

  isPlainHex(atom: number): boolean {
    const text = this.arena.text(atom).replace(/^[xX]/, "");
    return text === "" || isHex(text);
  }
}
