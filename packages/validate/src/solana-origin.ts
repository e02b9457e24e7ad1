import { base58 } from "@scure/base";
import type { TokenFacts } from "./facts.ts";
import { readText } from "./solana-layouts.ts";
import { programAddress } from "./solana-pda.ts";
import { wormholeOrigin } from "./wormhole.ts";

export const METAPLEX_METADATA = "metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s";
export const WORMHOLE_TOKEN_BRIDGE = "wormDTUJ6AWPNvk59vGQbDvGJmqbDTdgWgAqcLBCgUb";

const METADATA_V1 = 4;
/** Kind, update authority, mint: then name and symbol (metaplex-foundation/mpl-token-metadata, `Metadata`). */
const NAME_OFFSET = 65;
/** Chain, address there, decimals there (wormhole-foundation/wormhole, `token_bridge::types::WrappedMeta`). */
const WRAPPED_META_BYTES = 35;

/** The accounts beside a mint: Metaplex' metadata, and Wormhole's record of a mint that it made. */
export function besideMint(mint: string): readonly [string, string] {
  const key = base58.decode(mint);
  return [
    programAddress(METAPLEX_METADATA, ["metadata", base58.decode(METAPLEX_METADATA), key]),
    programAddress(WORMHOLE_TOKEN_BRIDGE, ["meta", key]),
  ];
}

/** Name and symbol of a metadata account; they are padded with zeros. */
export function readMetaplex(data: Uint8Array): Pick<TokenFacts, "name" | "symbol"> {
  if (data[0] !== METADATA_V1) return {};
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const name = readText(data, view, NAME_OFFSET);
  const symbol = name === undefined ? undefined : readText(data, view, name.end);
  return {
    ...(name === undefined || name.text === "" ? {} : { name: name.text }),
    ...(symbol === undefined || symbol.text === "" ? {} : { symbol: symbol.text }),
  };
}

export function readWrappedMeta(data: Uint8Array): TokenFacts["bridgedFrom"] {
  if (data.length < WRAPPED_META_BYTES) return undefined;
  return wormholeOrigin(data[0]! | (data[1]! << 8), data.subarray(2, 34));
}
