import type { Arena } from "./arena.ts";

const ZERO =
  "zero|oh|o|0|nought|naught|null|nul|nil|cero|zéro|nulla|sıfır|nol|ноль|нуль|нол|零|〇|صفر|शून्य|không|\\(\\)|\\[\\]|⓪|🄌|0\\ufe0f?\\u20e3";
const EX = "x|ex|eks|ics|iks|equis|xis|ix|икс|ікс|х|χ|×|✕|✖|✗|✘|❌|❎|𝕏";
const GAP = "[\\s\\-_.:,+*'\"()]{0,3}";
const SPELLED = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${ZERO})\\ufe0f?${GAP}(?:(?:${EX})\\ufe0f?(?![\\p{L}\\p{N}])|(?:x|х|×|✕|✖|✗|❌|❎)\\ufe0f?(?=[0-9a-f]{6}))(?=[\\s\\-_.:,+*'"()>=]{0,5}[0-9a-f]{2})`,
  "giu",
);
/** Takes no space when read, so that what follows stays where it was. */
const PADDING = "\u2060";
const MIN_HEX = 38;
const MIN_PIECE = 2;

/** Whether enough hex is left over, without a `0x`, that words may stand for the `0x`. */
export function mayHaveSpelledPrefix(arena: Arena): boolean {
  let total = 0;
  for (let atom = 0; atom < arena.count; atom++)
    if (arena.used[atom] === 0 && arena.length[atom]! >= MIN_PIECE && isHexAtom(arena, atom))
      total += arena.length[atom]!;
  return total >= MIN_HEX;
}

function isHexAtom({ codes, code, length }: Arena, atom: number): boolean {
  const from = code[atom]!;
  const isMarked = (codes[from]! | 32) === 120;
  for (let index = isMarked ? from + 1 : from, end = from + length[atom]!; index < end; index++) {
    const digit = codes[index]!;
    if (digit > 57 && ((digit | 32) < 97 || (digit | 32) > 102)) return false;
  }
  return true;
}

/** The text with `zero x`, `oh-x`, `ноль икс` and the like as `0x` at the same place, padded to the same length. */
export function readSpelledPrefix(text: string): string {
  return text.replace(SPELLED, (words) => (words.length < 2 ? words : `0x${PADDING.repeat(words.length - 2)}`));
}

export function spelledPrefixAt(text: string, start: number): boolean {
  return text.startsWith(`0x${PADDING}`, start);
}
