import type { Arena } from "./arena.ts";
import { atomTransforms } from "./atom-transforms.ts";
import type { JoinedAddress } from "./joined-text.ts";
import { canBeAddress, readJoinedText } from "./joined-text.ts";
import { labelOf, speaksOfCodes, speaksOfTokens } from "./context.ts";
import { MAX_LABEL, countsParts, isKeyLike, isPart, numberOf } from "./part-shape.ts";
import { pieceScore } from "./piece-model.ts";
import { LAST, UNRANKED, rankOf, saysReversed } from "./order-hints.ts";
import type { Side } from "./order-hints.ts";
import { isConsistentSwap } from "./digit-lookalikes.ts";
import { SUFFIXES } from "./suffixes.ts";
import type { Sink } from "./whole.ts";

interface Part {
  readonly atom: number;
  readonly text: string;
  readonly rank: number;
  readonly isCurrent: boolean;
}
interface Found {
  readonly parts: readonly Part[];
  readonly joined: JoinedAddress;
  readonly suffix: string;
  readonly isReordered: boolean;
}

const MAX_UNRANKED = 3;
const MAX_SUFFIX_GAP = 40;
/** Without any word that ranks them, shorter pieces are taken for names. */
const MIN_SCATTERED = 6;
const CHAIN = /^[^\p{L}\p{N}]*(?:(?:and|then|plus|y|e|et|und|и|ve|dan|và)[^\p{L}\p{N}]*)*$/iu;
const MAX_PARTS = 12;
const MIN_MEAN_LENGTH = 6;
const MAX_PHRASE = 40;
const MIN_ODDS = 18;
/** Characters of the shortest address, Tron's. */
const MIN_TOTAL = 34;
/** Addresses whose pieces have words between them, or lie in several places: caption and buttons, earlier messages. */
export function readParts(arena: Arena, currentAtoms: number, sink: Sink, isStrict = false): boolean {
  const parts = collectParts(arena, currentAtoms, false);
  if (readWith(arena, parts, sink)) return true;
  if (isStrict) return false;
  const more = collectParts(arena, currentAtoms, true);
  return more.length > Math.max(1, parts.length) && readWith(arena, more, sink);
}

function readWith(arena: Arena, parts: readonly Part[], sink: Sink): boolean {
  if (parts.length === 0) return false;
  const suffixes = collectSuffixes(arena);
  let isAnyFound = false;
  for (let round = 0; round < 4; round++) {
    const left = parts.filter((part) => arena.used[part.atom] === 0);
    const found = search(arena, left, suffixes);
    if (found === undefined) return isAnyFound;
    accept(arena, found, sink);
    isAnyFound = true;
  }
  return isAnyFound;
}

/** `isLoose`: also what mixes cases or digits but reads like a word to the model. */
function collectParts(arena: Arena, currentAtoms: number, isLoose: boolean): Part[] {
  const atoms: number[] = [];
  const isCounted = countsParts(arena);
  for (let atom = 0; atom < arena.count && atoms.length <= MAX_PARTS; atom++)
    if (isPart(arena, atom, isLoose, isCounted)) atoms.push(atom);
  const total = atoms.reduce((sum, atom) => sum + arena.length[atom]!, 0);
  if (atoms.length > MAX_PARTS || total < MIN_TOTAL) return [];
  if (atoms.length === 1)
    return atoms.map((atom) => ({ atom, text: arena.text(atom), rank: UNRANKED, isCurrent: atom < currentAtoms }));
  const numbers = atoms.map((atom) => numberOf(arena, atom));
  if (numbers.every((number) => number > 0))
    return atoms.map((atom, index) => ({
      atom,
      text: arena.slice(atom, 1),
      rank: numbers[index]!,
      isCurrent: atom < currentAtoms,
    }));
  const before = atoms.map((atom, index) => rank(arena, atom, atoms[index - 1], "before"));
  const after = atoms.map((atom, index) => rank(arena, atom, atoms[index + 1], "after"));
  const isAfter = before[0] === UNRANKED && after.at(-1) !== UNRANKED;
  return atoms.map((atom, index) => ({
    atom,
    text: arena.text(atom),
    rank: (isAfter ? after : before)[index]!,
    isCurrent: atom < currentAtoms,
  }));
}

/** Rank by the words between this part and the one beside it (of the same text). */
function rank(arena: Arena, atom: number, beside: number | undefined, side: Side): number {
  const surface = arena.surface[atom]!;
  const { text } = arena.surfaces[surface]!;
  const shares = beside !== undefined && arena.surface[beside] === surface;
  if (side === "before") return rankOf(text.slice(shares ? arena.end[beside]! : 0, arena.start[atom]), side);
  return rankOf(text.slice(arena.end[atom], shares ? arena.start[beside]! : text.length), side);
}

function collectSuffixes(arena: Arena): string[] {
  const found: string[] = [];
  let spelled = "";
  for (let atom = 0; atom < arena.count; atom++) {
    spelled = arena.length[atom] === 1 && arena.used[atom] === 0 ? (spelled + arena.text(atom)).slice(-4) : "";
    if (SUFFIXES.has(spelled)) found.push(spelled);
    if (arena.used[atom] === 0 && arena.length[atom] === 4 && SUFFIXES.has(arena.text(atom)))
      found.push(arena.text(atom));
  }
  return [...new Set(found)];
}

function search(arena: Arena, parts: readonly Part[], suffixes: readonly string[]): Found | undefined {
  const inTime = chronological(arena, parts);
  const orders = [inTime];
  const ranks = effectiveRanks(inTime);
  const ranked = [...inTime].sort((a, b) => ranks.get(a)! - ranks.get(b)!);
  if (ranked.some((part, index) => part !== inTime[index])) orders.unshift(ranked);
  const prefix = inTime.findIndex((part) => /^[0Oo][xX]/.test(part.text));
  if (prefix > 0) orders.push([inTime[prefix]!, ...inTime.filter((_, index) => index !== prefix)]);
  if (parts.some((part) => saysReversed(arena.surfaces[arena.surface[part.atom]!]!.text)))
    orders.unshift(inTime.toReversed());
  for (const order of orders) {
    const found = searchOrder(arena, order, suffixes, order !== inTime);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What has no rank comes after the part before it; first of all when no other part is called the first. */
function effectiveRanks(inTime: readonly Part[]): Map<Part, number> {
  const ranks = new Map<Part, number>();
  const hasFirst = inTime.some((part) => part.rank === 1);
  let before = hasFirst ? UNRANKED : 0.5;
  for (const part of inTime) {
    if (part.rank === UNRANKED) before += 0.01;
    else before = part.rank;
    ranks.set(part, before);
  }
  return ranks;
}

/** Earlier messages first (they are added newest first), then the message itself: text, then buttons. */
function chronological(arena: Arena, parts: readonly Part[]): Part[] {
  const place = (part: Part) => (part.isCurrent ? part.atom : -arena.surface[part.atom]! * 1e6 + part.atom);
  return parts.toSorted((a, b) => Number(a.isCurrent) - Number(b.isCurrent) || place(a) - place(b));
}

function searchOrder(
  arena: Arena,
  order: readonly Part[],
  suffixes: readonly string[],
  isReordered: boolean,
): Found | undefined {
  let best: Found | undefined;
  for (let first = 0; first < order.length; first++) {
    let text = "";
    for (let last = first; last < order.length; last++) {
      text += order[last]!.text;
      if (text.length > 48) break;
      const isSuffixed = suffixes.length > 0 && (text.length === 39 || text.length === 40);
      if (
        !isSuffixed &&
        (text.length / (last - first + 1) < MIN_MEAN_LENGTH ||
          !canBeAddress(text.charCodeAt(0), text.charCodeAt(1), text.length))
      )
        continue;
      const parts = order.slice(first, last + 1);
      const found = read(arena, parts, text, "", isReordered) ?? withSuffix(arena, parts, text, suffixes, isReordered);
      if (found !== undefined && (best === undefined || found.parts.length > best.parts.length)) best = found;
    }
  }
  return best;
}

function withSuffix(
  arena: Arena,
  parts: readonly Part[],
  text: string,
  suffixes: readonly string[],
  isReordered: boolean,
): Found | undefined {
  if (text.length !== 39 && text.length !== 40) return undefined;
  for (const suffix of suffixes) {
    const found = isNearby(arena, parts, suffix) ? read(arena, parts, text + suffix, suffix, isReordered) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The ending stands close to a part, or in a text of its own. */
function isNearby(arena: Arena, parts: readonly Part[], suffix: string): boolean {
  for (let atom = 0; atom < arena.count; atom++) {
    if (arena.used[atom] === 1 || !suffix.startsWith(arena.text(atom))) continue;
    const surface = arena.surface[atom]!;
    if (arena.surfaces[surface]!.text.length <= MAX_LABEL + suffix.length) return true;
    for (const part of parts)
      if (
        arena.surface[part.atom] === surface &&
        Math.max(arena.start[atom]! - arena.end[part.atom]!, arena.start[part.atom]! - arena.end[atom]!) <=
          MAX_SUFFIX_GAP
      )
        return true;
  }
  return false;
}

function read(
  arena: Arena,
  parts: readonly Part[],
  text: string,
  suffix: string,
  isReordered: boolean,
): Found | undefined {
  if (parts.length + (suffix === "" ? 0 : 1) < 2 || (!parts.some((part) => part.isCurrent) && suffix === ""))
    return undefined;
  if (
    !canBeAddress(text.charCodeAt(0), text.charCodeAt(1), text.length) ||
    text.length / parts.length < MIN_MEAN_LENGTH
  )
    return undefined;
  if (new Set(parts.map((part) => part.text)).size < parts.length) return undefined;
  if (!isWellOrdered(arena, parts, isReordered) || leavesOut(arena, parts)) return undefined;
  if (parts.some((part, index) => index > 0 && isFarApart(arena, parts[index - 1]!, part))) return undefined;
  const joined = readJoinedText(text);
  if (joined === undefined || joined.odds < MIN_ODDS) return undefined;
  if (joined.isRepaired && joined.parsed.family === "solana" && !isRepairSaid(arena, parts, text)) return undefined;
  if (joined.odds !== Infinity && parts.some((part) => isNamedOtherwise(arena, part.atom))) return undefined;
  return { parts, joined, suffix, isReordered };
}

function textOf(arena: Arena, { atom }: Part): string {
  return arena.surfaces[arena.surface[atom]!]!.text;
}

/** Swapped characters are read where words rank a part or call the first a token, or where texts hold nothing but parts. */
function isRepairSaid(arena: Arena, parts: readonly Part[], text: string): boolean {
  if (!isConsistentSwap(text)) return false;
  if (parts.some((part) => part.rank !== UNRANKED)) return parts.every((part) => pieceScore(part.text) > 0);
  const [first] = parts;
  if (labelOf(textOf(arena, first!), arena.start[first!.atom]!, arena.end[first!.atom]!) === "token") return true;
  return parts.every(
    (part) =>
      textOf(arena, part).length <= arena.end[part.atom]! - arena.start[part.atom]! + 2 && arena.isMixed(part.atom),
  );
}

/** Another order than that of the text needs a word for each of more than two parts; many parts do in any order. */
function isWellOrdered(arena: Arena, parts: readonly Part[], isReordered: boolean): boolean {
  const unranked = parts.filter((part) => part.rank === UNRANKED);
  if (isReordered && parts.length > 2 && unranked.length > 1) return false;
  const surfaces = parts.map((part) => arena.surface[part.atom]!);
  const scattered = unranked.filter(
    (part) => surfaces.filter((surface) => surface === arena.surface[part.atom]).length > 1,
  );
  if (scattered.length > 2 && !isChained(arena, parts) && !parts.some((part) => speaksOfTokens(textOf(arena, part))))
    return false;
  if (scattered.length === parts.length && parts.some((part) => part.text.length < MIN_SCATTERED && part.text !== "0x"))
    return false;
  return parts.length <= MAX_UNRANKED || scattered.length < 2;
}

/** `X and Y and Z`: nothing but such a word between each two. */
function isChained(arena: Arena, parts: readonly Part[]): boolean {
  return parts.every((part, index) => {
    const before = parts[index - 1];
    if (before === undefined) return true;
    const gap = textOf(arena, part).slice(arena.end[before.atom], arena.start[part.atom]);
    return arena.surface[before.atom] === arena.surface[part.atom] && CHAIN.test(gap);
  });
}

/** Pieces as key-like as these stand between them, or several beside them in the same text: then these are a list of something. */
function leavesOut(arena: Arena, parts: readonly Part[]): boolean {
  const used = new Set(parts.map((part) => part.atom));
  for (const surface of new Set(parts.map((part) => arena.surface[part.atom]!))) {
    const here = parts.filter((part) => arena.surface[part.atom] === surface).map((part) => part.atom);
    const [from, to] = [Math.min(...here), Math.max(...here)];
    let outside = 0;
    for (let atom = 0; atom < arena.count; atom++) {
      if (arena.surface[atom] !== surface || used.has(atom) || !isKeyLike(arena, atom)) continue;
      if (atom > from && atom < to) return true;
      if (++outside > (here.length > 2 ? 0 : 1)) return true;
    }
  }
  return false;
}

/** More than a phrase between two parts of one text, and no word that ranks them. */
function isFarApart(arena: Arena, one: Part, other: Part): boolean {
  if (arena.surface[one.atom] !== arena.surface[other.atom] || one.rank !== UNRANKED || other.rank !== UNRANKED)
    return false;
  const [left, right] = one.atom < other.atom ? [one.atom, other.atom] : [other.atom, one.atom];
  return arena.start[right]! - arena.end[left]! > MAX_PHRASE;
}

function isNamedOtherwise(arena: Arena, atom: number): boolean {
  const { text } = arena.surfaces[arena.surface[atom]!]!;
  const label = labelOf(text, arena.start[atom]!, arena.end[atom]!);
  return label === "secret" || label === "transaction" || (label === undefined && speaksOfCodes(text));
}

function accept(arena: Arena, found: Found, sink: Sink): void {
  let flags = 0;
  for (const part of found.parts) {
    arena.used[part.atom] = 1;
    flags |= arena.flags[part.atom]!;
  }
  const transforms = [...atomTransforms(flags), ...(found.joined.isRepaired ? ["digit-look-alike"] : []), "parts"];
  if (found.isReordered || found.parts.some((part) => part.rank !== UNRANKED && part.rank !== LAST))
    transforms.push("order-hints");
  if (found.suffix !== "") transforms.push("suffix-in-words");
  if (found.parts.some((part) => !part.isCurrent)) transforms.push("earlier-message");
  const inText = found.parts.filter((part) => arena.surface[part.atom] === 0).map((part) => part.atom);
  const surfaces = new Set(found.parts.map((part) => arena.surface[part.atom]!));
  if (surfaces.size > 1) transforms.push("several-surfaces");
  const anchor = inText.length > 0 ? inText : [found.parts[0]!.atom];
  sink.accept({
    parsed: found.joined.parsed,
    surface: arena.surface[anchor[0]!]!,
    start: Math.min(...anchor.map((atom) => arena.start[atom]!)),
    end: Math.max(...anchor.map((atom) => arena.end[atom]!)),
    transforms,
    reasons: found.joined.odds === Infinity ? ["checksum-valid"] : ["parts-decode"],
    odds: found.joined.odds,
    isJoined: surfaces.size > 1,
  });
}
