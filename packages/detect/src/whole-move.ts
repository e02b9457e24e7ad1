import type { Arena } from "./arena.ts";
import { isHexPrefix } from "./arena.ts";
import { atomTransforms } from "./atom-transforms.ts";
import { aptos } from "./chains/aptos.ts";
import type { ParsedAddress } from "./chains/chain-detector.ts";
import { parseAccount } from "./chains/move.ts";
import { sui } from "./chains/sui.ts";
import { ton } from "./chains/ton.ts";
import { chainNearby, chainsNamed } from "./chain-context.ts";
import { labelOf } from "./context.ts";
import { HexReader } from "./hex-reader.ts";
import { spell } from "./spell.ts";
import type { Sink } from "./whole.ts";

const DIGITS = 64;
/** An account that was cut up must be whole: short ones are the frameworks'. */
const MIN_SPLIT_DIGITS = 60;
const MAX_SPELLED = 420;
const MAX_COLON = 3;
const MAX_COINS = 48;
const MAX_SPELLINGS = 24;

let coinsLeft = 0;
let spellingsLeft = 0;
let namedIn = "";
let named: string | undefined;

/** Coin types cost a look around, disguised ones a spelling: so many a message, which bounds the time of a hostile one. */
export function resetMoveLimits(): void {
  coinsLeft = MAX_COINS;
  spellingsLeft = MAX_SPELLINGS;
  namedIn = "";
  named = undefined;
}

export function isCoinType(arena: Arena, atom: number): boolean {
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const end = arena.end[atom]!;
  return (
    text.charCodeAt(end) === 58 && text.charCodeAt(end + 1) === 58 && text.charCodeAt(arena.start[atom]! + 1) === 120
  );
}

/** `0x2::sui::SUI` as it stands. */
export function readCoin(arena: Arena, atom: number, sink: Sink): void {
  if (coinsLeft-- <= 0) return;
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const names = /^::[A-Za-z_][A-Za-z0-9_]{0,127}::[A-Za-z_][A-Za-z0-9_]{0,127}/.exec(
    text.slice(arena.end[atom], arena.end[atom]! + 260),
  );
  if (names === null || /^_+$/.test(names[0])) {
    if (arena.length[atom]! > MIN_SPLIT_DIGITS || arena.flags[atom] !== 0) readSpelled(arena, atom, sink);
    return;
  }
  const isDisguised = text.charCodeAt(arena.end[atom]! + names[0].length) > 127;
  if (isDisguised && readSpelled(arena, atom, sink)) return;
  const path = names[0].replace(/_+$/, "");
  acceptCoin(arena, atom, arena.text(atom) + path, arena.end[atom]! + path.length, [], sink);
}

function acceptCoin(
  arena: Arena,
  atom: number,
  spelled: string,
  end: number,
  transforms: readonly string[],
  sink: Sink,
): void {
  const surface = arena.surface[atom]!;
  const { text } = arena.surfaces[surface]!;
  const parsed = sui.parse(spelled) ?? aptos.parse(spelled);
  const flags = markUsed(arena, atom, end);
  if (parsed === undefined) return sink.reject(spelled, "not-an-address", surface);
  const family = chainNearby(text, arena.start[atom]!, end, isMove) ?? parsed.family;
  accept(arena, atom, { ...parsed, family: family as "sui" | "aptos", chain: family }, end, flags, transforms, sink);
}

function isMove(chain: string): boolean {
  return chain === "sui" || chain === "aptos";
}

/** A bare 32-byte id is a Sui or Aptos address only where the words around say so; else a hash. */
export function readMoveAccount(
  arena: Arena,
  atom: number,
  text: string,
  end: number,
  transforms: readonly string[],
  sink: Sink,
): void {
  const surface = arena.surface[atom]!;
  const source = arena.surfaces[surface]!.text;
  const label = labelOf(source, arena.start[atom]!, end);
  const family =
    chainNearby(source, arena.start[atom]!, end, isMove) ??
    (label !== undefined || isLineOfItsOwn(source, arena.start[atom]!, end) ? moveNamedIn(source) : undefined);
  const flags = markUsed(arena, atom, end);
  if (family === undefined || label === "transaction" || label === "secret")
    return sink.reject(text, label === "transaction" ? "transaction" : "hash-like", surface);
  const parsed: ParsedAddress = {
    family: family as "sui" | "aptos",
    chain: family,
    address: parseAccount(text)!,
    display: text,
    flags: [],
    isChecked: false,
  };
  accept(arena, atom, parsed, end, flags, transforms, sink);
}

function isLineOfItsOwn(source: string, start: number, end: number): boolean {
  return (start === 0 || source[start - 1] === "\n") && (end === source.length || source[end] === "\n");
}

/** The one of the two that a text names, if it names no other chain of hex addresses. */
function moveNamedIn(source: string): string | undefined {
  if (namedIn === source) return named;
  const chains = new Set<string>();
  chainsNamed(source, chains, new Set());
  const moves = [...chains].filter(isMove);
  namedIn = source;
  named = moves.length === 1 ? moves[0] : undefined;
  return named;
}

/** Whether something in pieces or in disguise may begin here: `0x...`, or `0:` of a raw TON address. */
export function isSpelledStart(arena: Arena, atom: number): boolean {
  return isHexPrefix(arena, atom) || isRawStart(arena, atom);
}

function isRawStart(arena: Arena, atom: number): boolean {
  if (arena.length[atom] !== 1 || arena.codes[arena.code[atom]!] !== 48) return false;
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const end = arena.end[atom]!;
  return text.slice(end, end + MAX_COLON).includes(":");
}

/** 32 bytes of hex in pieces or in disguise, with the names of a coin type after them or not. */
export function readSpelled(arena: Arena, atom: number, sink: Sink): boolean {
  if (spellingsLeft-- <= 0) return false;
  const start = arena.start[atom]!;
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const { characters, ends } = spell(text, start, MAX_SPELLED);
  const reader = new HexReader(characters);
  const isRaw = isRawStart(arena, atom);
  if (!reader.skipPast(isRaw ? ":" : "xX")) return false;
  const digits = reader.readDigits();
  if (digits === undefined) return false;
  const end = ends[reader.at - 1]!;
  if (isRaw) {
    const parsed = digits.length === DIGITS ? ton.parse(`0:${digits}`) : undefined;
    if (parsed === undefined) return false;
    accept(arena, atom, parsed, end, markUsed(arena, atom, end), joinTransforms(reader, text.slice(start, end)), sink);
    return true;
  }
  const names = reader.readNames();
  if (names !== undefined && (!reader.hasGaps || digits.length >= MIN_SPLIT_DIGITS)) {
    const last = ends[reader.at - 1]!;
    acceptCoin(arena, atom, `0x${digits}${names}`, last, joinTransforms(reader, text.slice(start, last)), sink);
    return true;
  }
  if (digits.length !== DIGITS) return false;
  readMoveAccount(arena, atom, `0x${digits}`, end, joinTransforms(reader, text.slice(start, end)), sink);
  return true;
}

function joinTransforms({ hasGaps }: HexReader, text: string): string[] {
  if (!hasGaps) return [];
  return [text.includes("\n") ? "lines" : /[^\s0-9A-Za-z:]/.test(text) ? "separators" : "spaces"];
}

function markUsed(arena: Arena, atom: number, end: number): number {
  let flags = 0;
  const surface = arena.surface[atom];
  for (let next = atom; next < arena.count && arena.surface[next] === surface && arena.start[next]! < end; next++) {
    arena.used[next] = 1;
    flags |= arena.flags[next]!;
  }
  return flags;
}

function accept(
  arena: Arena,
  atom: number,
  parsed: ParsedAddress,
  end: number,
  flags: number,
  transforms: readonly string[],
  sink: Sink,
): void {
  sink.accept({
    parsed,
    surface: arena.surface[atom]!,
    start: arena.start[atom]!,
    end,
    transforms: [...atomTransforms(flags), ...transforms],
    reasons: [],
  });
}
