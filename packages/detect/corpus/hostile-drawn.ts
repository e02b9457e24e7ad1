import type { SeededRandom } from "@telewire/testing/seeded-random";
import type { JsonlMessage } from "../src/jsonl.ts";
import { solanaKey } from "./addresses.ts";

const LENGTH = 4096;
const MAX_FRAGMENTS = 6;
/** Of one drawn unit in a row: runs are what regular expressions stumble over. */
const MAX_RUN = 500;
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const HEX = "0123456789abcdefABCDEF";
const LOOKALIKES = "OIl0АВСЕНКМОРТХасеорху①⑦";
const SIGNS = [
  ...Array.from(" \n\t.,-_/|*+=~:;!?()[]{}<>@#$%^&'\"`\\→👇•“🐸🔥"),
  "\u200b",
  "\u202e",
  "\u0336",
  "\ufe0f\u20e3",
  "🇺🇸",
  "❤️",
  "][",
  "**",
  " + ",
  "::",
  "://",
];
const WORDS = (
  "CA: |part 1: |1/2 |first half |then |and |remove |reverse |change |swap the |II |pump|bonk|0x|x0|0:|-1:|EQ|T|eyJ|zero x |oh ex |" +
  "step 1 |of $|e.g. |::coin::COIN|sui |aptos |ton |bsc |private key |tx |promo |my sol address |(gm)|https://a.io/|https://|t.me/|" +
  "t.me/x?start=|dexscreener.com/solana/|%41|%ff|&a=|&#65;|</b><b>"
).split("|");

/** A text of Telegram's full length, from a few kinds of fragments that are drawn and then repeated. */
export function drawnHostileText(random: SeededRandom): string {
  const fragments = Array.from({ length: random.between(1, MAX_FRAGMENTS) }, () => fragment(random));
  const start = random.chance(0.3) ? `${solanaKey(random).written} ` : "";
  return fill(start, LENGTH, () => fragments.map((draw) => draw()).join(""));
}

/** A message with such a text, and other such texts in its buttons, links, quote and earlier messages. */
export function drawnHostileMessage(random: SeededRandom): JsonlMessage {
  const buttons = random.chance(0.3) ? random.between(1, 100) : 0;
  return {
    text: drawnHostileText(random),
    ...(buttons === 0
      ? {}
      : {
          buttons: Array.from({ length: buttons }, () => ({
            text: drawnHostileText(random).slice(0, 64),
            url: `https://a.io/${drawnHostileText(random).slice(0, random.between(10, 2000))}`,
          })),
        }),
    ...(random.chance(0.2) ? { quote: drawnHostileText(random) } : {}),
    ...(random.chance(0.3)
      ? { previous: [{ text: drawnHostileText(random), sameSender: true, secondsBefore: random.between(0, 60) }] }
      : {}),
  };
}

function fragment(random: SeededRandom): () => string {
  const word = random.pick(WORDS);
  const sign = random.pick(SIGNS);
  const run = sign.repeat(random.between(2, MAX_RUN));
  const size = random.between(1, 44);
  return random.pick([
    () => random.string(BASE58, random.between(1, 12)),
    () => random.string(BASE58, size),
    () => random.string(HEX, random.between(1, 12)),
    () => `0x${random.string(HEX, random.pick([size, 40, 64]))}`,
    () => `T${random.string(BASE58, 33)}`,
    () => `EQ${random.string(BASE64URL, random.pick([size, 46]))}`,
    () => random.string(BASE58, 2) + random.string(LOOKALIKES, random.between(1, 4)),
    () => random.pick(WORDS),
    () => random.pick(SIGNS),
    () => word,
    () => word,
    () => sign,
    () => sign,
    () => run,
  ]);
}

function fill(start: string, length: number, draw: () => string): string {
  let text = start;
  while (text.length < length) text += draw();
  return text.slice(0, length);
}
