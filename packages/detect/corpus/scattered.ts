import { PROSE } from "../train/prose.ts";
import type { Draft } from "./item.ts";
import type { SeededRandom } from "@telewire/testing/seeded-random";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const HANDLES = ["CryptoHunter", "MoonWhale", "xXBoy", "DegenKing", "SolApe", "AlphaQueen", "nightOwl"];
const ORDER = ["first", "second", "third", "last", "then", "end", "top", "half", "part", "reverse", "remove", "join"];
const CHATTER =
  "dev chad market holders dip entry send buy sell pump moon bonk bag chart liquidity token team launch".split(" ");

const code = (random: SeededRandom, from = 4, to = 12) => random.string(BASE58, random.between(from, to));
const several = (random: SeededRandom, from: number, to: number, make: () => string) =>
  Array.from({ length: random.between(from, to) }, make);

/** Talk of traders with names, numbers, order words and codes strewn in. */
function chatter(random: SeededRandom): string {
  const words = several(random, 25, 60, () => {
    const dice = random.between(0, 19);
    if (dice < 3) return code(random);
    if (dice < 5) return random.pick(ORDER);
    if (dice < 6) return `${random.pick(["@", ""])}${random.pick(HANDLES)}${random.between(1, 2030)}`;
    if (dice < 8) return String(random.between(1, 99_999));
    return random.pick(CHATTER);
  });
  return words.join(random.pick([" ", " ", "\n"]));
}

function codes(random: SeededRandom): string {
  const heading = random.pick(["Vouchers:", "🎁 codes", "Promo codes 🎁", "new passwords", "invites left:"]);
  const list = several(random, 4, 12, () => code(random, 6, 14));
  return `${heading}\n${list.join(random.pick(["\n", ", ", " "]))}\nfirst come first served`;
}

function places(random: SeededRandom): string {
  const [one, two, three] = several(random, 3, 3, () => code(random, 9, 14));
  return random.pick([
    `guest wifi first floor ${one} second floor ${two} third floor ${three} and roof ${code(random, 9, 12)}`,
    `passwords rotated, old ${one} new ${two} spare ${three}`,
    `locker one ${one}, locker two ${two}, the last one ${three}`,
    `${one} won the first round, ${two} the second, ${three} the last`,
  ]);
}

/** Pieces that look like those of a key, and are none. */
export function scatteredCodes(random: SeededRandom): Draft {
  const text = random.pick([chatter, chatter, codes, places])(random);
  return {
    text: random.chance(0.3) ? `${random.pick(random.pick(Object.values(PROSE)))}\n${text}` : text,
    expected: [],
  };
}
