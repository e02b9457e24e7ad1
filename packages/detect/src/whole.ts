import type { Arena } from "./arena.ts";
import { ATOM_FOREIGN, ATOM_KEYCAP, ATOM_STYLED } from "./arena.ts";
import { atomTransforms } from "./atom-transforms.ts";
import { BASE58_VALUE } from "./base58.ts";
import type { Candidate } from "./candidate.ts";
import type { ChainDetector, ParsedAddress, WholeForm } from "./chains/chain-detector.ts";
import { evm, isHex } from "./chains/evm.ts";
import { solana } from "./chains/solana.ts";
import { ton } from "./chains/ton.ts";
import { tron } from "./chains/tron.ts";
import { labelOf } from "./context.ts";
import { gluedToSign, gluedToWord } from "./glued.ts";
import { base58OfLookalikes, hexOfLookalikes, isConsistentSwap } from "./digit-lookalikes.ts";
import { checkEip55 } from "./eip55.ts";
import { enumeratorOf, isList } from "./enumerator.ts";
import { SUFFIXES } from "./suffixes.ts";
import { CHAINS, parseAddress } from "./chains/registry.ts";
import { readWithoutFiller } from "./filler.ts";
import { isWordy } from "./composition.ts";
import { saysSpelledBackwards } from "./order-hints.ts";
import type { RejectCode } from "./reject-codes.ts";
import { isCoinType, isSpelledStart, readCoin, readMoveAccount, readSpelled, resetMoveLimits } from "./whole-move.ts";
import { isTonStart, readTon, resetTonLimit } from "./whole-ton.ts";

const MIN_NEIGHBOUR = 10;
/** Least row of single characters that can be a TON address with signs between. */
export const MIN_SPACED_OUT = 24;
const BACKWARDS_REACH = 40;
const BLOB_REACH = 24;

export interface Sink {
  accept(candidate: Candidate): void;
  reject(text: string, code: RejectCode, surface: number): void;
}

/** Reads the addresses that stand in one piece (look-alikes and invisible characters apart) in the atoms from `first`. */
export function readWhole(arena: Arena, first: number, last: number, sink: Sink): void {
  for (let atom = first; atom < last; atom++) {
    const length = arena.length[atom]!;
    const at = arena.code[atom]!;
    const code = arena.codes[at]!;
    const isZero = code === 48 || code === 79 || code === 111;
    if (
      length < 3 &&
      (arena.shortRun < MIN_SPACED_OUT || !isTonStart(arena, atom)) &&
      !(isZero && isSpelledStart(arena, atom))
    )
      continue;
    if (arena.used[atom] === 1 || (arena.flags[atom]! & ATOM_FOREIGN) !== 0) continue;
    const isJson = code === 101 && length > 12 && arena.codes[at + 1] === 121 && arena.codes[at + 2] === 74;
    if (isJson && !isKeyAlone(arena, atom)) {
      skipWebToken(arena, atom, sink);
      continue;
    }
    if (length < 26) {
      if (code === 48 && isCoinType(arena, atom)) readCoin(arena, atom, sink);
      else if (isZero && isSpelledStart(arena, atom) && readSpelled(arena, atom, sink)) continue;
      else if (isTonStart(arena, atom)) readTon(arena, atom, sink);
      continue;
    }
    readLong(arena, atom, arena.text(atom), sink);
  }
}

function readLong(arena: Arena, atom: number, text: string, sink: Sink): void {
  const { length } = text;
  if ((arena.flags[atom]! & (ATOM_STYLED | ATOM_KEYCAP)) !== 0 && readNumbered(arena, atom, text, sink)) return;
  if (isTonStart(arena, atom) && readTon(arena, atom, sink)) return;
  if (length > 34 && length < MAX_GLUED && takeGlued(arena, atom, text, sink)) return;
  if ((text.charCodeAt(1) | 32) === 120 && "0Oo".includes(text[0]!) && hexOfLookalikes(text.slice(2)) !== undefined)
    return readHex(arena, atom, text, sink);
  if (length === 42 && /^[0-9a-f]{40}x0$/i.test(text))
    return take(arena, atom, evm.parse(Array.from(text).toReversed().join(""))!, ["reversed"], sink);
  for (const chain of WHOLE_CHAINS) if (isOfForm(text, chain.whole)) return readForm(chain, arena, atom, text, sink);
  if (readCheckedBackwards(arena, atom, text, sink)) return;
  if (length === 64 && isHex(text)) return readRawTon(arena, atom, text, sink);
  if (length === 40 && isHex(text)) return readBareHex(arena, atom, text, sink);
  if (length >= 32 && length <= 44) return readSolana(arena, atom, text, sink);
  if (length > 44 && length <= MAX_WITH_FILLER && takeWithoutFiller(arena, atom, text, sink)) return;
  if (length > 44)
    sink.reject(text, length === 87 || length === 88 ? "transaction" : "not-an-address", arena.surface[atom]!);
  if (length > 44) arena.used[atom] = 1;
}

function take(
  arena: Arena,
  atom: number,
  parsed: ParsedAddress,
  transforms: string[],
  sink: Sink,
  end = arena.end[atom]!,
  start = arena.start[atom]!,
): void {
  arena.used[atom] = 1;
  sink.accept({
    parsed,
    surface: arena.surface[atom]!,
    start,
    end,
    transforms: [...atomTransforms(arena.flags[atom]!), ...transforms],
    reasons: [],
  });
}

function readHex(arena: Arena, atom: number, text: string, sink: Sink): void {
  const surface = arena.surface[atom]!;
  if (isCoinType(arena, atom)) return readCoin(arena, atom, sink);
  const digits = text.slice(2);
  const transforms = text.startsWith("0x") || text.startsWith("0X") ? [] : ["digit-look-alike"];
  const hex = isHex(digits) ? digits : hexOfLookalikes(digits);
  if (hex === undefined) return;
  if (hex !== digits && transforms.length === 0) transforms.push("digit-look-alike");
  if (hex.length === 40 && goesOnAsCoinType(arena, atom) && readSpelled(arena, atom, sink)) return;
  if (hex.length === 40 && goesOnAsHash(arena, atom)) {
    if (!readSpelled(arena, atom, sink)) rejectUsed(arena, atom, text, "hash-like", sink);
    return;
  }
  if (hex.length === 40) return take(arena, atom, evm.parse(`0x${hex}`)!, transforms, sink);
  if (readSpelled(arena, atom, sink)) return;
  if (hex.length > 40 && text.length <= MAX_WITH_FILLER && takeWithoutFiller(arena, atom, text, sink)) return;
  if (hex.length > 40) arena.used[atom] = 1;
  if (hex.length === 64) return readMoveAccount(arena, atom, `0x${hex}`, arena.end[atom]!, transforms, sink);
  if (hex.length > 34) sink.reject(text, "wrong-length", surface);
}

function readRawTon(arena: Arena, atom: number, text: string, sink: Sink): void {
  const surface = arena.surface[atom]!;
  const source = arena.surfaces[surface]!.text;
  const start = arena.start[atom]!;
  arena.used[atom] = 1;
  const prefix = source.slice(Math.max(0, start - 3), start);
  const workchain = prefix.endsWith("-1:") ? "-1:" : /(?:^|[^0-9A-Za-z])0:$/.test(prefix) ? "0:" : undefined;
  const parsed = workchain === undefined ? undefined : ton.parse(workchain + text);
  if (parsed === undefined) return sink.reject(text, "hash-like", surface);
  take(arena, atom, parsed, [], sink, arena.end[atom], start - workchain!.length);
}

const CALLED_CONTRACT =
  /(?:(?<![\p{L}\p{N}])(?:ca|contract|kontrak|contrato|contrat|contratto|vertrag)(?: (?:address|is))?|контракт\p{L}*|合约(?:地址)?|合約(?:地址)?)[^\p{L}\p{N}]{0,4}$/iu;

/** 40 hex digits without `0x`: a right EIP-55 pattern tells them from a commit id, or being called a contract right there. */
function readBareHex(arena: Arena, atom: number, text: string, sink: Sink): void {
  const source = arena.surfaces[arena.surface[atom]!]!.text;
  const start = arena.start[atom]!;
  const isCalled = arena.digits[atom]! < 40 && CALLED_CONTRACT.test(source.slice(Math.max(0, start - 28), start));
  if (isCalled || checkEip55(text) === "valid")
    return take(arena, atom, evm.parse(`0x${text}`)!, ["prefix-added"], sink);
  sink.reject(text, "hash-like", arena.surface[atom]!);
}

/** Chains that say of themselves which runs of letters and digits they may be. */
const WHOLE_CHAINS = CHAINS.flatMap((chain) => (chain.whole === undefined ? [] : [{ ...chain, whole: chain.whole }]));

function isOfForm(text: string, { min, max, first }: WholeForm): boolean {
  return text.length >= min && text.length <= max && first.includes(text[0]!);
}

function readForm(chain: ChainDetector, arena: Arena, atom: number, text: string, sink: Sink): void {
  const parsed = chain.parse(text);
  if (parsed !== undefined) return take(arena, atom, parsed, [], sink);
  const repaired = chain.family === "tron" ? repairTron(text) : undefined;
  if (repaired !== undefined) return take(arena, atom, repaired, ["digit-look-alike"], sink);
  sink.reject(text, "bad-checksum", arena.surface[atom]!);
}

const MAX_REPAIRS = 64;
let repairsLeft = 0;

/** Repairs cost a checksum a try: so many a message, which bounds the time of a hostile one. */
export function resetLimits(): void {
  repairsLeft = MAX_REPAIRS;
  resetMoveLimits();
  resetTonLimit();
}

/** Tries what `0 O I l` may stand for; the checksum decides. */
export function repairTron(text: string): ParsedAddress | undefined {
  const at: number[] = [];
  for (let index = 0; index < text.length; index++) if (BASE58_VALUE[text.charCodeAt(index)] === 255) at.push(index);
  if (at.length === 0 || at.length > 4) return undefined;
  const letters = Array.from(text);
  const attempt = (depth: number): ParsedAddress | undefined => {
    if (depth === at.length) return repairsLeft-- > 0 ? tron.parse(letters.join("")) : undefined;
    const index = at[depth]!;
    for (const option of "0Oo".includes(text[index]!) ? "oQD" : "1iLj") {
      letters[index] = option;
      const parsed = attempt(depth + 1);
      if (parsed !== undefined) return parsed;
    }
    return undefined;
  };
  return attempt(0);
}

function readSolana(arena: Arena, atom: number, text: string, sink: Sink): void {
  const surface = arena.surface[atom]!;
  const { text: source } = arena.surfaces[surface]!;
  if (text.length > 42 && readBackwards(arena, atom, text, sink)) return;
  if (text.length > 39 && text.length < 44 && readWithEnding(arena, atom, text, source, sink)) return;
  const plain = solana.parse(text);
  const isMixedCase = arena.uppers[atom]! > 4 && text.length - arena.uppers[atom]! - arena.digits[atom]! > 4;
  const spelled = plain === undefined && text.length > 42 ? (isMixedCase ? base58OfLookalikes(text) : undefined) : text;
  const parsed = plain ?? (spelled === undefined || spelled === text ? undefined : solana.parse(spelled));
  if (parsed === undefined) {
    if (text.length >= MIN_WITH_FILLER && takeWithoutFiller(arena, atom, text, sink)) return;
    if (text.length > 42)
      sink.reject(
        text,
        text === text.toLowerCase() || text === text.toUpperCase() ? "case-lost" : "not-32-bytes",
        surface,
      );
    return;
  }
  if (isWordy(parsed.address)) return rejectUsed(arena, atom, text, "wordy", sink);
  if (isPartOfLarger(arena, atom, source)) return rejectUsed(arena, atom, text, "part-of-larger", sink);
  if (
    plain === undefined &&
    (isAttached(arena, atom, source) ||
      /(?:key|hash|id|digest|cookie)\W{0,3}$/i.test(
        source.slice(Math.max(0, arena.start[atom]! - 10), arena.start[atom]),
      ))
  )
    return rejectUsed(arena, atom, text, "part-of-larger", sink);
  const label = labelOf(source, arena.start[atom]!, arena.end[atom]!);
  if (plain === undefined && (/^[0Oo]x/i.test(text) || (label === undefined && !isConsistentSwap(text))))
    return rejectUsed(arena, atom, text, "not-an-address", sink);
  if (label === "secret") return rejectUsed(arena, atom, text, "secret-or-digest", sink);
  if (label === "transaction") return rejectUsed(arena, atom, text, "transaction", sink);
  take(arena, atom, parsed, plain === undefined ? ["digit-look-alike"] : [], sink);
}

/** A key whose characters are in reverse, where the words beside it say so. */
function readBackwards(arena: Arena, atom: number, text: string, sink: Sink): boolean {
  const { text: source } = arena.surfaces[arena.surface[atom]!]!;
  const before = source.slice(Math.max(0, arena.start[atom]! - BACKWARDS_REACH), arena.start[atom]);
  const after = source.slice(arena.end[atom], arena.end[atom]! + BACKWARDS_REACH);
  if (!saysSpelledBackwards(before) && !saysSpelledBackwards(after)) return false;
  const parsed = solana.parse(Array.from(text).toReversed().join(""));
  if (parsed === undefined || isWordy(parsed.address)) return false;
  take(arena, atom, parsed, ["reversed"], sink);
  return true;
}

const MAX_GLUED = 63;
const MAX_WITH_FILLER = 60;
const MIN_WITH_FILLER = 36;

/** A key with a word in its midst that the reader is told to take out. */
function takeWithoutFiller(arena: Arena, atom: number, text: string, sink: Sink): boolean {
  const { text: source } = arena.surfaces[arena.surface[atom]!]!;
  const parsed = readWithoutFiller(text, source, arena.start[atom]!, arena.end[atom]!);
  if (parsed === undefined) return false;
  take(arena, atom, parsed, ["filler-word"], sink);
  return true;
}

/** An item of a list whose number has grown together with it. */
function readNumbered(arena: Arena, atom: number, text: string, sink: Sink): boolean {
  const { text: source } = arena.surfaces[arena.surface[atom]!]!;
  const start = arena.start[atom]!;
  const enumerator = enumeratorOf(source.slice(start, arena.end[atom]));
  if (enumerator === undefined) return false;
  const rest = text.slice(1);
  if (parseAddress(text) !== undefined && !isList(source)) return false;
  const parsed = parseAddress(rest);
  if (parsed === undefined || (parsed.family === "solana" && isWordy(rest))) return false;
  take(arena, atom, parsed, [], sink, arena.end[atom], start + enumerator.width);
  return true;
}

/** `...pum + p`: the last letters of an ending that keys are ground for. */
function readWithEnding(arena: Arena, atom: number, text: string, source: string, sink: Sink): boolean {
  const end = arena.end[atom]!;
  const match = /^\s*(?:(?:\+|and|plus|then|&|add)\s*["'(]?)?([A-Za-z]{1,3})(?![\p{L}\p{N}])/iu.exec(
    source.slice(end, end + 16),
  );
  if (match === null || !SUFFIXES.has((text + match[1]!).slice(-4))) return false;
  const parsed = solana.parse(text + match[1]!);
  if (parsed === undefined || isWordy(parsed.address)) return false;
  take(arena, atom, parsed, ["suffix-in-words"], sink, end + match[0].length);
  return true;
}

/** The other 24 digits and the names of a coin type follow behind a gap. */
function goesOnAsCoinType(arena: Arena, atom: number): boolean {
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const end = arena.end[atom]!;
  return /^[^0-9A-Za-z]{1,6}[0-9a-fA-F]{24}[^0-9A-Za-z]{0,6}::/.test(text.slice(end, end + 40));
}

/** The other 24 digits of 32 bytes follow behind a gap. */
function goesOnAsHash(arena: Arena, atom: number): boolean {
  const next = atom + 1;
  return (
    next < arena.count &&
    arena.length[next] === 24 &&
    arena.surface[next] === arena.surface[atom] &&
    arena.start[next]! - arena.end[atom]! <= 2 &&
    isHex(arena.text(next))
  );
}

/** An address that has grown together with what stands beside it. */
function takeGlued(arena: Arena, atom: number, text: string, sink: Sink): boolean {
  const start = arena.start[atom]!;
  const written = arena.surfaces[arena.surface[atom]!]!.text.slice(start, arena.end[atom]);
  const glued = written === text ? gluedToWord(text) : gluedToSign(written, text);
  if (glued === undefined) return false;
  const { parsed, at, length, transforms } = glued;
  arena.flags[atom] = 0;
  take(arena, atom, parsed, transforms, sink, start + at + length, start + at);
  return true;
}

/** A Tron or TON address in reverse: its checksum says so. */
function readCheckedBackwards(arena: Arena, atom: number, text: string, sink: Sink): boolean {
  const isTron = text.length === 34 && text.endsWith("T");
  if (!isTron && !(text.length === 48 && /[Qf][EUk0]$/.test(text))) return false;
  const reversed = Array.from(text).toReversed().join("");
  const parsed = isTron ? tron.parse(reversed) : ton.parse(reversed);
  if (parsed !== undefined) take(arena, atom, parsed, ["reversed"], sink);
  return parsed !== undefined;
}

function rejectUsed(arena: Arena, atom: number, text: string, code: RejectCode, sink: Sink): void {
  arena.used[atom] = 1;
  sink.reject(text, code, arena.surface[atom]!);
}

/** Base64 padding after it, or `. + /` with another long mixed atom directly at its side: a JWT, a digest, a blob. */
function isPartOfLarger(arena: Arena, atom: number, source: string): boolean {
  const start = arena.start[atom]!;
  const end = arena.end[atom]!;
  const after = source.charCodeAt(end);
  if (after === 61 && !/(?:^|[^0-9A-Za-z])=$/.test(source.slice(Math.max(0, start - 2), start))) return true;
  return (
    isInBlob(source, start, end) ||
    isLongNeighbour(arena, atom, atom - 1, source.charCodeAt(start - 1), arena.end[atom - 1] === start - 1) ||
    isLongNeighbour(arena, atom, atom + 1, after, arena.start[atom + 1] === end + 1)
  );
}

/** Base64 goes on beside it, signs in a row included. */
function isInBlob(source: string, start: number, end: number): boolean {
  const isSign = (at: number) => source[at] === "+" || source[at] === "/";
  if (!isSign(start - 1) && !isSign(end)) return false;
  const before = /[0-9A-Za-z+/]*$/.exec(source.slice(Math.max(0, start - BLOB_REACH), start))![0];
  const after = /^[0-9A-Za-z+/]*/.exec(source.slice(end, end + BLOB_REACH))![0];
  const rest = isSign(start - 1) ? before + (isSign(end) ? after : "") : after;
  return rest.length >= MIN_NEIGHBOUR && /[A-Z]/.test(rest) && /[a-z]/.test(rest) && /[0-9+]/.test(rest);
}

function isLongNeighbour(arena: Arena, atom: number, other: number, between: number, touches: boolean): boolean {
  if (!touches || other < 0 || other >= arena.count || arena.surface[other] !== arena.surface[atom]) return false;
  const isStrong = between === 46 || between === 43 || between === 47;
  if (!isStrong && between !== 45 && between !== 95) return false;
  return arena.isMixed(other) && arena.length[other]! >= (isStrong ? MIN_NEIGHBOUR : MIN_NEIGHBOUR + 6);
}

/** Glued to a word by one sign of base64url: with letters that base58 lacks, that is a token of another kind. */
function isAttached(arena: Arena, atom: number, source: string): boolean {
  const isGlue = (at: number) => "-_+/.".includes(source[at] ?? " ");
  const before =
    atom > 0 &&
    arena.surface[atom - 1] === arena.surface[atom] &&
    arena.end[atom - 1] === arena.start[atom]! - 1 &&
    arena.length[atom - 1]! > 2;
  const after =
    atom + 1 < arena.count &&
    arena.surface[atom + 1] === arena.surface[atom] &&
    arena.start[atom + 1] === arena.end[atom]! + 1 &&
    arena.length[atom + 1]! > 2;
  return (before && isGlue(arena.end[atom - 1]!)) || (after && isGlue(arena.end[atom]!));
}

/** A key may begin with `eyJ` as well: no dot, hyphen or underscore beside it, and all of it decodes. */
function isKeyAlone(arena: Arena, atom: number): boolean {
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const isGlued = /[-_.]/.test((text[arena.start[atom]! - 1] ?? "") + (text[arena.end[atom]!] ?? ""));
  return !isGlued && solana.parse(arena.text(atom)) !== undefined;
}

/** A JSON web token, whole: header, payload and signature. */
function skipWebToken(arena: Arena, atom: number, sink: Sink): void {
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  let last = atom;
  while (
    last + 1 < arena.count &&
    arena.surface[last + 1] === arena.surface[atom] &&
    arena.start[last + 1]! - arena.end[last]! <= 2 &&
    /^[-_.]+$/.test(text.slice(arena.end[last], arena.start[last + 1]))
  )
    last++;
  for (let part = atom; part <= last; part++) arena.used[part] = 1;
  sink.reject(text.slice(arena.start[atom], arena.end[last]), "part-of-larger", arena.surface[atom]!);
}
