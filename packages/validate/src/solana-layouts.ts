import { base58 } from "@scure/base";
import type { PoolFacts, TokenFacts } from "./facts.ts";
import { tradedSides } from "./money.ts";

export const TOKEN_PROGRAM = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
export const TOKEN_2022_PROGRAM = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";
export const SYSTEM_PROGRAM = "11111111111111111111111111111111";

const MINT_BYTES = 82;
/** Token-2022 puts the kind of account here, behind the longest base layout, and the extensions after it. */
const ACCOUNT_TYPE_OFFSET = 165;
const ACCOUNT_TYPE_MINT = 1;
const TOKEN_METADATA_EXTENSION = 19;
const MAX_NAME_BYTES = 128;

/**
 * Programs that keep pools, and where their accounts hold the two mints. `discriminator`: first bytes of the right account,
 * in hex. Sources, in this order: raydium-io/raydium-contract-instructions `src/state.rs` (LiquidityStateLayoutV4),
 * raydium-io/raydium-clmm and raydium-io/raydium-cp-swap `states/pool.rs` (PoolState), orca-so/whirlpools
 * `state/whirlpool.rs`, pump-fun/pump-public-docs `idl/pump_amm.json` (Pool), MeteoraAg/dlmm-sdk `idls/dlmm.json` (LbPair).
 */
const POOLS: Readonly<
  Record<
    string,
    {
      readonly protocol: string;
      readonly minBytes: number;
      readonly mints: readonly [number, number];
      readonly discriminator?: string;
    }
  >
> = {
  "675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8": { protocol: "raydium-amm", minBytes: 752, mints: [400, 432] },
  CAMMCzo5YL8w4VFF8KVHrK22GGUsp5VTaW7grrKgrWqK: {
    protocol: "raydium-clmm",
    minBytes: 1544,
    mints: [73, 105],
    discriminator: "f7ede3f5d7c3de46",
  },
  CPMMoo8L3F4NbTegBCKVNunggL7H1ZpdTHKxQB5qKP1C: {
    protocol: "raydium-cpmm",
    minBytes: 637,
    mints: [168, 200],
    discriminator: "f7ede3f5d7c3de46",
  },
  whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc: {
    protocol: "orca-whirlpool",
    minBytes: 653,
    mints: [101, 181],
    discriminator: "3f95d10ce1806309",
  },
  pAMMBay6oceH9fJKBRHGP5D4bD4sWpmSwMn52FMfXEA: {
    protocol: "pumpswap",
    minBytes: 211,
    mints: [43, 75],
    discriminator: "f19a6d0411b16dbc",
  },
  LBUZKhRxPF3XUpBCjp4YzTKgLccjZhTSDM9YuVaPwxo: {
    protocol: "meteora-dlmm",
    minBytes: 904,
    mints: [88, 120],
    discriminator: "210b3162b565b10d",
  },
};

function key(data: Uint8Array, offset: number): string {
  return base58.encode(data.subarray(offset, offset + 32));
}

/** A `COption<Pubkey>`: a 4-byte tag and the key; null when there is none. */
function optionalKey(data: Uint8Array, offset: number): string | null {
  return data[offset] === 1 ? key(data, offset + 4) : null;
}

/** A mint of either token program, or undefined: token accounts and multisigs have the same owner but other layouts. */
export function readMint(address: string, owner: string, data: Uint8Array): TokenFacts | undefined {
  if (owner !== TOKEN_PROGRAM && owner !== TOKEN_2022_PROGRAM) return undefined;
  const isExtended = data.length > ACCOUNT_TYPE_OFFSET;
  if (
    owner === TOKEN_PROGRAM
      ? data.length !== MINT_BYTES
      : data.length !== MINT_BYTES && !(isExtended && data[ACCOUNT_TYPE_OFFSET] === ACCOUNT_TYPE_MINT)
  )
    return undefined;
  if (data[45] !== 1) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return {
    address,
    standard: owner === TOKEN_PROGRAM ? "spl-token" : "token-2022",
    mintAuthority: optionalKey(data, 0),
    freezeAuthority: optionalKey(data, 46),
    supply: String(view.getBigUint64(36, true)),
    decimals: data[44]!,
    ...(isExtended ? readMetadata(data, view) : {}),
  };
}

/** Name and symbol from the metadata extension: type, length, then update authority, mint, and strings with their lengths. */
function readMetadata(data: Uint8Array, view: DataView): { name?: string; symbol?: string } {
  for (let at = ACCOUNT_TYPE_OFFSET + 1; at + 4 <= data.length;) {
    const type = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (type === TOKEN_METADATA_EXTENSION) {
      const name = readText(data, view, at + 4 + 64);
      const symbol = name === undefined ? undefined : readText(data, view, name.end);
      return {
        ...(name === undefined ? {} : { name: name.text }),
        ...(symbol === undefined ? {} : { symbol: symbol.text }),
      };
    }
    if (type === 0 && length === 0) return {};
    at += 4 + length;
  }
  return {};
}

/** A string behind its length of four bytes. */
export function readText(data: Uint8Array, view: DataView, at: number): { text: string; end: number } | undefined {
  if (at + 4 > data.length) return undefined;
  const length = view.getUint32(at, true);
  const end = at + 4 + length;
  if (length > MAX_NAME_BYTES || end > data.length) return undefined;
  return {
    text: new TextDecoder()
      .decode(data.subarray(at + 4, end))
      .replaceAll("\0", "")
      .trim(),
    end,
  };
}

export function readPool(owner: string, data: Uint8Array): PoolFacts | undefined {
  const layout = POOLS[owner];
  if (layout === undefined || data.length < layout.minBytes) return undefined;
  const start = Array.from(data.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (layout.discriminator !== undefined && layout.discriminator !== start) return undefined;
  const tokens = [key(data, layout.mints[0]), key(data, layout.mints[1])] as const;
  return { protocol: layout.protocol, tokens, traded: tradedSides(tokens) };
}
