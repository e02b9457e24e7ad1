/** Endings that launch pads grind for; people give them in words ("and pump at the end"). */
const WRITTEN = ["pump", "bonk", "BAGS", "moon", "boop", "brrr", "jups", "daos"];
export const SUFFIXES: ReadonlySet<string> = new Set(WRITTEN);
const packed: ReadonlySet<number> = new Set(
  WRITTEN.map((suffix) => Array.from(suffix).reduce((codes, letter) => (codes << 8) | letter.charCodeAt(0), 0)),
);

/** Whether the four codes before a place are such an ending. */
export function isSuffixBefore(codes: Uint8Array, end: number): boolean {
  return packed.has((codes[end - 4]! << 24) | (codes[end - 3]! << 16) | (codes[end - 2]! << 8) | codes[end - 1]!);
}
