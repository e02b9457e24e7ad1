import { createSHA256 } from "hash-wasm";
import { base58Decode } from "../base58.ts";
import type { ChainDetector } from "./chain-detector.ts";

const sha256 = await createSHA256();

/** Base58check of 0x41 and 20 bytes: 34 characters from `T`. */
export const tron: ChainDetector = {
  family: "tron",
  names: {
    slugs: ["tron", "trx", "195"],
    words: ["tron", "trc20", "trc-20", "tronscan", "sunpump"],
    weakWords: ["trx"],
  },
  whole: { min: 34, max: 34, first: "T" },
  parse(text) {
    if (text.length !== 34 || text.charCodeAt(0) !== 84) return undefined;
    const bytes = base58Decode(text);
    if (bytes === undefined || bytes.length !== 25 || bytes[0] !== 0x41) return undefined;
    const sum = hashOf(hashOf(bytes.subarray(0, 21)));
    for (let index = 0; index < 4; index++) if (sum[index] !== bytes[21 + index]) return undefined;
    return { family: "tron", chain: "tron", address: text, display: text, flags: [], isChecked: true };
  },
};

function hashOf(bytes: Uint8Array): Uint8Array {
  return sha256.init().update(bytes).digest("binary");
}
