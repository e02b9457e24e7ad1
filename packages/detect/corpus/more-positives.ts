import { hex } from "@scure/base";
import { aptosCoin, evmAddress, solanaKey, suiCoin, tonAddress, tronAddress } from "./addresses.ts";
import type { Sample } from "./addresses.ts";
import { surround, tokenFrame } from "./frames.ts";
import type { Draft } from "./item.ts";
import type { SeededRandom } from "@telewire/testing/seeded-random";
import * as transforms from "./transforms.ts";

type Transform = (random: SeededRandom, text: string) => string;

/** Of the letters and digits alone, with the signs of the address left where they are. */
function inside(transform: Transform): Transform {
  return (random, text) => {
    const characters = Array.from(transform(random, text.replace(/[^0-9A-Za-z]/g, "")));
    let next = 0;
    return text.replace(/[0-9A-Za-z]/g, () => characters[next++]!);
  };
}

const keycaps: Transform = (_, text) => text.replace(/\d/g, (digit) => `${digit}\ufe0f\u20e3`);
const DISGUISES = [transforms.zeroWidth, transforms.lookalike, inside(transforms.styled), keycaps];
const SPLITS = [
  transforms.markdown,
  transforms.boxLines,
  transforms.splitLines,
  transforms.splitSpaces,
  transforms.spacedOut,
  transforms.splitSigns,
  transforms.splitEmoji,
];

function friendlyTon(random: SeededRandom): Sample {
  for (;;) {
    const sample = tonAddress(random);
    if (/^[0-9A-Za-z_-]{48}$/.test(sample.written)) return sample;
  }
}

function rawTon(random: SeededRandom): Sample {
  const address = `0:${hex.encode(random.bytes(32))}`;
  return { family: "ton", written: address, address };
}

function suiObject(random: SeededRandom): Sample {
  const address = `0x${hex.encode(random.bytes(32))}`;
  return { family: "sui", written: address, address };
}

const anyTon = (random: SeededRandom) => random.pick([friendlyTon, rawTon])(random);
const anyMove = (random: SeededRandom) => random.pick([suiCoin, aptosCoin, suiObject])(random);

function draft(
  random: SeededRandom,
  { family, address, written }: Sample,
  text: string,
  more: Partial<Draft> = {},
): Draft {
  const isBare = family === "sui" && address === written && !address.includes("::");
  return {
    text: (isBare
      ? random.pick(["Sui CA: @", "new on Sui\nCA: @", "#SUI token @"])
      : surround(random, tokenFrame(random))
    ).replace("@", () => text),
    expected: [{ family, address, role: "token" }],
    ...more,
  };
}

const hidden =
  (make: (random: SeededRandom) => Sample, options: readonly Transform[]) =>
  (random: SeededRandom): Draft => {
    const sample = make(random);
    return draft(random, sample, random.pick(options)(random, sample.written));
  };

/** In two parts with words between, in either order, or over two messages. 40 digits alone would be an EVM address. */
const inParts =
  (make: (random: SeededRandom) => Sample) =>
  (random: SeededRandom): Draft => {
    const sample = make(random);
    const half = random.between(12, 38);
    const [head, tail] = [sample.written.slice(0, half), sample.written.slice(half)];
    const way = random.between(0, 2);
    if (way === 0) return draft(random, sample, `part 1: ${head}\npart 2: ${tail}`);
    if (way === 1) return draft(random, sample, `second half ${tail}\nfirst half ${head}`);
    const expected = [{ family: sample.family, address: sample.address, role: "token" }];
    const isBare = sample.family === "sui" && !sample.address.includes("::");
    return {
      text: isBare ? `on Sui, rest: ${tail}` : tail,
      previous: [{ text: `CA: ${head}`, sameSender: true, secondsBefore: random.between(2, 60) }],
      expected,
    };
  };

/** Cut by hand: pieces of three to nine characters, no two cuts alike. */
function irregular(random: SeededRandom): Draft {
  const sample = solanaKey(random);
  const sign = random.pick([" ", ".", "-", " "]);
  const pieces: string[] = [];
  for (let at = 0; at < sample.written.length;) {
    const size = random.between(3, 9);
    pieces.push(sample.written.slice(at, at + size));
    at += size;
  }
  const text = random
    .pick(["CA: @", "contract @", "new one 👇\n@\ndyor", "@", "token (no bots): @", "contrato: @\nvamos"])
    .replace("@", () => pieces.join(sign));
  return { text, expected: [{ family: sample.family, address: sample.address, role: "token" }] };
}

/** A word put into the midst, and the reader told to take it out. */
function filled(random: SeededRandom): Draft {
  const sample = random.pick([solanaKey, evmAddress, tronAddress])(random);
  const word = random.pick(["MOON", "SCAM", "PEPE", "nobots", "WAGMI", "BANANA"]);
  const at = random.between(6, sample.written.length - 6);
  const text = random
    .pick(["CA: @ (remove the word #)", "@ remove #", "delete # from @", "take out the #: @", "убери слово # : @"])
    .replaceAll("#", word)
    .replace("@", () => sample.written.slice(0, at) + word + sample.written.slice(at));
  return { text, expected: [{ family: sample.family, address: sample.address, role: "token" }] };
}

/** What is done to Solana and EVM addresses elsewhere, done to those of TON, Sui and Aptos; and what hands do. */
export const MORE_POSITIVES: Readonly<Record<string, (random: SeededRandom) => Draft>> = {
  "irregular-split": irregular,
  "filler-word": filled,
  "ton-disguised": hidden(anyTon, DISGUISES),
  "ton-split": hidden(anyTon, SPLITS),
  "ton-parts": inParts(anyTon),
  "move-disguised": hidden(anyMove, DISGUISES),
  "move-split": hidden(anyMove, SPLITS),
  "move-parts": inParts(anyMove),
};
