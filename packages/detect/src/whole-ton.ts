import type { Arena } from "./arena.ts";
import { atomTransforms } from "./atom-transforms.ts";
import type { ParsedAddress } from "./chains/chain-detector.ts";
import { ton } from "./chains/ton.ts";
import { isAlphanumeric, spell } from "./spell.ts";
import type { Sink } from "./whole.ts";

const LENGTH = 48;
/** Random base64 rarely has more of its two signs in 48 characters: with more, the signs are somebody's. */
const MAX_SIGNS = 4;
const MAX_SPLIT_CHARS = 240;
const MAX_SEPARATOR = 5;
const MAX_SPLITS = 8;
const MAX_SIZES = 5;
const SIGNS = "-_+/";
const MAX_STARTS = 96;
let splitsLeft = 0;
let startsLeft = 0;

/** Spelling and a checksum a try: so many a message, which bounds the time of a hostile one. */
export function resetTonLimit(): void {
  splitsLeft = MAX_SPLITS;
  startsLeft = MAX_STARTS;
}

export function isTonStart(arena: Arena, atom: number): boolean {
  const at = arena.code[atom]!;
  const first = arena.codes[at]!;
  const second = arena.codes[at + 1]!;
  return (first === 69 || first === 85 || first === 107 || first === 48) && (second === 81 || second === 102);
}

/** 48 characters from the atom's start, `-` and `_` included, or the same in pieces; the CRC decides. */
export function readTon(arena: Arena, atom: number, sink: Sink): boolean {
  if (startsLeft-- <= 0) return false;
  const surface = arena.surface[atom]!;
  const { text } = arena.surfaces[surface]!;
  const { characters, ends } = spell(text, arena.start[atom]!, LENGTH + 1);
  const isBroken = characters.slice(0, LENGTH).some((character) => !isOfAlphabet(character));
  const spelled = isBroken ? "" : characters.slice(0, LENGTH).join("");
  const after = characters[LENGTH];
  const isWhole = spelled.length === LENGTH && (after === undefined || !isAlphanumeric(after));
  const parsed = isWhole ? ton.parse(spelled) : undefined;
  if (parsed !== undefined) {
    accept(arena, atom, parsed, ends[LENGTH - 1]!, [], sink);
    return true;
  }
  if (arena.length[atom]! < LENGTH && readSplit(arena, atom, sink)) return true;
  if (!isWhole || (spelled.match(/[-_+/]/g)?.length ?? 0) > MAX_SIGNS) return false;
  markUsed(arena, atom, ends[LENGTH - 1]!);
  sink.reject(spelled, "bad-checksum", surface);
  return true;
}

/** A TON address in pieces: what is not of its alphabet is skipped; its signs are tried as letters, and as what somebody put between. */
function readSplit(arena: Arena, atom: number, sink: Sink): boolean {
  if (splitsLeft-- <= 0) return false;
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const start = arena.start[atom]!;
  const { characters, ends } = spell(text, start, MAX_SPLIT_CHARS);
  for (const indices of readings(characters)) {
    if (indices.length < LENGTH) continue;
    const parsed = ton.parse(indices.map((index) => characters[index]!).join(""));
    if (parsed === undefined) continue;
    const end = ends[indices[LENGTH - 1]!]!;
    accept(arena, atom, parsed, end, [text.slice(start, end).includes("\n") ? "lines" : "separators"], sink);
    return true;
  }
  return false;
}

/** Which characters may be the address's: all of its alphabet; letters and digits alone; pieces of one size with one separator. */
function* readings(characters: readonly string[]): Generator<number[]> {
  yield pick(characters, isOfAlphabet);
  yield pick(characters, isAlphanumeric);
  for (const size of sizes(characters)) {
    for (let width = 1; width <= MAX_SEPARATOR; width++) {
      const separator = characters.slice(size, size + width);
      if (separator.length < width || separator.some(isAlphanumeric)) break;
      yield pickPieces(characters, size, separator);
    }
  }
}

/** Where the first separator may begin: at a sign, or a little behind the first, which may be the address's own. */
function sizes(characters: readonly string[]): Set<number> {
  const found = new Set<number>();
  for (let index = 1; index < Math.min(LENGTH, characters.length) && found.size < MAX_SIZES; index++)
    if (!isAlphanumeric(characters[index]!) && isAlphanumeric(characters[index - 1]!)) found.add(index);
  const [first = LENGTH] = found;
  for (let index = first + 1; index < Math.min(first + 3, LENGTH); index++) found.add(index);
  return found;
}

function pick(characters: readonly string[], isWanted: (character: string) => boolean): number[] {
  const indices: number[] = [];
  for (let index = 0; index < characters.length && indices.length < LENGTH; index++)
    if (isWanted(characters[index]!)) indices.push(index);
  return indices;
}

function pickPieces(characters: readonly string[], size: number, separator: readonly string[]): number[] {
  const indices: number[] = [];
  for (let index = 0; index < characters.length && indices.length < LENGTH; index++) {
    if (indices.length > 0 && indices.length % size === 0) {
      if (separator.some((sign, offset) => characters[index + offset] !== sign)) return [];
      index += separator.length;
    }
    if (characters[index] === undefined || !isOfAlphabet(characters[index]!)) return [];
    indices.push(index);
  }
  return indices;
}

function isOfAlphabet(character: string): boolean {
  return isAlphanumeric(character) || SIGNS.includes(character);
}

function accept(
  arena: Arena,
  atom: number,
  parsed: ParsedAddress,
  end: number,
  transforms: readonly string[],
  sink: Sink,
): void {
  const flags = markUsed(arena, atom, end);
  sink.accept({
    parsed,
    surface: arena.surface[atom]!,
    start: arena.start[atom]!,
    end,
    transforms: [...atomTransforms(flags), ...transforms],
    reasons: ["checksum-valid"],
  });
}

function markUsed(arena: Arena, atom: number, end: number): number {
  let flags = 0;
  for (
    let next = atom;
    next < arena.count && arena.surface[next] === arena.surface[atom] && arena.start[next]! < end;
    next++
  ) {
    arena.used[next] = 1;
    flags |= arena.flags[next]!;
  }
  return flags;
}
