import { PROSE } from "../train/prose.ts";
import type { Draft } from "./item.ts";
import type { Random } from "./random.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const HANDLES = ["CryptoHunter", "MoonWhale", "xXBoy", "DegenKing", "SolApe", "AlphaQueen", "nightOwl"];
const ORDER = ["first", "second", "third", "last", "then", "end", "top", "half", "part", "reverse", "remove", "join"];
const CHATTER =
  "dev chad market holders dip entry send buy sell pump moon bonk bag chart liquidity token team launch".split(" ");

const code = (random: Random, from = 4, to = 12) => random.string(BASE58, random.int(from, to));
const several = (random: Random, from: number, to: number, make: () => string) =>
  Array.from({ length: random.int(from, to) }, make);

/** Talk of traders with names, numbers, order words and codes strewn in. */
function chatter(random: Random): string {
  const words = several(random, 25, 60, () => {
    const dice = random.int(0, 19);
    if (dice < 3) return code(random);
    if (dice < 5) return random.pick(ORDER);
    if (dice < 6) return `${random.pick(["@", ""])}${random.pick(HANDLES)}${random.int(1, 2030)}`;
    if (dice < 8) return String(random.int(1, 99_999));
    return random.pick(CHATTER);
  });
  return words.join(random.pick([" ", " ", "\n"]));
}

function codes(random: Random): string {
  const heading = random.pick(["Vouchers:", "🎁 codes", "Promo codes 🎁", "new passwords", "invites left:"]);
  const list = several(random, 4, 12, () => code(random, 6, 14));
  return `${heading}\n${list.join(random.pick(["\n", ", ", " "]))}\nfirst come first served`;
}

function places(random: Random): string {
  const [one, two, three] = several(random, 3, 3, () => code(random, 9, 14));
  return random.pick([
    `guest wifi first floor ${one} second floor ${two} third floor ${three} and roof ${code(random, 9, 12)}`,
    `passwords rotated, old ${one} new ${two} spare ${three}`,
    `locker one ${one}, locker two ${two}, the last one ${three}`,
    `${one} won the first round, ${two} the second, ${three} the last`,
  ]);
}

/** Pieces that look like those of a key, and are none. */
export function scatteredCodes(random: Random): Draft {
  const text = random.pick([chatter, chatter, codes, places])(random);
  return {
    text: random.chance(0.3) ? `${random.pick(random.pick(Object.values(PROSE)))}\n${text}` : text,
    expected: [],
  };
}
