import type { SeededRandom } from "@telewire/testing/seeded-random";

/** Cyrillic letters that look like the Latin ones. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  A: "А",
  C: "С",
  E: "Е",
  P: "Р",
  a: "а",
  c: "с",
  e: "е",
  x: "х",
};

const DISGUISES: readonly ((name: string, address: string) => string)[] = [
  (name, address) => `${name} CA (remove the spaces): ${address.match(/.{1,8}/g)?.join(" ")}`,
  (name, address) => `${name} ${inserted(address, "\u200b", 9, 20)}`,
  (name, address) => `${name}: ${inserted(address, ".", 11, 22)} without the dots`,
  (name, address) =>
    `${name}, you know what to do: ${address
      .split("")
      .map((letter) => LOOK_ALIKES[letter] ?? letter)
      .join("")}`,
  (name, address) => `${name} first half: ${address.slice(0, 22)}\nsecond half: ${address.slice(22)}`,
  (name, address) => `${name} ${address.split("").map(bold).join("")}`,
  (name, address) => `${name} backwards: ${address.split("").toReversed().join("")}`,
];

/** The address as those write it who do not want it to be found by programs. */
export function disguise(random: SeededRandom, name: string, address: string): string {
  return random.pick(DISGUISES)(name, address);
}

function inserted(address: string, between: string, ...places: readonly [number, number]): string {
  const [first, second] = places;
  return [address.slice(0, first), address.slice(first, second), address.slice(second)].join(between);
}

/** A letter in the bold of mathematical notation. */
function bold(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (/[A-Z]/.test(letter)) return String.fromCodePoint(0x1d400 + code - 65);
  return /[a-z]/.test(letter) ? String.fromCodePoint(0x1d41a + code - 97) : letter;
}
