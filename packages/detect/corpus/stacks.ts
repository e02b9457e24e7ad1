import { evmAddress, solanaKey, tonAddress, tronAddress } from "./addresses.ts";
import type { Sample } from "./addresses.ts";
import { surround, tokenFrame } from "./frames.ts";
import type { Item } from "./item.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";
import * as transforms from "./transforms.ts";

type Transform = (random: SeededRandom, text: string) => string;

const DISGUISES: Readonly<Record<string, Transform>> = {
  zeroWidth: transforms.zeroWidth,
  lookalike: transforms.lookalike,
  styled: onAlphanumeric(transforms.styled),
  keycap: transforms.keycap,
};
const SPLITS: Readonly<Record<string, Transform>> = {
  markdown: transforms.markdown,
  boxLines: transforms.boxLines,
  splitLines: transforms.splitLines,
  splitSpaces: transforms.splitSpaces,
  spacedOut: transforms.spacedOut,
  splitSigns: transforms.splitSigns,
  splitEmoji: transforms.splitEmoji,
};
const FAMILIES: Readonly<Record<string, (random: SeededRandom) => Sample>> = {
  solana: solanaKey,
  evm: evmAddress,
  tron: tronAddress,
  ton: friendlyTon,
};

/** Addresses split in each way and disguised in each way on top of it, so many of a pair. Class: family and disguise. */
export function stackedPairs(seed: number, perPair: number): Item[] {
  const random = new SeededRandom(seed);
  const items: Item[] = [];
  for (const [family, make] of Object.entries(FAMILIES))
    for (const [disguise, hide] of Object.entries(DISGUISES))
      for (const split of Object.values(SPLITS))
        for (let count = 0; count < perPair; count++) {
          const sample = make(random);
          const frame = surround(random, tokenFrame(random));
          items.push({
            id: `stacked-${items.length}`,
            class: `stacked-${family}-${disguise}`,
            text: frame.replace("@", () => hide(random, split(random, sample.written))),
            expected: [{ family: sample.family, address: sample.address, role: "token" }],
          });
        }
  return items;
}

function friendlyTon(random: SeededRandom): Sample {
  for (;;) {
    const sample = tonAddress(random);
    if (/^[0-9A-Za-z_-]{48}$/.test(sample.written)) return sample;
  }
}

/** The transform of the letters and digits alone, with what stands between them left where it is. */
function onAlphanumeric(transform: Transform): Transform {
  return (random, text) => {
    const characters = Array.from(transform(random, text.replace(/[^0-9A-Za-z]/g, "")));
    let next = 0;
    return text.replace(/[0-9A-Za-z]/g, () => characters[next++]!);
  };
}
