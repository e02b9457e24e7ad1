import type { ChainDetector } from "./chain-detector.ts";
import { parseCoinType } from "./move.ts";

/** A coin type `0x<package>::module::NAME`, of Sui unless its names are those of an Aptos coin. A bare 32-byte id says nothing. */
export const sui: ChainDetector = {
  family: "sui",
  names: {
    slugs: ["sui", "sui-network", "784"],
    words: ["suiscan", "suivision", "cetus"],
    weakWords: ["sui"],
  },
  parse(text) {
    const coin = parseCoinType(text);
    if (coin === undefined || coin.name !== coin.name.toUpperCase()) return undefined;
    return {
      family: "sui",
      chain: "sui",
      address: `${coin.account}::${coin.module}::${coin.name}`,
      display: text,
      flags: [],
      isChecked: false,
    };
  },
};
