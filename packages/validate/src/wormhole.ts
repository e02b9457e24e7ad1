import { base58 } from "@scure/base";

/** Wormhole's chain ids (wormhole-foundation/wormhole, `sdk/vaa/structs.go`) of chains that we know. */
const CHAINS: ReadonlyMap<number, string> = new Map([
  [1, "solana"],
  [2, "ethereum"],
  [4, "bsc"],
  [5, "polygon"],
  [6, "avalanche"],
  [10, "fantom"],
  [14, "celo"],
  [16, "moonbeam"],
  [23, "arbitrum"],
  [24, "optimism"],
  [30, "base"],
  [34, "scroll"],
  [36, "blast"],
]);
const ADDRESS_BYTES = 20;

/** The token that a 32-byte Wormhole address names; undefined on a chain that we do not know. */
export function wormholeOrigin(
  chainId: number,
  address: Uint8Array,
): { readonly chain: string; readonly address: string } | undefined {
  const chain = CHAINS.get(chainId);
  if (chain === undefined || address.length !== 32) return undefined;
  if (chain === "solana") return { chain, address: base58.encode(address) };
  const padding = address.length - ADDRESS_BYTES;
  if (address.subarray(0, padding).some((byte) => byte !== 0)) return undefined;
  const digits = Array.from(address.subarray(padding), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { chain, address: `0x${digits}` };
}
