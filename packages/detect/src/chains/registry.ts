import { aptos } from "./aptos.ts";
import type { ChainDetector, ParsedAddress } from "./chain-detector.ts";
import { evm } from "./evm.ts";
import { solana } from "./solana.ts";
import { sui } from "./sui.ts";
import { ton } from "./ton.ts";
import { tron } from "./tron.ts";

/** In the order in which they are asked: forms with a checksum before those without. */
export const CHAINS: readonly ChainDetector[] = [tron, ton, evm, sui, aptos, solana];

/** Reads one whole spelling of an address of any chain. */
export function parseAddress(text: string): ParsedAddress | undefined {
  for (const chain of CHAINS) {
    const parsed = chain.parse(text);
    if (parsed !== undefined) return parsed;
  }
  return undefined;
}
