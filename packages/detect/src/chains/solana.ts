import { BASE58_VALUE, isBase58Of32Bytes } from "../base58.ts";
import type { ChainDetector, ParsedAddress } from "./chain-detector.ts";

/** Base58 of exactly 32 bytes. No checksum: shape and composition must make up for it. */
export const solana: ChainDetector = {
  family: "solana",
  names: {
    slugs: ["solana", "sol", "1399811149", "501", "900"],
    words: ["solana", "pumpfun", "raydium", "spl"],
    weakWords: ["sol"],
  },
  parse(text) {
    if (text.length < 32 || text.length > 44) return undefined;
    let uppers = 0;
    let lowers = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127 || BASE58_VALUE[code] === 255) return undefined;
      if (code > 96) lowers++;
      else if (code > 64) uppers++;
    }
    if (!isBase58Of32Bytes(text) || isHexOfLookalikes(text)) return undefined;
    if (text.length > 42 && (uppers === 0 || lowers === 0)) return undefined;
    return solanaAddress(text);
  },
};

/** `0x` and hex digits with `o` for each `0`, which base58 lacks (and other letters for 1): 43 characters of a longer id, no key. */
function isHexOfLookalikes(text: string): boolean {
  return text.charCodeAt(0) === 111 && (text.charCodeAt(1) | 32) === 120 && /^[1-9a-foil]+$/i.test(text.slice(2));
}

function solanaAddress(text: string): ParsedAddress {
  return { family: "solana", chain: "solana", address: text, display: text, flags: [], isChecked: false };
}
