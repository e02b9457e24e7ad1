/** What people do to an address so that bots do not read it. Each returns another spelling of the same text. */
import type { SeededRandom } from "@telewire/testing/seeded-random";

const INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"];
const LOOKALIKES: Readonly<Record<string, readonly string[]>> = {
  A: ["А", "Α"],
  B: ["В", "Β"],
  C: ["С"],
  E: ["Е", "Ε"],
  H: ["Н", "Η"],
  J: ["Ј"],
  K: ["К", "Κ"],
  M: ["М", "Μ"],
  N: ["Ν"],
  P: ["Р", "Ρ"],
  S: ["Ѕ"],
  T: ["Т", "Τ"],
  X: ["Х", "Χ"],
  Y: ["Υ"],
  Z: ["Ζ"],
  a: ["а"],
  c: ["с"],
  d: ["ԁ"],
  e: ["е"],
  h: ["һ"],
  i: ["і"],
  j: ["ј"],
  o: ["о", "ο"],
  p: ["р"],
  s: ["ѕ"],
  v: ["ν"],
  x: ["х"],
  y: ["у"],
  "3": ["З"],
};

function pieces(random: SeededRandom, text: string, from: number, to: number): string[] {
  const result: string[] = [];
  for (let at = 0; at < text.length;) {
    const size = random.between(from, to);
    result.push(text.slice(at, at + size));
    at += size;
  }
  return result;
}

export function zeroWidth(random: SeededRandom, text: string): string {
  const every = random.between(3, 12);
  const mark = random.pick(INVISIBLE);
  return Array.from(text)
    .map((character, index) => (index > 0 && index % every === 0 ? mark + character : character))
    .join("");
}

export function lookalike(random: SeededRandom, text: string): string {
  const share = random.pick([0.15, 0.4, 1]);
  return text.replace(/[A-Za-z3]/g, (character) => {
    const options = LOOKALIKES[character];
    return options === undefined || !random.chance(share) ? character : random.pick(options);
  });
}

export function styled(random: SeededRandom, text: string): string {
  const kind = random.between(0, 3);
  return Array.from(text)
    .map((character) => {
      const code = character.charCodeAt(0);
      if (kind === 0) return String.fromCharCode(code + 0xfee0);
      const digit = code < 58;
      const base =
        kind === 1
          ? [0x1d7ce, 0x1d400, 0x1d41a]
          : kind === 2
            ? [0x1d7f6, 0x1d670, 0x1d68a]
            : [0x1d7ec, 0x1d5d4, 0x1d5ee];
      return String.fromCodePoint(
        digit ? base[0]! + code - 48 : code < 91 ? base[1]! + code - 65 : base[2]! + code - 97,
      );
    })
    .join("");
}

export function digitLookalike(random: SeededRandom, text: string): string {
  if (text.startsWith("0x"))
    return `0x${text
      .slice(2)
      .replace(/0/g, () => random.pick(["O", "o"]))
      .replace(/1/g, () => random.pick(["l", "I"]))}`;
  const swapped = text.replace(/o/g, () => random.pick(["0", "O"])).replace(/1/g, () => random.pick(["l", "I"]));
  return swapped === text ? zeroWidth(random, text) : swapped;
}

export function keycap(random: SeededRandom, text: string): string {
  const form = random.pick(["\ufe0f\u20e3", "\u20e3"]);
  return text.startsWith("0x")
    ? `0x${text.slice(2).replace(/\d/g, (digit) => digit + form)}`
    : text.replace(/\d/g, (digit) => digit + form);
}

export function hexPrefix(random: SeededRandom, text: string): string {
  return random.pick(["0 x", "0 x ", "0x ", "0х", "Ox", "0×", "О x", "0\u200bx", "ox", "0-x-", "0.x."]) + text.slice(2);
}

export function markdown(random: SeededRandom, text: string): string {
  const [open, close] = random.pick([
    ["**", "**"],
    ["__", "__"],
    ["`", "`"],
    ["```\n", "\n```"],
    ["||", "||"],
    ["~~", "~~"],
    ["*", "*"],
    ["_", "_"],
    ["<code>", "</code>"],
    ["<b>", "</b>"],
    ["[", "](https://pump.fun)"],
  ] as const);
  return open + text + close;
}

export function boxLines(random: SeededRandom, text: string): string {
  const half = random.between(12, text.length - 12);
  const [bar, last] = random.pick([
    ["├ ", "└ "],
    ["│ ", "│ "],
    ["┃", "┃"],
    ["▸ ", "▸ "],
    ["> ", "> "],
    ["• ", "• "],
  ] as const);
  return `\n${bar}${text.slice(0, half)}\n${last}${text.slice(half)}`;
}

export function splitLines(random: SeededRandom, text: string): string {
  return pieces(random, text, Math.ceil(text.length / random.between(2, 4)), Math.ceil(text.length / 2)).join(
    random.pick(["\n", "\n", " \n", "\n\n"]),
  );
}

export function splitSpaces(random: SeededRandom, text: string): string {
  const size = random.pick([3, 4, 5, 6, 8, 11, 14, 22]);
  return pieces(random, text, size, size).join(random.pick([" ", " ", "  ", "\u00a0"]));
}

export function spacedOut(random: SeededRandom, text: string): string {
  return Array.from(text).join(random.pick([" ", ".", "-", "_", " "]));
}

export function splitSigns(random: SeededRandom, text: string): string {
  const size = random.between(4, 15);
  return pieces(random, text, size, size).join(
    random.pick(["-", "_", ".", " - ", " . ", "/", "|", "*", "~", "+", " + ", "...", " | ", "--"]),
  );
}

export function splitEmoji(random: SeededRandom, text: string): string {
  const size = random.between(5, 22);
  return pieces(random, text, size, size).join(random.pick(["🚀", "🔥", " 🔥 ", "❤️", "👉", "🐸🐸", "⭐", " ➕ "]));
}
