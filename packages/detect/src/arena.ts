import type { Surface } from "@telewire/contracts";
import { CHARS, CHAR_KIND, FOREIGN_LETTER, HIGH_SURROGATE, INVISIBLE, readAstral } from "./char-table.ts";

/** What had to be done to read an atom. `STYLED` and `LOOKALIKE` are 1 and 2, as in `CHAR_KIND`. */
export const ATOM_STYLED = 1;
export const ATOM_LOOKALIKE = 2;
export const ATOM_INVISIBLE = 4;
export const ATOM_KEYCAP = 8;
export const ATOM_FOREIGN = 16;

/** A word of look-alikes alone, up to this length, is a word of their own script. */
const MAX_FOREIGN_WORD = 16;
const CYRILLIC = 0x400;
/** A word keeps to one script: Greek with Cyrillic, or styled letters with either, is a disguise. */
const STYLED_SCRIPT = 4;
const KEYCAP = 0x20e3;
/** High surrogate of the letters that flags are made of. */
const FLAG_HIGH = 0xd83c;
const SLASH = 47;
const COLON = 58;
const DOT = 46;
const HYPHEN = 45;

export interface SurfaceText {
  readonly kind: Surface;
  readonly text: string;
  /** Seconds before the message; 0 for the message itself. */
  readonly secondsBefore: number;
  /** A URL behind what is shown: no words to read. */
  readonly isUrl?: boolean;
}
export interface LinkRange {
  readonly surface: number;
  readonly start: number;
  readonly end: number;
}

/**
 * All texts of one message cut into atoms: runs of letters and digits, read through look-alikes and without what
 * is invisible. Struct of arrays, reused from message to message, so that scanning allocates nothing.
 */
export class Arena {
  readonly surfaces: SurfaceText[] = [];
  readonly links: LinkRange[] = [];
  count = 0;
  codes = new Uint8Array(8192);
  codeCount = 0;
  surface = new Int32Array(2048);
  start = new Int32Array(2048);
  end = new Int32Array(2048);
  code = new Int32Array(2048);
  length = new Int32Array(2048);
  flags = new Uint8Array(2048);
  digits = new Int32Array(2048);
  uppers = new Int32Array(2048);
  /** 1 once an atom belongs to an address. */
  used = new Uint8Array(2048);
  /** Length of the longest atom; characters in atoms that look like pieces of a key; longest row of one- or two-letter atoms. */
  longest = 0;
  keyChars = 0;
  shortRun = 0;
  hasHexPrefix = false;
  #texts: string[] = [];

  reset(): void {
    if (this.#texts.length > 0) this.#texts = [];
    this.surfaces.length = 0;
    this.links.length = 0;
    this.count = 0;
    this.codeCount = 0;
    this.longest = 0;
    this.keyChars = 0;
    this.shortRun = 0;
    this.hasHexPrefix = false;
  }

  /** What an atom reads as. Asked of many atoms again and again: kept for the message. */
  text(atom: number): string {
    return (this.#texts[atom] ??= this.slice(atom, 0));
  }

  slice(atom: number, from: number): string {
    const first = this.code[atom]!;
    let text = "";
    for (let index = first + Math.max(0, from), end = first + this.length[atom]!; index < end; index++)
      text += String.fromCharCode(this.codes[index]!);
    return text;
  }

  /** Whether the atom mixes digits with letters, or cases within a word: as keys do and words do not. */
  isMixed(atom: number): boolean {
    const length = this.length[atom]!;
    const digits = this.digits[atom]!;
    if (digits > 0) return digits < length;
    const uppers = this.uppers[atom]!;
    if (uppers === 0 || uppers === length) return false;
    return uppers > 1 || this.codes[this.code[atom]!]! > 90;
  }

  add(kind: Surface, text: string, secondsBefore = 0): number {
    const surface = this.surfaces.length;
    this.surfaces.push({ kind, text, secondsBefore });
    this.#reserve(text.length);
    this.#scan(text, surface);
    return surface;
  }

  #reserve(length: number): void {
    if (this.codeCount + length > this.codes.length) this.codes = grown(this.codes, this.codeCount + length);
    const atoms = this.count + (length >> 1) + 2;
    if (atoms <= this.start.length) return;
    for (const field of ["surface", "start", "end", "code", "length", "flags", "digits", "uppers", "used"] as const) {
      (this as Record<typeof field, Int32Array | Uint8Array>)[field] = grown(this[field], atoms);
    }
  }

  #scan(text: string, surface: number): void {
    const { codes } = this;
    const firstAtom = this.count;
    const textLength = text.length;
    let next = this.codeCount;
    let open = false;
    let begin = 0;
    let end = 0;
    let digits = 0;
    let uppers = 0;
    let natives = 0;
    let scripts = 0;
    let flags = 0;
    let pending = 0;
    let hasFlags: boolean | undefined;
    let index = 0;
    while (index <= textLength) {
      const unit = index < textLength ? text.charCodeAt(index) : 32;
      let reading = CHARS[unit]!;
      let width = 1;
      let kind = 0;
      if (reading === HIGH_SURROGATE) {
        reading = index + 1 < textLength ? readAstral(text.codePointAt(index)!) : 0;
        if (unit === FLAG_HIGH && isRegional(text, index)) {
          if (hasFlags === undefined) hasFlags = !spellsWithFlags(text);
          if (hasFlags) reading = 0;
        }
        width = index + 1 < textLength && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
        kind = ATOM_STYLED;
      } else if (reading !== unit) kind = CHAR_KIND[unit]!;
      if (reading === INVISIBLE) {
        if (open) pending |= unit === KEYCAP ? ATOM_KEYCAP : ATOM_INVISIBLE;
        index += width;
        continue;
      }
      if (reading !== 0) {
        if (!open) {
          open = true;
          begin = index;
          digits = 0;
          uppers = 0;
          natives = 0;
          scripts = 0;
          flags = 0;
          pending = 0;
          this.code[this.count] = next;
        }
        if (reading === FOREIGN_LETTER) flags |= ATOM_FOREIGN;
        else {
          codes[next++] = reading;
          if (kind === 0) natives++;
          else scripts |= kind === ATOM_STYLED ? STYLED_SCRIPT : unit < CYRILLIC ? 1 : 2;
          if (reading < 58) digits++;
          else if (reading < 91) uppers++;
        }
        flags |= kind | pending;
        pending = 0;
        index += width;
        end = index;
        continue;
      }
      if (open) {
        open = false;
        const atom = this.count++;
        this.surface[atom] = surface;
        this.start[atom] = begin;
        this.end[atom] = end;
        this.length[atom] = next - this.code[atom]!;
        const isForeignWord =
          natives === 0 && (scripts === 1 || scripts === 2) && end - begin > 1 && end - begin < MAX_FOREIGN_WORD;
        this.flags[atom] = flags | (pending & ATOM_KEYCAP) | (isForeignWord ? ATOM_FOREIGN : 0);
        this.digits[atom] = digits;
        this.uppers[atom] = uppers;
        this.used[atom] = 0;
      }
      if (unit === SLASH) {
        const urlStart = this.#urlStart(text, index, firstAtom);
        if (urlStart >= 0) {
          while (this.count > firstAtom && this.start[this.count - 1]! >= urlStart) this.count--;
          next = this.count > 0 ? this.code[this.count - 1]! + this.length[this.count - 1]! : 0;
          index = urlEnd(text, index);
          this.links.push({ surface, start: urlStart, end: index });
          continue;
        }
      }
      index += width;
    }
    this.codeCount = next;
    this.#summarise(firstAtom);
  }

  /** Start of the URL whose first slash is at `slash`: `scheme://`, or `host.tld/` without a scheme; else -1. */
  #urlStart(text: string, slash: number, firstAtom: number): number {
    let atom = this.count - 1;
    if (atom < firstAtom) return -1;
    if (text.charCodeAt(slash - 1) === COLON) {
      return text.charCodeAt(slash + 1) === SLASH && this.end[atom] === slash - 1 ? this.start[atom]! : -1;
    }
    if (this.end[atom] !== slash || this.digits[atom] !== 0 || this.length[atom]! < 2 || this.length[atom]! > 12)
      return -1;
    let begin = this.start[atom]!;
    if (begin === 0 || text.charCodeAt(begin - 1) !== DOT) return -1;
    while (--atom >= firstAtom && this.end[atom] === begin - 1) {
      const between = text.charCodeAt(begin - 1);
      if (between !== DOT && between !== HYPHEN) break;
      begin = this.start[atom]!;
    }
    return atom < this.count - 2 ? begin : -1;
  }

  #summarise(firstAtom: number): void {
    let run = 0;
    for (let atom = firstAtom; atom < this.count; atom++) {
      const length = this.length[atom]!;
      if (length > this.longest && (this.flags[atom]! & ATOM_FOREIGN) === 0) this.longest = length;
      if (length <= 2) {
        run++;
        if (run > this.shortRun) this.shortRun = run;
      } else run = 0;
      if (this.isMixed(atom)) this.keyChars += length;
      if (!this.hasHexPrefix && isHexPrefix(this, atom)) this.hasHexPrefix = true;
    }
  }
}

/** Whether an atom starts with `0x` (or a look-alike), or is a lone `0` before an `x...`. */
export function isHexPrefix(arena: Arena, atom: number): boolean {
  const at = arena.code[atom]!;
  const zero = arena.codes[at]!;
  if (zero !== 48 && zero !== 79 && zero !== 111) return false;
  if (arena.length[atom]! > 1) return (arena.codes[at + 1]! | 32) === 120;
  return atom + 1 < arena.count && (arena.codes[arena.code[atom + 1]!]! | 32) === 120 && arena.length[atom + 1]! > 0;
}

function isRegional(text: string, at: number): boolean {
  const low = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === FLAG_HIGH && low >= 0xdde6 && low <= 0xddff;
}

/** Flags are pairs of letters: where one stands alone among other letters and digits, all of them are letters. */
function spellsWithFlags(text: string): boolean {
  let run = 0;
  for (let index = 0; index <= text.length; index++) {
    if (isRegional(text, index)) {
      run++;
      index++;
    } else if (run % 2 === 1) return true;
    else run = 0;
  }
  return false;
}

function grown<Numbers extends Int32Array | Uint8Array>(from: Numbers, needed: number): Numbers {
  const Constructor = from.constructor as new (length: number) => Numbers;
  const to = new Constructor(Math.max(needed, from.length * 2));
  to.set(from);
  return to;
}

/** Where the URL around `at` ends: white space, a quote or bracket that it did not open, or what is no URL character. */
function urlEnd(text: string, at: number): number {
  let end = at;
  let open = 0;
  for (; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit > 127) {
      const reading = CHARS[unit]!;
      if (reading === 0 || reading >= FOREIGN_LETTER) break;
    } else if (
      unit <= 32 ||
      unit === 34 ||
      unit === 60 ||
      unit === 62 ||
      unit === 96 ||
      unit === 124 ||
      (unit > 122 && unit !== 126)
    )
      break;
    else if (unit === 40 || unit === 91) open++;
    else if ((unit === 41 || unit === 93) && --open < 0) break;
  }
  while (end > at && ".,;:!?'*~".includes(text[end - 1]!)) end--;
  return Math.max(end, at + 1);
}
