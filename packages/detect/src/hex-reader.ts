import { isAlphanumeric } from "./spell.ts";

const DIGITS = 64;
const MAX_GAP = 6;
const MAX_NAME = 64;
/** A word in capitals behind a space or a line end is more often the next word than the rest of a name. */
const MAX_STUB = 2;
const LOOKALIKE_DIGITS: Readonly<Record<string, string>> = { O: "0", o: "0", I: "1", l: "1" };

/** Reads hex and the names of a coin type from characters among which others may stand: signs, spaces, line ends, emoji. */
export class HexReader {
  /** Behind the last character that was read. */
  at = 1;
  hasGaps = false;
  readonly #characters: readonly string[];
  readonly #gapSigns = new Set<string>();

  constructor(characters: readonly string[]) {
    this.#characters = characters;
  }

  /** Past the next sign of these, which stands right there or behind a gap. */
  skipPast(signs: string): boolean {
    const next = this.#behindGap(this.at, signs);
    if (next < 0 || !signs.includes(this.#characters[next]!)) return false;
    this.at = next + 1;
    return true;
  }

  /** Up to 64 digits; undefined where a word or a longer number follows. */
  readDigits(): string | undefined {
    let digits = "";
    let gapAt = this.at;
    let digitsAtGap = 0;
    for (let index = this.at; digits.length < DIGITS; index++) {
      const next = this.#behindGap(index, ":");
      const character = next < 0 ? ":" : this.#characters[next]!;
      if (next > index) {
        gapAt = this.at;
        digitsAtGap = digits.length;
      }
      const digit = /^[0-9a-f]$/i.test(character) ? character : LOOKALIKE_DIGITS[character];
      if (digit === undefined) {
        if (isAlphanumeric(character) && this.at !== index) break;
        if (isAlphanumeric(character)) {
          this.at = gapAt;
          digits = digits.slice(0, digitsAtGap);
        }
        break;
      }
      if (next > index && digits !== "") this.#noteGap(index, next);
      digits += digit;
      this.at = next + 1;
      index = next;
    }
    const after = this.#characters[this.at];
    if (digits === "" || (after !== undefined && isAlphanumeric(after))) return undefined;
    return digits.toLowerCase();
  }

  /** `::module::NAME`, with `at` behind it; undefined, and `at` as it was, when there is none. */
  readNames(): string | undefined {
    return this.#tryNames(this.hasGaps, false) ?? (this.hasGaps ? undefined : this.#tryNames(true, true));
  }

  #tryNames(hasGaps: boolean, isRepeated: boolean): string | undefined {
    const before = this.at;
    const module = this.#skipColons() ? this.#readModule(hasGaps) : undefined;
    const name = module === undefined || !this.#skipColons() ? undefined : this.#readName(module, hasGaps, isRepeated);
    if (name === undefined) this.at = before;
    return name === undefined ? undefined : `::${module}::${name}`;
  }

  #noteGap(from: number, to: number): void {
    this.hasGaps = true;
    for (let index = from; index < to; index++) this.#gapSigns.add(this.#characters[index]!);
  }

  /** Index of the next letter, digit or wanted sign, or -1 where there is none close by. */
  #behindGap(from: number, wanted: string): number {
    for (let index = from; index < this.#characters.length && index <= from + MAX_GAP; index++) {
      const character = this.#characters[index]!;
      if (isAlphanumeric(character) || wanted.includes(character)) return index;
    }
    return -1;
  }

  #skipColons(): boolean {
    return this.skipPast(":") && this.skipPast(":");
  }

  /** Where `_` stands between pieces, the second of a row is the name's own. */
  #isOfName(index: number): boolean {
    const character = this.#characters[index] ?? "";
    if (character !== "_") return character !== "" && isAlphanumeric(character);
    if (!this.#gapSigns.has("_")) return true;
    return this.#characters[index - 1] === "_" && this.#characters[index - 2] !== "_";
  }

  /** All up to the next colons. */
  #readModule(hasGaps: boolean): string | undefined {
    let name = "";
    let gap = 0;
    for (let index = this.at; index < this.#characters.length && name.length <= MAX_NAME && gap <= MAX_GAP; index++) {
      const character = this.#characters[index]!;
      if (character === ":") return name === "" ? undefined : name;
      if (this.#isOfName(index)) {
        name += character;
        gap = 0;
        this.at = index + 1;
      } else if (++gap > 1 && !hasGaps) return undefined;
    }
    return undefined;
  }

  /** In pieces where it repeats the module's name, as most do; else what stands together. */
  #readName(module: string, hasGaps: boolean, isRepeated: boolean): string | undefined {
    const wanted = module.replaceAll("_", "").toLowerCase();
    const begin = this.#behindGap(this.at, "_");
    if (begin < 0) return undefined;
    const repeated = hasGaps ? this.#readRepeated(wanted, begin) : undefined;
    return repeated ?? (isRepeated ? undefined : this.#readTogether(begin));
  }

  #readRepeated(wanted: string, begin: number): string | undefined {
    let name = "";
    let matched = 0;
    let gap = 0;
    for (let index = begin; index < this.#characters.length && gap <= MAX_GAP; index++) {
      const character = this.#characters[index]!;
      if (!this.#isOfName(index)) {
        gap++;
        continue;
      }
      gap = 0;
      if (character !== "_" && character.toLowerCase() !== wanted[matched++]) return undefined;
      name += character;
      if (matched < wanted.length) continue;
      let after = index + 1;
      while (this.#characters[after] === "_") after++;
      if (isAlphanumeric(this.#characters[after] ?? " ")) return undefined;
      this.at = index + 1;
      return name;
    }
    return undefined;
  }

  #readTogether(begin: number): string | undefined {
    let name = "";
    let index = begin;
    for (;;) {
      let end = index;
      while (end < this.#characters.length && end - begin <= MAX_NAME && this.#isOfName(end)) end++;
      while (end > index && this.#characters[end - 1] === "_") end--;
      if (end === index) break;
      name += this.#characters.slice(index, end).join("");
      this.at = end;
      const next = this.#behindCut(end, name);
      if (next < 0) break;
      index = next;
    }
    return name === "" ? undefined : name;
  }

  /** Where a name in capitals goes on behind a sign that stood between the digits, too. */
  #behindCut(end: number, name: string): number {
    if (!this.hasGaps || name !== name.toUpperCase() || name.length > MAX_NAME) return -1;
    let next = end;
    while (this.#gapSigns.has(this.#characters[next] ?? "") && next - end < MAX_GAP) next++;
    if (next === end || !/[A-Z0-9]/.test(this.#characters[next] ?? "")) return -1;
    const isBroad = /\s/.test(this.#characters.slice(end, next).join(""));
    return isBroad && name.length > MAX_STUB ? -1 : next;
  }
}
