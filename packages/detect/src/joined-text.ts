import type { ParsedAddress } from "./chains/chain-detector.ts";
import { evm, isHex } from "./chains/evm.ts";
import { solana } from "./chains/solana.ts";
import { ton } from "./chains/ton.ts";
import { tron } from "./chains/tron.ts";
import { isMonotonous, isMonotonousHex } from "./composition.ts";
import { keyOddsOf } from "./ngrams.ts";
import { base58OfLookalikes, hexOfLookalikes } from "./digit-lookalikes.ts";
import { repairTron } from "./whole.ts";

export interface JoinedAddress {
  readonly parsed: ParsedAddress;
  readonly isRepaired: boolean;
  /** Log odds that the characters are a key: the learned second opinion. Infinity where a checksum proved it. */
  readonly odds: number;
}

const MIN_LOWERS = 5;
const MIN_UPPERS = 5;
const REPAIR_COST = 2.5;
const SHORTER_COST = 2.9;
const HEX_ODDS = 30;

/** Lengths at which a joined text can be an address, by its first characters: a bit mask over `lengths`. */
export function canBeAddress(first: number, second: number, length: number): boolean {
  if (length === 43 || length === 44) return true;
  if (length === 34) return first === 84;
  if (length === 42) return (second | 32) === 120 && (first === 48 || first === 79 || first === 111);
  return (
    length === 48 &&
    (second === 81 || second === 102) &&
    (first === 69 || first === 85 || first === 107 || first === 48)
  );
}

/** Reads what pieces spell when put together; decode, checksum or composition decide. */
export function readJoinedText(text: string): JoinedAddress | undefined {
  switch (text.length) {
    case 34:
      return readTron(text);
    case 42:
      return readEvm(text);
    case 48:
      return checked(ton.parse(text));
    case 43:
    case 44:
      return readSolana(text);
    default:
      return undefined;
  }
}

function checked(parsed: ParsedAddress | undefined, isRepaired = false): JoinedAddress | undefined {
  return parsed === undefined ? undefined : { parsed, isRepaired, odds: Infinity };
}

function readTron(text: string): JoinedAddress | undefined {
  return checked(tron.parse(text)) ?? checked(repairTron(text), true);
}

function readEvm(text: string): JoinedAddress | undefined {
  if ((text.charCodeAt(1) | 32) !== 120) return undefined;
  const digits = text.slice(2);
  const hex = isHex(digits) ? digits : hexOfLookalikes(digits);
  const parsed = hex === undefined ? undefined : evm.parse(`0x${hex}`);
  if (parsed === undefined || (!parsed.isChecked && isMonotonousHex(hex!))) return undefined;
  return { parsed, isRepaired: hex !== digits || text[0] !== "0", odds: parsed.isChecked ? Infinity : HEX_ODDS };
}

function readSolana(text: string): JoinedAddress | undefined {
  const plain = solana.parse(text);
  const read = plain === undefined ? base58OfLookalikes(text) : text;
  const parsed = plain ?? (read === undefined ? undefined : solana.parse(read));
  // `{"` in base64: pieces of JSON web tokens.
  if (parsed === undefined || isMonotonous(parsed.address) || text.startsWith("eyJ")) return undefined;
  let uppers = 0;
  let lowers = 0;
  let repairs = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 96) lowers++;
    else if (code > 64) uppers++;
    if (text[index] !== parsed.address[index]) repairs++;
  }
  if (uppers < MIN_UPPERS || lowers < MIN_LOWERS) return undefined;
  const odds = keyOddsOf(parsed.address) - repairs * REPAIR_COST - (text.length === 43 ? SHORTER_COST : 0);
  return { parsed, isRepaired: repairs > 0, odds };
}
