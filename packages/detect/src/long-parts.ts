import type { Arena } from "./arena.ts";
import { isHexPrefix } from "./arena.ts";
import { aptos } from "./chains/aptos.ts";
import type { ParsedAddress } from "./chains/chain-detector.ts";
import { parseAccount } from "./chains/move.ts";
import { sui } from "./chains/sui.ts";
import { ton } from "./chains/ton.ts";
import { chainsNamed } from "./chain-context.ts";
import { labelOf } from "./context.ts";
import type { Sink } from "./whole.ts";
import { isTonStart } from "./whole-ton.ts";

interface Piece {
  readonly surface: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const PIECE = /[0-9A-Za-z_-][0-9A-Za-z_:-]{2,}/g;
const MAX_PIECES = 8;
const MAX_PIECE = 200;
const TON_LENGTH = 48;
const TON_START = /^[EUk0][Qf][0-9A-Za-z_-]*$/;
const HEX_START = /^(?:0x|0:)[0-9a-f]+(?:$|[:_-])/i;
const WHOLE = /^(0x|0:)([0-9a-f]{64})(::[A-Za-z_]\w*::[A-Za-z_]\w*)?$/i;
/** Longer hex was read as a number of its own before. */
const MIN_OVERLONG = 43;

/** `E U k` of TON, `0` and what looks like it: one look at each atom, most messages have none that goes on so. */
function hasLongStart(arena: Arena): boolean {
  const { codes, code, count } = arena;
  for (let atom = 0; atom < count; atom++) {
    const first = codes[code[atom]!]!;
    if (
      (first === 48 || first === 69 || first === 85 || first === 107 || first === 79 || first === 111) &&
      isLongStart(arena, atom)
    )
      return true;
  }
  return false;
}

/** Whether an unused atom could begin a TON address or 32 bytes of hex. */
function isLongStart(arena: Arena, atom: number): boolean {
  if (arena.used[atom] === 1) return arena.length[atom]! >= MIN_OVERLONG && isHexPrefix(arena, atom);
  if (arena.length[atom] === 1) return arena.codes[arena.code[atom]!] === 48 && isHexPrefixed(arena, atom);
  return isTonStart(arena, atom) || isHexPrefix(arena, atom);
}

function isHexPrefixed(arena: Arena, atom: number): boolean {
  return arena.surfaces[arena.surface[atom]!]!.text[arena.end[atom]!] === ":";
}

/** Asked of a message once, however many parts go together; undefined: not yet. */
let moveChain: "sui" | "aptos" | null | undefined;

/** Addresses of TON, Sui and Aptos whose parts have words between or lie in several places: a checksum or the exact length decides. */
export function readLongParts(arena: Arena, currentAtoms: number, sink: Sink): boolean {
  if (!hasLongStart(arena)) return false;
  const current = currentAtoms === 0 ? 0 : arena.surface[currentAtoms - 1]!;
  const pieces = collect(arena);
  moveChain = undefined;
  for (const first of pieces) {
    const found = TON_START.test(first.text) ? readTon(first, pieces) : readHex(arena, first, pieces);
    if (found === undefined || !found.parts.some((part) => part.surface <= current)) continue;
    accept(arena, found.parsed, found.parts, current, sink);
    return true;
  }
  return false;
}

function collect(arena: Arena): Piece[] {
  const pieces: Piece[] = [];
  for (let surface = 0; surface < arena.surfaces.length && pieces.length < MAX_PIECES; surface++) {
    const { kind, text } = arena.surfaces[surface]!;
    if (kind === "entity" || text.length > 4096) continue;
    for (const { 0: word, index } of text.matchAll(PIECE)) {
      if (word.length > MAX_PIECE || !isPieceLike(word)) continue;
      pieces.push({ surface, start: index, end: index + word.length, text: word });
      if (pieces.length === MAX_PIECES) break;
    }
  }
  return pieces;
}

/** Digits among letters, cases mixed, or names of a coin type. */
function isPieceLike(word: string): boolean {
  return (/\d/.test(word) && /[A-Za-z]/.test(word)) || /[a-z].*[A-Z]|::/.test(word);
}

interface Found {
  readonly parsed: ParsedAddress;
  readonly parts: readonly Piece[];
}

/** Two or three pieces of 48 characters together, in any order behind the first; signs at their ends are theirs or not. */
function readTon(first: Piece, pieces: readonly Piece[]): Found | undefined {
  const others = pieces.filter((piece) => piece !== first && !piece.text.slice(1, -1).includes(":"));
  for (const parts of combinations(first, others, true)) {
    const [inner = first] = parts;
    const rest = parts.slice(1);
    for (const start of spellings(inner.text))
      for (const tail of spellings(rest.map((part) => part.text).join(""))) {
        const text = start + tail;
        const parsed = text.length === TON_LENGTH ? ton.parse(text) : undefined;
        if (parsed !== undefined) return { parsed, parts };
      }
  }
  return undefined;
}

function spellings(text: string): Set<string> {
  return new Set([
    text,
    text.replace(/[_:-]+$/, ""),
    text.replace(/^[_:-]+/, ""),
    text.replace(/^[_:-]+|[_:-]+$/g, ""),
  ]);
}

/** `0x...` or `0:...` and the rest of 64 digits and a coin type: in one other piece, or in two in the order in which they stand. */
function readHex(arena: Arena, first: Piece, pieces: readonly Piece[]): Found | undefined {
  if (!HEX_START.test(first.text) || WHOLE.test(first.text)) return undefined;
  const others = pieces.filter((piece) => piece !== first);
  for (const parts of combinations(first, others, false)) {
    const whole = WHOLE.exec(parts.map((part) => part.text.replace(/^[_-]+|(?<!::[a-z]*)[_-]+$/g, "")).join(""));
    if (whole === null) continue;
    const parsed = parse(arena, whole[1]!.toLowerCase(), whole[2]!.toLowerCase(), whole[3], first);
    if (parsed !== undefined) return { parsed, parts };
  }
  return undefined;
}

/** The first with one other, and with two others in any order or in theirs. */
function* combinations(first: Piece, others: readonly Piece[], isAnyOrder: boolean): Generator<Piece[]> {
  for (const [index, second] of others.entries()) {
    yield [first, second];
    for (const [place, third] of others.entries())
      if (place > index || (isAnyOrder && place < index)) yield [first, second, third];
  }
}

function parse(
  arena: Arena,
  prefix: string,
  digits: string,
  names: string | undefined,
  first: Piece,
): ParsedAddress | undefined {
  if (prefix === "0:") return names === undefined ? ton.parse(`0:${digits}`) : undefined;
  if (names !== undefined) return sui.parse(`0x${digits}${names}`) ?? aptos.parse(`0x${digits}${names}`);
  const label = labelOf(arena.surfaces[first.surface]!.text, first.start, first.end);
  if (label === "transaction" || label === "secret") return undefined;
  if (moveChain === undefined) moveChain = onlyMoveChain(arena);
  const family = moveChain;
  if (family === null) return undefined;
  const address = parseAccount(`0x${digits}`)!;
  return { family, chain: family, address, display: address, flags: [], isChecked: false };
}

/** The one of the two that the message names. */
function onlyMoveChain(arena: Arena): "sui" | "aptos" | null {
  const chains = new Set<string>();
  for (const { text, isUrl } of arena.surfaces) if (isUrl !== true) chainsNamed(text, chains, new Set());
  if (chains.has("sui")) return chains.has("aptos") ? null : "sui";
  return chains.has("aptos") ? "aptos" : null;
}

function accept(arena: Arena, parsed: ParsedAddress, parts: readonly Piece[], current: number, sink: Sink): void {
  for (let atom = 0; atom < arena.count; atom++)
    for (const { surface, start, end } of parts)
      if (arena.surface[atom] === surface && arena.start[atom]! >= start && arena.end[atom]! <= end)
        arena.used[atom] = 1;
  const surfaces = new Set(parts.map((part) => part.surface));
  const anchor = Math.min(...surfaces);
  const inAnchor = parts.filter((part) => part.surface === anchor);
  sink.accept({
    parsed,
    surface: anchor,
    start: Math.min(...inAnchor.map((part) => part.start)),
    end: Math.max(...inAnchor.map((part) => part.end)),
    transforms: [
      "parts",
      ...(parts.some((part) => part.surface > current) ? ["earlier-message"] : []),
      ...(surfaces.size > 1 ? ["several-surfaces"] : []),
    ],
    reasons: parsed.isChecked ? ["checksum-valid"] : ["parts-decode"],
    isJoined: surfaces.size > 1,
  });
}
