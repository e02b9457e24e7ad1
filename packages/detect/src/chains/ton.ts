import type { ChainDetector, ParsedAddress } from "./chain-detector.ts";
import { isHex } from "./evm.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const VALUE = new Uint8Array(128).fill(255);
for (let index = 0; index < ALPHABET.length; index++) VALUE[ALPHABET.charCodeAt(index)] = index;
VALUE[43] = VALUE[45] = 62;
VALUE[47] = VALUE[95] = 63;

const BOUNCEABLE = 0x11;
const TEST_ONLY = 0x80;

/** 48 characters of base64 or base64url (flags, workchain, 32 bytes, CRC16), or raw `workchain:hex`. Canonical: raw. */
export const ton: ChainDetector = {
  family: "ton",
  names: {
    slugs: ["ton", "607"],
    words: ["jetton", "tonviewer", "tonscan", "ston.fi", "dedust"],
    weakWords: ["ton"],
  },
  parse(text) {
    if (text.length === 48) return parseFriendly(text);
    const colon = text.startsWith("-1:") ? 2 : text.startsWith("0:") ? 1 : 0;
    if (colon === 0 || text.length !== colon + 65 || !isHex(text, colon + 1)) return undefined;
    const bytes = Uint8Array.from({ length: 32 }, (_, index) =>
      Number.parseInt(text.slice(colon + 1 + index * 2, colon + 3 + index * 2), 16),
    );
    const workchain = colon === 2 ? 255 : 0;
    return {
      family: "ton",
      chain: "ton",
      address: text.toLowerCase(),
      display: toFriendly(workchain, bytes),
      flags: [],
      isChecked: false,
    };
  },
};

function parseFriendly(text: string): ParsedAddress | undefined {
  const bytes = new Uint8Array(36);
  for (let index = 0, at = 0; index < 48; index += 4) {
    let bits = 0;
    for (let offset = 0; offset < 4; offset++) {
      const code = text.charCodeAt(index + offset);
      const value = code < 128 ? VALUE[code]! : 255;
      if (value === 255) return undefined;
      bits = (bits << 6) | value;
    }
    bytes[at++] = bits >> 16;
    bytes[at++] = (bits >> 8) & 255;
    bytes[at++] = bits & 255;
  }
  const tag = bytes[0]! & ~TEST_ONLY;
  if ((tag !== BOUNCEABLE && tag !== 0x51) || (bytes[1] !== 0 && bytes[1] !== 255)) return undefined;
  if (crc16(bytes, 34) !== ((bytes[34]! << 8) | bytes[35]!)) return undefined;
  const flags = [
    tag === BOUNCEABLE ? "bounceable" : "non-bounceable",
    ...((bytes[0]! & TEST_ONLY) === 0 ? [] : ["testnet"]),
  ];
  const hex = Array.from(bytes.subarray(2, 34), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    family: "ton",
    chain: "ton",
    address: `${bytes[1] === 255 ? -1 : 0}:${hex}`,
    display: text,
    flags,
    isChecked: true,
  };
}

function toFriendly(workchain: number, hash: Uint8Array): string {
  const bytes = new Uint8Array(36);
  bytes[0] = BOUNCEABLE;
  bytes[1] = workchain;
  bytes.set(hash, 2);
  const sum = crc16(bytes, 34);
  bytes[34] = sum >> 8;
  bytes[35] = sum & 255;
  const url = `${ALPHABET}-_`;
  let text = "";
  for (let index = 0; index < 36; index += 3) {
    const bits = (bytes[index]! << 16) | (bytes[index + 1]! << 8) | bytes[index + 2]!;
    text += url[bits >> 18]! + url[(bits >> 12) & 63]! + url[(bits >> 6) & 63]! + url[bits & 63]!;
  }
  return text;
}

/** CRC16-XMODEM. */
function crc16(bytes: Uint8Array, length: number): number {
  let crc = 0;
  for (let index = 0; index < length; index++) {
    crc ^= bytes[index]! << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}
