import type { JsonlMessage } from "../src/jsonl.ts";
import { base58 } from "@scure/base";
import { solanaKey } from "./addresses.ts";
import { prose } from "./frames.ts";
import { generateCorpus } from "./generate.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";

const ORDINARY_LENGTH = 300;
const HOSTILE_LENGTH = 4096;
const SHARE_OF_CALLS = 0.3;

/** Messages as they come: chatter in ten languages, three in ten with a call or a decoy in them, about 300 characters long. */
export function ordinaryMessages(seed: number, count: number): JsonlMessage[] {
  const random = new SeededRandom(seed);
  const items = random.shuffled(generateCorpus(seed, 24));
  return Array.from({ length: count }, (_, index) => {
    const item: JsonlMessage = random.chance(SHARE_OF_CALLS) ? items[index % items.length]! : { text: prose(random) };
    let text = item.text ?? "";
    while (text.length < ORDINARY_LENGTH - 40) text += `\n${prose(random)}`;
    return {
      ...item,
      text:
        text.length > ORDINARY_LENGTH + 40 ? text.slice(0, Math.max(ORDINARY_LENGTH, (item.text ?? "").length)) : text,
    };
  });
}

/** A message of Telegram's full length under the most entities and buttons that one takes, each with a link of its own. */
export function hostileSurfaces(): JsonlMessage {
  const random = new SeededRandom(98);
  const key = () => base58.encode(random.bytes(32));
  const url = () => `https://dexscreener.com/solana/${key()}?a=${key()}&b=${key()}`;
  return {
    text: Array.from({ length: 90 }, () => solanaKey(random).written)
      .join(" ")
      .slice(0, HOSTILE_LENGTH),
    entities: Array.from({ length: 100 }, (_, index) => ({
      type: "textUrl",
      offset: 0,
      length: 4000 - index,
      url: url(),
    })),
    buttons: Array.from({ length: 100 }, () => ({ text: key(), url: url() })),
  };
}

/** The worst that one text can hold, of Telegram's full length. */
export function hostileTexts(): Readonly<Record<string, string>> {
  const random = new SeededRandom(99);
  const fill = (piece: () => string) => {
    let text = "";
    while (text.length < HOSTILE_LENGTH) text += piece();
    return text.slice(0, HOSTILE_LENGTH);
  };
  const base = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  return {
    "spaced-out characters": fill(() => `${random.string(base, 1)} `),
    "pieces of four": fill(() => `${random.string(base, 4)} `),
    "pieces of eleven over lines": fill(() => `${random.string(base, 11)}\n`),
    "hex pieces after 0x": fill(() => `0x${random.string("0123456789abcdef", 7)} `),
    "0 x 0 x": fill(() => "0 x "),
    "keys that decode": fill(() => `${solanaKey(random).written} `),
    "keys one too long": fill(() => `${solanaKey(random).written}zz `),
    "one word without end": fill(() => random.string(base, 64)),
    "zero-width between all": fill(() => `${random.string(base, 1)}\u200b`),
    "look-alikes": fill(() => "АВСЕНКМОРТХасеорху"),
    "astral letters": fill(() => "𝐀𝟕𝐱𝐊"),
    "TON starts": fill(() => "EQ_UQ-kQ_0Q-"),
    "Tron with wrong sums": fill(() => `T${random.string(base, 31)}0I `),
    links: fill(
      () => `https://dexscreener.com/solana/${base58.encode(random.bytes(32))}?a=${base58.encode(random.bytes(32))} `,
    ),
    "slashes and dots": fill(() => "a.bc/"),
    "coin types": fill(() => "0x2::a::B::"),
    labels: fill(() => "first part 1/2 then last ca wallet pool "),
    signs: fill(() => "-_./+=:*|~"),
    "EVM with wrong sums": fill(() => `0x${random.string("0123456789abcdefABCDEF", 40)} `),
    base64: fill(() => `${random.string(`${base}+/0OIl`, 43)}/`),
    "0x without end": fill(() => "0x"),
    emoji: fill(() => "🔥💎👉🏽"),
    keycaps: fill(() => `${random.between(0, 9)}\ufe0f\u20e3`),
    "zero-width alone": fill(() => "\u200b\u200d\ufeff"),
    "TON spelled out": fill(() => `E Q ${random.string(`${base}0OIl-_`, 1)} `),
    "fillers in words": fill(() => `${random.string(base, 22)}REMOVETHIS${random.string(base, 22)} `),
    "a key and equals signs": `${solanaKey(random).written} ${"=".repeat(HOSTILE_LENGTH)}`.slice(0, HOSTILE_LENGTH),
    "broken escapes": fill(() => "t.me/%"),
    "pieces of all sizes between all signs": fill(
      () => random.string(base, random.between(1, 12)) + random.pick([" ", "-", "**", "][", "|", "\n", "🐸", " + "]),
    ),
    "pieces between runs of plus signs": fill(() =>
      `7xKXtg2 CW87d97 TXJSDpb D5jBkhe TqA83TZ RuJosgA.sU `.replaceAll(" ", "+".repeat(random.between(6, 24))),
    ),
    "JWT starts": fill(() => `eyJhbGciOiJIUzI1NiJ9.`),
  };
}
