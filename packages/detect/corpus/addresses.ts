/** Random addresses of every chain, made with the audited libraries and not with our own readers. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base58, base58check, bech32, bech32m, base64, base64urlnopad, hex } from "@scure/base";
import type { SeededRandom } from "@telewire/testing/seeded-random";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const check58 = base58check(sha256);

export interface Sample {
  readonly family: "solana" | "evm" | "tron" | "ton" | "sui" | "aptos";
  /** As written in the message. */
  readonly written: string;
  readonly address: string;
}

export function solanaKey(random: SeededRandom): Sample {
  const key = random.chance(0.35) ? launchKey(random) : base58.encode(random.bytes(32));
  return { family: "solana", written: key, address: key };
}

function launchKey(random: SeededRandom): string {
  for (;;) {
    const key = random.string(BASE58, 40) + random.pick(["pump", "pump", "pump", "bonk", "BAGS", "moon"]);
    if (base58.decode(key).length === 32) return key;
  }
}

/** A key that ends in `pump`, for calls that say so in words. */
export function pumpKey(random: SeededRandom): Sample {
  for (;;) {
    const key = `${random.string(BASE58, 40)}pump`;
    if (base58.decode(key).length === 32) return { family: "solana", written: key, address: key };
  }
}

export function checksummed(lower: string): string {
  const hash = hex.encode(keccak_256(new TextEncoder().encode(lower)));
  return Array.from(lower)
    .map((digit, index) => (Number.parseInt(hash[index]!, 16) > 7 ? digit.toUpperCase() : digit))
    .join("");
}

export function evmAddress(random: SeededRandom): Sample {
  const lower = hex.encode(random.bytes(20));
  const style = random.between(0, 9);
  const written = style < 6 ? checksummed(lower) : style < 9 ? lower : lower.toUpperCase();
  return { family: "evm", written: `0x${written}`, address: `0x${lower}` };
}

export function tronAddress(random: SeededRandom): Sample {
  const written = check58.encode(Uint8Array.from([0x41, ...random.bytes(20)]));
  return { family: "tron", written, address: written };
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const carry = ((crc >> 15) & 1) ^ ((byte >> bit) & 1);
      crc = ((crc << 1) & 0xffff) ^ (carry === 1 ? 0x1021 : 0);
    }
  }
  return crc;
}

export function tonAddress(random: SeededRandom): Sample {
  const hash = random.bytes(32);
  const raw = `0:${hex.encode(hash)}`;
  if (random.chance(0.15)) return { family: "ton", written: raw, address: raw };
  const body = Uint8Array.from([random.chance(0.8) ? 0x11 : 0x51, 0, ...hash]);
  const sum = crc16(body);
  const bytes = Uint8Array.from([...body, sum >> 8, sum & 255]);
  return {
    family: "ton",
    written: random.chance(0.9) ? base64urlnopad.encode(bytes) : base64.encode(bytes),
    address: raw,
  };
}

const NAMES = ["moon", "cat", "blub", "pepe", "fud", "wave", "turbo", "lofi", "mask", "spark", "dino", "toad"];

export function suiCoin(random: SeededRandom): Sample {
  const name = random.pick(NAMES);
  const account = hex.encode(random.bytes(32));
  const tail = `::${name}::${name.toUpperCase()}`;
  return { family: "sui", written: `0x${account}${tail}`, address: `0x${account}${tail}` };
}

export function aptosCoin(random: SeededRandom): Sample {
  const name = random.pick(NAMES);
  const account = hex.encode(random.bytes(32));
  const tail = `::${name}_coin::${name[0]!.toUpperCase()}${name.slice(1)}Coin`;
  return { family: "aptos", written: `0x${account}${tail}`, address: `0x${account}${tail}` };
}

export function signature(random: SeededRandom): string {
  return base58.encode(random.bytes(64));
}

export function otherChainAddress(random: SeededRandom): string {
  const kinds = [
    () => check58.encode(Uint8Array.from([random.pick([0, 5, 0x30, 0x1e]), ...random.bytes(20)])),
    () => bech32.encode("bc", [0, ...bech32.toWords(random.bytes(20))]),
    () => bech32.encode("ltc", [0, ...bech32.toWords(random.bytes(20))]),
    () => bech32m.encode("bc", [1, ...bech32m.toWords(random.bytes(32))]),
    () =>
      bech32.encode(
        random.pick(["cosmos", "osmo", "celestia", "inj", "sei", "juno", "thor", "terra"]),
        bech32.toWords(random.bytes(20)),
      ),
    () => `addr1${random.string("023456789acdefghjklmnpqrstuvwxyz", 98)}`,
    () => `r${random.string(BASE58, 32)}`,
    () => `1${random.string(BASE58, 46)}`,
    () => `4${random.string(BASE58, 94)}`,
    () => `G${random.string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 55)}`,
    () => random.string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 58),
    () => `tz1${random.string(BASE58, 33)}`,
    () => `${hex.encode(random.bytes(32))}.near`,
    () => `kaspa:q${random.string("023456789acdefghjklmnpqrstuvwxyz", 60)}`,
  ];
  return random.pick(kinds)();
}
