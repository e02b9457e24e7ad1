import { CHARS, HIGH_SURROGATE, INVISIBLE, readAstral } from "./char-table.ts";

interface Spelling {
  /** Read through styles and look-alikes, without what is invisible. */
  readonly characters: string[];
  /** Where each ends in the text. */
  readonly ends: number[];
}

/** The characters from a place on, as a reader sees them, and where each ends. */
export function spell(text: string, start: number, count: number): Spelling {
  const characters: string[] = [];
  const ends: number[] = [];
  for (let at = start; at < text.length && characters.length < count; at++) {
    let reading = CHARS[text.charCodeAt(at)]!;
    let sign = text[at]!;
    if (reading === HIGH_SURROGATE) {
      const codePoint = text.codePointAt(at)!;
      sign = String.fromCodePoint(codePoint);
      reading = readAstral(codePoint);
      at += sign.length - 1;
    }
    if (reading === INVISIBLE) continue;
    characters.push(reading > 0 && reading < INVISIBLE ? String.fromCharCode(reading) : sign);
    ends.push(at + 1);
  }
  return { characters, ends };
}

export function isAlphanumeric(character: string): boolean {
  const code = character.charCodeAt(0);
  return (code > 47 && code < 58) || (code > 64 && code < 91) || (code > 96 && code < 123);
}
