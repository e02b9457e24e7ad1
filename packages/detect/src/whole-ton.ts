import type { Arena } from "./arena.ts";
import { atomTransforms } from "./atom-transforms.ts";
import { CHARS, HIGH_SURROGATE, INVISIBLE, readAstral } from "./char-table.ts";
import { ton } from "./chains/ton.ts";
import type { Sink } from "./whole.ts";

export function isTonStart(arena: Arena, atom: number): boolean {
  const at = arena.code[atom]!;
  const first = arena.codes[at]!;
  const second = arena.codes[at + 1]!;
  return (first === 69 || first === 85 || first === 107 || first === 48) && (second === 81 || second === 102);
}

/** 48 characters from the atom's start, `-` and `_` included; the CRC decides. */
export function readTon(arena: Arena, atom: number, sink: Sink): boolean {
  const surface = arena.surface[atom]!;
  const { text } = arena.surfaces[surface]!;
  let spelled = "";
  let at = arena.start[atom]!;
  for (; at < text.length && spelled.length <= 48; at++) {
    const unit = text.charCodeAt(at);
    const reading = CHARS[unit]!;
    if (reading === INVISIBLE) continue;
    if (reading > 0 && reading < INVISIBLE) spelled += String.fromCharCode(reading);
    else if (reading === HIGH_SURROGATE) {
      const styled = readAstral(text.codePointAt(at++)!);
      if (styled === INVISIBLE) continue;
      if (styled === 0 || styled > INVISIBLE) break;
      spelled += String.fromCharCode(styled);
    } else if (unit === 45 || unit === 95 || unit === 43 || unit === 47) spelled += text[at]!;
    else break;
  }
  if (spelled.length > 48) {
    const boundary = spelled.charCodeAt(48);
    if (boundary !== 45 && boundary !== 95 && boundary !== 47) return false;
    spelled = spelled.slice(0, 48);
    at--;
  }
  const parsed = ton.parse(spelled);
  let flags = 0;
  if (parsed === undefined && spelled.length < 48)
    return spelled.length >= MIN_FIRST_PIECE && readSplitTon(arena, atom, sink);
  if (parsed === undefined && (spelled.match(/[-_+/]/g)?.length ?? 0) > MAX_TON_SIGNS) return false;
  for (let next = atom; next < arena.count && arena.surface[next] === surface && arena.start[next]! < at; next++) {
    arena.used[next] = 1;
    flags |= arena.flags[next]!;
  }
  if (parsed === undefined) sink.reject(spelled, "bad-checksum", surface);
  else
    sink.accept({
      parsed,
      surface,
      start: arena.start[atom]!,
      end: at,
      transforms: atomTransforms(flags),
      reasons: ["checksum-valid"],
    });
  return true;
}

/** Random base64 rarely has more of its two signs in 48 characters: with more, the signs are somebody's. */
const MAX_TON_SIGNS = 4;
const MAX_SPLIT_LENGTH = 160;
const MIN_FIRST_PIECE = 4;
const MAX_SPLIT_TON = 24;
let splitTonLeft = 0;

/** A checksum a try: so many a message, which bounds the time of a hostile one. */
export function resetTonLimit(): void {
  splitTonLeft = MAX_SPLIT_TON;
}

/** A TON address in pieces: what is not of its alphabet is skipped, `-` and `_` are tried as letters and as signs; the CRC decides. */
function readSplitTon(arena: Arena, atom: number, sink: Sink): boolean {
  if (splitTonLeft-- <= 0) return false;
  const surface = arena.surface[atom]!;
  const { text } = arena.surfaces[surface]!;
  const start = arena.start[atom]!;
  for (const signs of ["-_+/", ""]) {
    let spelled = "";
    let end = start;
    for (; end < text.length && end - start < MAX_SPLIT_LENGTH && spelled.length < 48; end++) {
      const reading = CHARS[text.charCodeAt(end)]!;
      if (reading > 0 && reading < INVISIBLE) spelled += String.fromCharCode(reading);
      else if (reading === HIGH_SURROGATE) {
        const styled = readAstral(text.codePointAt(end++)!);
        if (styled > 0 && styled < INVISIBLE) spelled += String.fromCharCode(styled);
      } else if (signs.includes(text[end]!)) spelled += text[end]!;
    }
    const parsed = ton.parse(spelled);
    if (parsed === undefined) continue;
    let flags = 0;
    for (let next = atom; next < arena.count && arena.surface[next] === surface && arena.start[next]! < end; next++) {
      arena.used[next] = 1;
      flags |= arena.flags[next]!;
    }
    const isOverLines = text.slice(start, end).includes("\n");
    sink.accept({
      parsed,
      surface,
      start,
      end,
      transforms: [...atomTransforms(flags), isOverLines ? "lines" : "separators"],
      reasons: ["checksum-valid"],
    });
    return true;
  }
  return false;
}
