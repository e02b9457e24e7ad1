import type { SeededRandom } from "@telewire/testing/seeded-random";

const FIRST = ["MO", "GRI", "OR", "PEB", "LAN", "FER", "QUA", "TO", "HA", "BIS", "RU", "CO", "NO", "DUS", "ZE", "KI"];
const LAST = ["CHI", "DEX", "BIT", "BLE", "TERN", "NIX", "RKO", "FU", "LOO", "KET", "STY", "MET", "RI", "KAI"];

/** One of some hundred names, so that the same name twice is mostly the same token. */
export function ticker(random: SeededRandom): string {
  return random.pick(FIRST) + random.pick(LAST);
}
