import { createCipheriv, createHash, type Cipheriv } from "node:crypto";
import { crc32 } from "node:zlib";

/** How frames are delimited on the wire (https://core.telegram.org/mtproto/mtproto-transports). */
export interface Framing {
  readonly name: "abridged" | "intermediate" | "padded" | "full";
  /** The next frame in `data` from `pos`; `undefined` when incomplete. Throws `TransportViolation`. */
  next(data: Buffer, pos: number): { frame: Buffer; end: number } | undefined;
  /** Writes a frame of `length` bytes, whose content `fill` puts at the offset it is given; returns the end. */
  encode(out: Buffer, at: number, length: number, fill: (at: number) => void): number;
}

export class TransportViolation extends Error {}

export const MAX_FRAME_BYTES = 4 * 1024 * 1024;
/** The most that any framing adds to a frame. */
export const FRAMING_OVERHEAD = 32;

const checkLength = (length: number): void => {
  if (length < 0 || length > MAX_FRAME_BYTES) throw new TransportViolation(`frame of ${length} bytes`);
};

const slice = (data: Buffer, start: number, length: number): { frame: Buffer; end: number } | undefined => {
  checkLength(length);
  return data.length < start + length
    ? undefined
    : { frame: data.subarray(start, start + length), end: start + length };
};

const abridged = (): Framing => ({
  name: "abridged",
  next(data, pos) {
    if (data.length <= pos) return undefined;
    const short = (data[pos] ?? 0) & 0x7f;
    if (short < 0x7f) return slice(data, pos + 1, short * 4);
    return data.length < pos + 4 ? undefined : slice(data, pos + 4, data.readUIntLE(pos + 1, 3) * 4);
  },
  encode(out, at, length, fill) {
    const words = length / 4;
    let start = at;
    if (words < 0x7f) out[start++] = words;
    else start = out.writeUInt32LE(((words << 8) | 0x7f) >>> 0, at);
    fill(start);
    return start + length;
  },
});

const QUICK_ACK = 0x80000000;

const intermediate = (): Framing => ({
  name: "intermediate",
  next: (data, pos) =>
    data.length < pos + 4 ? undefined : slice(data, pos + 4, (data.readUInt32LE(pos) & ~QUICK_ACK) >>> 0),
  encode(out, at, length, fill) {
    const start = out.writeUInt32LE(length, at);
    fill(start);
    return start + length;
  },
});

const MAX_PADDING = 4;

const padded = (): Framing => ({
  name: "padded",
  next: (data, pos) => intermediate().next(data, pos),
  encode(out, at, length, fill) {
    const padding = length < 16 ? 0 : (at * 7) % MAX_PADDING; // Telethon takes off only the remainder by four
    const start = out.writeUInt32LE(length + padding, at);
    fill(start);
    out.fill(0xa5, start + length, start + length + padding);
    return start + length + padding;
  },
});

const full = (): Framing => {
  let received = 0;
  let sent = 0;
  return {
    name: "full",
    next(data, pos) {
      if (data.length < pos + 4) return undefined;
      const length = data.readUInt32LE(pos);
      if (length < 12) throw new TransportViolation(`full frame of ${length} bytes`);
      const found = slice(data, pos, length);
      if (!found) return undefined;
      const { frame } = found;
      if (frame.readUInt32LE(4) !== received++) throw new TransportViolation("full transport: wrong sequence number");
      if (crc32(frame.subarray(0, length - 4)) !== frame.readUInt32LE(length - 4))
        throw new TransportViolation("full transport: wrong CRC");
      return { frame: frame.subarray(8, length - 4), end: found.end };
    },
    encode(out, at, length, fill) {
      out.writeUInt32LE(length + 12, at);
      out.writeUInt32LE(sent++, at + 4);
      fill(at + 8);
      const end = at + 8 + length;
      return out.writeUInt32LE(crc32(out.subarray(at, end)), end);
    },
  };
};

/** AES-CTR both ways, as in obfuscated2. */
interface Obfuscation {
  readonly decrypt: Cipheriv;
  readonly encrypt: Cipheriv;
}

export interface DetectedTransport {
  readonly framing: Framing;
  readonly obfuscation?: Obfuscation;
  /** Bytes that belong to the greeting, not to frames. */
  readonly consumed: number;
  /** The data centre that a client of an MTProxy asks for. */
  readonly proxiedDcId?: number;
}

const tagged = (tag: number): Framing | undefined => {
  if (tag === 0xeeeeeeee) return intermediate();
  if (tag === 0xdddddddd) return padded();
  return tag === 0xefefefef ? abridged() : undefined;
};

/** The key itself, or mixed with the secret of an MTProxy. */
const keyOf = (bytes: Buffer, secret: Buffer | undefined): Buffer =>
  secret ? createHash("sha256").update(bytes).update(secret).digest() : bytes;

const openObfuscated = (header: Buffer, secret: Buffer | undefined): DetectedTransport | undefined => {
  const reversed = Buffer.from(header.subarray(8, 56).toReversed());
  const decrypt = createCipheriv("aes-256-ctr", keyOf(header.subarray(8, 40), secret), header.subarray(40, 56));
  const encrypt = createCipheriv("aes-256-ctr", keyOf(reversed.subarray(0, 32), secret), reversed.subarray(32, 48));
  const opened = decrypt.update(header);
  const framing = tagged(opened.readUInt32LE(56));
  if (!framing) return undefined;
  const proxied = secret && { proxiedDcId: Math.abs(opened.readInt16LE(60)) % TEST_DC_BASE };
  return { framing, obfuscation: { decrypt, encrypt }, consumed: HEADER_BYTES, ...proxied };
};

const HEADER_BYTES = 64;
/** Clients of the test servers add this to the number of the data centre. */
const TEST_DC_BASE = 10_000;

const detectObfuscated = (data: Buffer, proxySecret: Buffer | undefined): DetectedTransport => {
  const header = data.subarray(0, HEADER_BYTES);
  const found = openObfuscated(header, undefined) ?? (proxySecret && openObfuscated(header, proxySecret));
  if (!found) throw new TransportViolation("unknown transport");
  return found;
};

/** Tells the transport by its first bytes; `undefined` when more are needed. `proxySecret`: 16 bytes, as MTProxies have. */
export const detectTransport = (data: Buffer, proxySecret?: Buffer): DetectedTransport | undefined => {
  if (data.length < 1) return undefined;
  if (data[0] === 0xef) return { framing: abridged(), consumed: 1 };
  if (data.length < 8) return undefined;
  const first = data.readUInt32LE(0);
  if (first === 0xeeeeeeee || first === 0xdddddddd) {
    const framing = tagged(first);
    if (framing) return { framing, consumed: 4 };
  }
  if (data.readUInt32LE(4) === 0) return { framing: full(), consumed: 0 };
  return data.length < HEADER_BYTES ? undefined : detectObfuscated(data, proxySecret);
};
