import type { ChainDetector } from "./chain-detector.ts";
import { parseCoinType } from "./move.ts";

/** A coin type whose name is not the upper-case witness that Sui requires. Bare 32-byte accounts need context. */
export const aptos: ChainDetector = {
  family: "aptos",
  names: {
    slugs: ["aptos", "apt", "637"],
    words: ["aptos", "aptoscan", "liquidswap"],
    weakWords: ["apt"],
  },
  parse(text) {
    const coin = parseCoinType(text);
    if (coin === undefined || coin.name === coin.name.toUpperCase()) return undefined;
    return {
      family: "aptos",
      chain: "aptos",
      address: `${coin.account}::${coin.module}::${coin.name}`,
      display: text,
      flags: [],
      isChecked: false,
    };
  },
};
