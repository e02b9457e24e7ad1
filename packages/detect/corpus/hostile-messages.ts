import { base58 } from "@scure/base";
import type { JsonlMessage } from "../src/jsonl.ts";
import { solanaKey } from "./addresses.ts";
import { hostileSurfaces } from "./load.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";

const LENGTH = 4096;
const MOST = 100;
const URL_LENGTH = 2048;
const BASE = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const HEX = "0123456789abcdef";

function fill(length: number, piece: () => string): string {
  let text = "";
  while (text.length < length) text += piece();
  return text.slice(0, length);
}

function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** The worst that a message with all its surfaces can hold: the most entities, buttons and earlier messages, at full length. */
export function hostileMessages(seed = 97): Readonly<Record<string, JsonlMessage>> {
  const random = new SeededRandom(seed);
  const key = () => base58.encode(random.bytes(32));
  const hex = (length: number) => random.string(HEX, length);
  const pieces = (length: number) => fill(length, () => `${random.string(BASE, 7)} `);
  const keys = fill(LENGTH, () => `${solanaKey(random).written} `);
  const links = (make: () => string) =>
    times(MOST, (index) => ({ type: "textUrl", offset: index * 7, length: LENGTH - index * 14, url: make() }));
  const buttons = (text: () => string, url: () => string) =>
    times(MOST, () => ({ text: text(), url: url(), copy: text() }));
  return {
    "100 entities and 100 buttons with links": hostileSurfaces(),
    "nested links of 2,048 characters": {
      text: keys,
      entities: links(() => `https://a.io/${fill(URL_LENGTH - 13, () => `${key()}/`)}`),
    },
    "one link of 2,048 characters, 100 times": {
      text: keys,
      entities: links(() => `https://a.io/?${fill(URL_LENGTH - 14, () => `a=${"7".repeat(40)}&`)}`),
    },
    "links within links": {
      text: keys,
      entities: links(() => fill(URL_LENGTH, () => "https://a.io/?u=")),
    },
    "percent signs": { text: keys, entities: links(() => `https://a.io/?${fill(URL_LENGTH - 14, () => "%41=%")}`) },
    "bot links": { text: keys, entities: links(() => `https://t.me/bot?start=${fill(512, () => `${key()}_`)}`) },
    "long buttons": {
      text: keys,
      buttons: buttons(
        () => pieces(256),
        () => `https://a.io/${fill(URL_LENGTH - 13, key)}`,
      ),
    },
    "buttons of keys": {
      text: keys,
      buttons: buttons(
        () => `${key()} ${key()}`,
        () => `https://solscan.io/token/${key()}`,
      ),
    },
    "buttons of EVM addresses, no chain named": {
      text: fill(LENGTH, () => `0x${hex(40)} `),
      buttons: buttons(
        () => `0x${hex(40)}`,
        () => `https://a.io/0x${hex(40)}`,
      ),
    },
    "EVM addresses under chain names": {
      text: fill(LENGTH, () => `base bsc eth 0x${hex(40)}\n`),
      entities: links(() => `https://dexscreener.com/base/0x${hex(40)}`),
    },
    "64 hex digits": { text: fill(LENGTH, () => `${hex(64)} `) },
    "0x and 64 hex digits": { text: fill(LENGTH, () => `0x${hex(64)} `) },
    "hex without a break": { text: fill(LENGTH, () => hex(64)) },
    "0x and hex without a break": { text: `0x${fill(LENGTH - 2, () => hex(64))}` },
    "CA: again and again": { text: fill(LENGTH, () => "CA: ") },
    "CA: before pieces": { text: fill(LENGTH, () => `CA: ${random.string(BASE, 9)} `) },
    "emoji digits": { text: fill(LENGTH, () => `${random.between(0, 9)}\ufe0f\u20e3 `) },
    "confusables in pieces": { text: fill(LENGTH, () => `${random.string("АВСЕНКМОРТХасеорху23456789", 6)} `) },
    "zero-width within pieces": {
      text: fill(LENGTH, () => `${random.string(BASE, 3)}\u200b${random.string(BASE, 3)} `),
    },
    "separators of all kinds": { text: fill(LENGTH, () => `${random.string(BASE, 5)}${random.string("-._|/•*~", 1)}`) },
    "keys under secret labels": { text: fill(LENGTH, () => `private key: ${key()}\n`) },
    "Sui under names": { text: fill(LENGTH, () => `sui 0x${hex(64)}::coin::COIN\n`) },
    "zero x in words": { text: fill(LENGTH, () => `zero x ${hex(9)} `) },
    "part one, part two": {
      text: fill(LENGTH, () => `part 1: ${random.string(BASE, 22)} part 2: ${random.string(BASE, 22)}\n`),
    },
    "text, quote and preview": {
      text: pieces(LENGTH),
      quote: pieces(LENGTH),
      preview: { url: `https://a.io/${key()}`, title: pieces(LENGTH), description: pieces(LENGTH) },
      poll: { question: pieces(300), options: times(12, () => pieces(100)) },
    },
    "six earlier messages of pieces": {
      text: pieces(LENGTH),
      previous: times(6, (index) => ({ text: pieces(LENGTH), sameSender: true, secondsBefore: index })),
    },
    "six earlier messages of halves": {
      text: random.string(BASE, 22),
      previous: times(6, (index) => ({
        text: fill(LENGTH, () => `${random.string(BASE, 22)}\n`),
        sameSender: true,
        secondsBefore: index,
      })),
    },
    "six earlier messages of keys": {
      text: random.string(BASE, 22),
      previous: times(6, (index) => ({ text: keys, sameSender: true, secondsBefore: index })),
    },
    "six earlier messages of TON starts": {
      text: fill(LENGTH, () => `EQ${random.string(BASE, 18)}-_ `),
      previous: times(6, (index) => ({
        text: fill(LENGTH, () => `EQ${random.string(BASE, 18)}-_ `),
        sameSender: true,
        secondsBefore: index,
      })),
    },
  };
}
