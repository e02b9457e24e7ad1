/** Writes `vectors/addresses/<chain>_{valid,invalid}.txt`: one spelling a line; in the valid files its canonical key after a space. */
import { mkdirSync, writeFileSync } from "node:fs";
import {
  aptosCoin,
  checksummed,
  evmAddress,
  otherChainAddress,
  signature,
  solanaKey,
  suiCoin,
  tonAddress,
  tronAddress,
} from "./addresses.ts";
import type { Sample } from "./addresses.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";

const FOLDER = new URL("../../../vectors/addresses/", import.meta.url);
const COUNT = 60;
mkdirSync(FOLDER, { recursive: true });
const random = new SeededRandom(20_260_102);

const swap = (text: string, at: number) => text.slice(0, at) + (text[at] === "b" ? "c" : "b") + text.slice(at + 1);
const invalid: Readonly<Record<string, (sample: Sample) => readonly string[]>> = {
  solana: ({ written }) => [
    written.slice(0, 38),
    `${written}zz`,
    written.toLowerCase(),
    written.replace(/[a-z]/, "0"),
    signature(random),
  ],
  evm: ({ written }) => [
    written.slice(0, 41),
    `${written}0`,
    written.slice(2),
    `0x${written.slice(2, 41)}g`,
    written.replace("0x", "1x"),
  ],
  tron: ({ written }) => [
    swap(written, 14),
    written.slice(0, 33),
    `${written}1`,
    `A${written.slice(1)}`,
    otherChainAddress(random),
  ],
  ton: ({ written }) =>
    written.length === 48
      ? [swap(written, 20), written.slice(0, 47), `A${written.slice(1)}`, `${written}A`]
      : [written.slice(0, 60), `2${written.slice(1)}`, `${written}0`],
  sui: ({ written }) => [
    written.split("::")[0]!,
    written.replace("::", ":"),
    `${written}::X::Y`,
    written.replace("0x", ""),
  ],
  aptos: ({ written }) => [
    written.split("::")[0]!,
    written.replace("::", "."),
    written.replace("0x", "0y"),
    `0x${"1".repeat(65)}::a::Bc`,
  ],
};
const makers: Readonly<Record<string, (random: SeededRandom) => Sample>> = {
  solana: solanaKey,
  evm: evmAddress,
  tron: tronAddress,
  ton: tonAddress,
  sui: suiCoin,
  aptos: aptosCoin,
};
for (const [chain, make] of Object.entries(makers)) {
  const samples = Array.from({ length: COUNT }, () => make(random));
  if (chain === "evm")
    samples.push({
      family: "evm",
      written: `0x${checksummed("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")}`,
      address: "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
    });
  writeFileSync(
    new URL(`${chain}_valid.txt`, FOLDER),
    `${samples.map(({ written, address }) => `${written} ${address}`).join("\n")}\n`,
  );
  const bad = samples
    .slice(0, 20)
    .flatMap((sample) => invalid[chain]!(sample))
    .filter((text) => !samples.some(({ written }) => written === text));
  writeFileSync(new URL(`${chain}_invalid.txt`, FOLDER), `${[...new Set(bad)].join("\n")}\n`);
}
