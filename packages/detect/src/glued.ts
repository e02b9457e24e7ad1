import type { ParsedAddress } from "./chains/chain-detector.ts";
import { isHex } from "./chains/evm.ts";
import { parseAddress } from "./chains/registry.ts";
import { isWordy } from "./composition.ts";
import { checkEip55 } from "./eip55.ts";

export interface Glued {
  readonly parsed: ParsedAddress;
  readonly at: number;
  readonly length: number;
  readonly transforms: string[];
}

const HEX_LENGTH = 42;
const MIN_PLAIN = 34;
const MAX_BESIDE = 10;
const PLAIN = /(?:[0-9A-Za-z](?!\ufe0f?\u20e3))+/g;

/** `CA0x...`, `0x...moon`, `CA7xKX...`: a word that has grown together with the address. */
export function gluedToWord(text: string): Glued | undefined {
  const at = text.indexOf("0x");
  if (at >= 0) return at <= MAX_BESIDE ? hexAt(text, at) : undefined;
  if ((text.charCodeAt(0) | 32) !== 99 || (text.charCodeAt(1) | 32) !== 97) return undefined;
  const rest = text.slice(2);
  if (rest.length === 40 && isHex(rest) && checkEip55(rest) === "valid")
    return { parsed: parseAddress(`0x${rest}`)!, at: 2, length: rest.length, transforms: ["prefix-added"] };
  return rest.length === 43 || rest.length === 44 ? whole(rest, 2) : undefined;
}

function hexAt(text: string, at: number): Glued | undefined {
  const hex = text.slice(at + 2, at + HEX_LENGTH);
  const rest = text.slice(at + HEX_LENGTH);
  if (at + rest.length === 0 || hex.length < HEX_LENGTH - 2 || !isHex(hex)) return undefined;
  if (rest !== "" && (rest.length > MAX_BESIDE || !/^[A-Za-z]+$/.test(rest) || isHex(rest))) return undefined;
  if (!/^[A-Za-z]*$/.test(text.slice(0, at))) return undefined;
  if (isHex(rest.slice(0, 1)) && checkEip55(hex) !== "valid") return undefined;
  return whole(text.slice(at, at + HEX_LENGTH), at);
}

/** Plain letters and digits with emoji letters or keycaps at their ends, which only together are no address. */
export function gluedToSign(written: string, text: string): Glued | undefined {
  let longest = "";
  let at = 0;
  for (const match of written.matchAll(PLAIN)) {
    if (match[0].length <= longest.length) continue;
    longest = match[0];
    at = match.index;
  }
  if (longest.length < MIN_PLAIN || text.length - longest.length > MAX_BESIDE) return undefined;
  return parseAddress(text) === undefined ? whole(longest, at) : undefined;
}

function whole(text: string, at: number): Glued | undefined {
  const parsed = parseAddress(text);
  if (parsed === undefined || (parsed.family === "solana" && isWordy(text))) return undefined;
  return { parsed, at, length: text.length, transforms: [] };
}
