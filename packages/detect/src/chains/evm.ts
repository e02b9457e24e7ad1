import { checkEip55, toChecksumAddress } from "../eip55.ts";
import type { ChainDetector } from "./chain-detector.ts";

/** `0x` and 40 hex digits; mixed case carries an EIP-55 checksum, a wrong one is flagged as a typo. The chain is not in it. */
export const evm: ChainDetector = {
  family: "evm",
  parse(text) {
    if (text.length !== 42 || text.charCodeAt(0) !== 48 || (text.charCodeAt(1) | 32) !== 120 || !isHex(text, 2))
      return undefined;
    const hex = text.slice(2);
    const check = checkEip55(hex);
    const flags = check === "mismatch" ? ["checksum-mismatch"] : [];
    return {
      family: "evm",
      address: `0x${hex.toLowerCase()}`,
      /** Costs a hash, and most places of a hostile message are never shown. */
      get display() {
        return toChecksumAddress(hex);
      },
      flags,
      isChecked: check === "valid",
    };
  },
};

export function isHex(text: string, from = 0, to = text.length): boolean {
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index);
    if ((code < 48 || code > 57) && ((code | 32) < 97 || (code | 32) > 102)) return false;
  }
  return from < to;
}
