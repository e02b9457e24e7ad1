import type { DetectInput, Finding, Surface } from "@telewire/contracts";
import { Arena } from "./arena.ts";
import type { Candidate } from "./candidate.ts";
import { compactInput, maySpeakOfParts, nameCompacted, saysReversed, whereInPieces } from "./compact.ts";
import { isHex } from "./chains/evm.ts";
import { readSideBySide, mayHoldPieces } from "./joins.ts";
import { readLink } from "./links.ts";
import type { LinkReading } from "./links.ts";
import { readLongParts } from "./long-parts.ts";
import { mayHoldPart } from "./may-hold-part.ts";
import { mergeCandidates } from "./merge.ts";
import { readParts } from "./parts.ts";
import { isSuffixBefore } from "./suffixes.ts";
import { pieceScore } from "./piece-model.ts";
import type { Reject } from "./reject-codes.ts";
import { nameRespelled, respell } from "./respell.ts";
import type { Sink } from "./whole.ts";
import { MIN_SPACED_OUT, readWhole, resetLimits } from "./whole.ts";

export interface DetectOptions {
  /** How long before a message an earlier one of the same sender may hold the first part of its call. Default 300. */
  readonly maxSecondsBefore?: number;
}
export interface Explanation {
  readonly findings: Finding[];
  readonly rejects: Reject[];
}

const DEFAULT_MAX_SECONDS_BEFORE = 300;
const MAX_PREVIOUS = 6;
const MIN_LINK_LENGTH = 34;
const MIN_WHOLE = 26;
const MIN_PART_CHARS = 4;
const MIN_NAMED_PIECE = 12;
const MAX_SHORT_PART = 42;
const DIGITS_OF_32_BYTES = 64;
/**
 * UTF-16 units that are read of a message beside its own text, which is read whole: of the other texts that are shown, of links,
 * and of earlier messages. They bound the time that a message can take; what is left out is rejected as `over-budget`.
 */
const MAX_SHOWN = 4096;
const MAX_LINKED = 4096;
const MAX_EARLIER = 4096;

/** Bitcoin, Litecoin, Dogecoin, XRP and what is written in bech32. */
const OTHER_CHAINS =
  /^(?:[13LMDr][1-9A-HJ-NP-Za-km-z]{24,34}|(?:bc|ltc|cosmos|osmo|celestia|inj|sei|juno|thor|terra|addr|kaspa)1?[02-9a-z]{20,})$/;

const arena = new Arena();
const candidates: Candidate[] = [];
const noRejects: Sink["reject"] = () => undefined;
let shownLeft = 0;
let linkedLeft = 0;
/** Links of the message that were read: each is read once, however often it stands there. */
const readings = new Map<string, LinkReading>();

/** Every contract address in a message, over all its surfaces. Pure and synchronous; never throws. */
export function detect(input: DetectInput, options?: DetectOptions): Finding[] {
  return run(input, options, noRejects);
}

/** Like `detect`, with what was looked at and left out, and why. */
export function explain(input: DetectInput, options?: DetectOptions): Explanation {
  const rejects: Reject[] = [];
  const seen = new Set<string>();
  const findings = run(input, options, (text, code, surface) => {
    const key = `${code} ${text}`;
    if (!seen.has(key)) rejects.push({ text, code, surface: arena.surfaces[surface]?.kind ?? "text" });
    seen.add(key);
  });
  return { findings, rejects };
}

function run(input: DetectInput, options: DetectOptions | undefined, reject: Sink["reject"]): Finding[] {
  candidates.length = 0;
  resetLimits();
  linkedLeft = MAX_LINKED;
  if (readings.size > 0) readings.clear();
  arena.reset();
  addSurfaces(input, reject);
  const sink: Sink = { accept: (candidate) => void candidates.push(candidate), reject };
  let isRespelled = false;
  if (mayHoldWhole()) {
    readWhole(arena, 0, arena.count, sink);
    if (arena.keyChars >= MIN_WHOLE) isRespelled = reread(input, sink);
  }
  readLinks(input, sink);
  const current = arena.count;
  readPieces(input, options, sink);
  if (isRespelled) nameRespelled(candidates, arena.surfaces[0]!.text, input.text);
  if (candidates.length === 0 ? mayHoldPieces(arena) : candidates.every(isOfPieces)) readCompact(input, options);
  if (reject !== noRejects) rejectPieces(Math.min(current, arena.count), reject);
  if (candidates.length === 0) return [];
  return mergeCandidates(arena, candidates, input, readOnce, reject);
}

function mayHoldWhole(): boolean {
  return (
    arena.longest >= MIN_WHOLE || arena.hasHexPrefix || arena.keyChars >= MIN_WHOLE || arena.shortRun >= MIN_SPACED_OUT
  );
}

/** Once more from the start, where the text is meant to be read otherwise than it is written. */
function reread(input: DetectInput, sink: Sink): boolean {
  const text = respell(input.text, arena);
  if (text === input.text) return false;
  candidates.length = 0;
  arena.reset();
  addSurfaces({ ...input, text }, noRejects);
  readWhole(arena, 0, arena.count, sink);
  return true;
}

function isOfPieces({ odds }: Candidate): boolean {
  return odds !== undefined;
}

/** Once more, where parts may be in pieces themselves, or pieces in reverse. */
function readCompact(input: DetectInput, options: DetectOptions | undefined): void {
  const where = candidates.length > 0 ? "none" : whereInPieces(arena);
  if (candidates.length === 0 && where === "none") return;
  const isReversed = saysReversed(arena);
  if (!isReversed && (where === "none" || (where === "text" && !maySpeakOfParts(arena)))) return;
  if (candidates.length > 0) arena.used.fill(0, 0, arena.count);
  const compact = compactInput(arena, input, isReversed);
  if (compact === input) return;
  const before = candidates.splice(0);
  const surfaces = [...arena.surfaces];
  const sink: Sink = { accept: (candidate) => void candidates.push(candidate), reject: noRejects };
  resetLimits();
  arena.reset();
  addSurfaces(compact, noRejects);
  if (isReversed) readWhole(arena, 0, arena.count, sink);
  else readPieces(compact, options, sink, true);
  nameCompacted(candidates);
  if (candidates.length > 0) return;
  candidates.push(...before);
  arena.surfaces.splice(0, arena.surfaces.length, ...surfaces);
}

function addSurfaces({ text, surfaces }: DetectInput, reject: Sink["reject"]): void {
  shownLeft = MAX_SHOWN;
  arena.add("text", text);
  const { buttons, preview, quote, poll } = surfaces;
  if (buttons !== undefined) {
    for (const button of buttons) {
      if (button.text.length >= MIN_PART_CHARS) addShown("button", button.text, reject);
      if (button.copy !== undefined) addShown("copyButton", button.copy, reject);
    }
  }
  if (preview?.title !== undefined) addShown("preview", preview.title, reject);
  if (preview?.description !== undefined) addShown("preview", preview.description, reject);
  if (quote !== undefined) addShown("quote", quote, reject);
  if (poll !== undefined) {
    addShown("poll", poll.question, reject);
    for (const option of poll.options) addShown("poll", option, reject);
  }
}

function addShown(kind: Surface, text: string, reject: Sink["reject"]): void {
  if (text.length <= shownLeft) {
    shownLeft -= text.length;
    arena.add(kind, text);
  } else if (reject !== noRejects) reject(text, "over-budget", addHidden(kind, ""));
}

function readLinks({ text, entities, surfaces }: DetectInput, sink: Sink): void {
  for (let index = 0; index < arena.links.length; index++) {
    const { surface, start, end } = arena.links[index]!;
    if (end - start >= MIN_LINK_LENGTH)
      takeLink(arena.surfaces[surface]!.text.slice(start, end), surface, start, end, sink);
  }
  for (const { url, offset, length } of entities) {
    if (url === undefined || url.length < MIN_LINK_LENGTH) continue;
    const start = Math.min(offset, text.length);
    takeLink(url, addHidden("entity", url), start, Math.min(offset + length, text.length), sink);
  }
  for (const { url } of surfaces.buttons ?? []) {
    if (url !== undefined && url.length >= MIN_LINK_LENGTH)
      takeLink(url, addHidden("button", url), 0, url.length, sink);
  }
  const preview = surfaces.preview?.url;
  if (preview !== undefined && preview.length >= MIN_LINK_LENGTH)
    takeLink(preview, addHidden("preview", preview), 0, preview.length, sink);
}

/** A surface that is a URL: kept for its name, not scanned as text. */
function addHidden(kind: Surface, text: string): number {
  return arena.surfaces.push({ kind, text, secondsBefore: 0, isUrl: true }) - 1;
}

function takeLink(url: string, surface: number, start: number, end: number, sink: Sink): void {
  const reading = readOnce(url);
  if (reading === undefined) {
    sink.reject(url, "over-budget", surface);
    return;
  }
  for (const { parsed, text, role, chain, isKnown } of reading.hits) {
    const at = arena.surfaces[surface]!.kind === "text" ? url.indexOf(text) : -1;
    sink.accept({
      parsed,
      surface,
      start,
      end,
      transforms: reading.isDisguised ? ["look-alike"] : [],
      reasons: [isKnown ? "known-link" : "link"],
      role,
      isLink: true,
      ...(chain === undefined ? {} : { chain }),
      ...(at < 0 ? {} : { inLink: { start: start + at, end: start + at + text.length } }),
    });
  }
  for (const { text, code } of reading.rejects) sink.reject(text, code, surface);
}

function readOnce(url: string): LinkReading | undefined {
  const known = readings.get(url);
  if (known !== undefined || url.length > linkedLeft) return known;
  linkedLeft -= url.length;
  const reading = readLink(url);
  readings.set(url, reading);
  return reading;
}

/** `isCompact`: what stands side by side was put together before, and is looked at as parts alone. */
function readPieces(input: DetectInput, options: DetectOptions | undefined, sink: Sink, isCompact = false): void {
  const current = arena.count;
  if (mayHoldPieces(arena)) {
    if (!isCompact) {
      readLongParts(arena, current, sink);
      readSideBySide(arena, 0, current, sink);
    }
    readParts(arena, current, sink, isCompact);
  }
  if (input.previous === undefined || input.previous.length === 0 || !mayEndEarlierPart(current)) return;
  const maxSeconds = options?.maxSecondsBefore ?? DEFAULT_MAX_SECONDS_BEFORE;
  let isAnyAdded = false;
  let earlierLeft = MAX_EARLIER;
  for (const { text, sameSender, secondsBefore } of input.previous.slice(0, MAX_PREVIOUS)) {
    if (!sameSender || !(secondsBefore <= maxSeconds) || !mayHoldPart(text)) continue;
    if (text.length > earlierLeft) {
      sink.reject(text, "over-budget", addHidden("joined", ""));
      continue;
    }
    earlierLeft -= text.length;
    const from = arena.count;
    arena.add("joined", text, Math.max(0, secondsBefore));
    readWhole(arena, from, arena.count, { accept: () => undefined, reject: () => undefined });
    isAnyAdded = true;
    if (readParts(arena, current, sink, true)) return;
  }
  if (isAnyAdded && !readLongParts(arena, current, sink)) readParts(arena, current, sink);
}

/** Names what looks like a piece of a key but found no others to go with. */
function rejectPieces(current: number, reject: Sink["reject"]): void {
  for (let atom = 0; atom < current; atom++) {
    if (arena.used[atom] === 1 || arena.length[atom]! < MIN_NAMED_PIECE || !arena.isMixed(atom)) continue;
    const text = arena.text(atom);
    if (OTHER_CHAINS.test(text)) reject(text, "other-chain", arena.surface[atom]!);
    else if (pieceScore(text) > 0) reject(text, "incomplete", arena.surface[atom]!);
  }
}

/** Whether anything is left of the message that could be a part of a key: mixed characters, hex, a ground-for ending. */
function mayEndEarlierPart(current: number): boolean {
  for (let atom = 0; atom < current; atom++) {
    const length = arena.length[atom]!;
    if (arena.used[atom] === 1) {
      if (length > MAX_SHORT_PART && length < DIGITS_OF_32_BYTES && isHex(arena.text(atom))) return true;
      continue;
    }
    if (
      length >= MIN_PART_CHARS &&
      (arena.isMixed(atom) ||
        length < 9 ||
        arena.digits[atom]! > 4 ||
        isSuffixBefore(arena.codes, arena.code[atom]! + length))
    )
      return true;
  }
  return false;
}
