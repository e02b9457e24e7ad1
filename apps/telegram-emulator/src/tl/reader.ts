import { inflateSync, gunzipSync } from "node:zlib";

import Long from "long";

export type TlRead = (reader: TlReader) => unknown;

/** A constructor or method the loaded schemas do not know. */
export class UnknownConstructorError extends Error {
  readonly id: number;
  constructor(id: number) {
    super(`unknown constructor 0x${id.toString(16)}`);
    this.id = id;
  }
}

const TWO_POW_32 = 4294967296;
const VECTOR = 0x1cb5c415;
const BOOL_FALSE = 0xbc799737;
const BOOL_TRUE = 0x997275b5;
const TRUE = 0x3fedd339;
const NULL = 0x56730bcc;
const GZIP_PACKED = 0x3072cfa1;
const MAX_DEPTH = 64;
/** Telegram refuses larger unpacked payloads; it also bounds what a hostile client can make us hold. */
const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;

const decoder = new TextDecoder();

/** Unpacks `gzip_packed` data: gzip by the specification, zlib as mtcute sends it. */
export const unpack = (data: Uint8Array): Uint8Array => {
  const options = { maxOutputLength: MAX_UNPACKED_BYTES };
  try {
    return data[0] === 0x1f ? gunzipSync(data, options) : inflateSync(data, options);
  } catch (error) {
    throw new RangeError("packed data does not open", { cause: error });
  }
};

/** Bounds-checked reader of TL data. Every method throws `RangeError` past the end. */
export class TlReader {
  readonly data: Uint8Array;
  readonly #view: DataView;
  readonly #readers: ReadonlyMap<number, TlRead>;
  pos: number;
  #depth = 0;

  constructor(readers: ReadonlyMap<number, TlRead>, data: Uint8Array, pos = 0) {
    this.#readers = readers;
    this.data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.pos = pos;
  }

  get remaining(): number {
    return this.data.length - this.pos;
  }

  int(): number {
    const value = this.#view.getInt32(this.pos, true);
    this.pos += 4;
    return value;
  }

  uint(): number {
    const value = this.#view.getUint32(this.pos, true);
    this.pos += 4;
    return value;
  }

  peek(): number {
    return this.#view.getUint32(this.pos, true);
  }

  int53(): number {
    const low = this.#view.getUint32(this.pos, true);
    const high = this.#view.getInt32(this.pos + 4, true);
    this.pos += 8;
    return high * TWO_POW_32 + low;
  }

  long(): Long {
    const low = this.#view.getInt32(this.pos, true);
    const high = this.#view.getInt32(this.pos + 4, true);
    this.pos += 8;
    return new Long(low, high);
  }

  bigint(): bigint {
    const value = this.#view.getBigInt64(this.pos, true);
    this.pos += 8;
    return value;
  }

  double(): number {
    const value = this.#view.getFloat64(this.pos, true);
    this.pos += 8;
    return value;
  }

  bool(): boolean {
    const id = this.uint();
    if (id === BOOL_TRUE) return true;
    if (id === BOOL_FALSE) return false;
    throw new RangeError("expected a Bool");
  }

  raw(length: number): Uint8Array {
    if (length < 0 || this.pos + length > this.data.length) throw new RangeError("read past the end");
    const value = this.data.subarray(this.pos, this.pos + length);
    this.pos += length;
    return value;
  }

  int128(): Uint8Array {
    return this.raw(16);
  }

  int256(): Uint8Array {
    return this.raw(32);
  }

  bytes(): Uint8Array {
    let length = this.raw(1)[0] ?? 0;
    let header = 1;
    if (length === 254) {
      const size = this.raw(3);
      length = (size[0] ?? 0) | ((size[1] ?? 0) << 8) | ((size[2] ?? 0) << 16);
      header = 4;
    }
    const value = this.raw(length);
    this.pos += (4 - ((header + length) % 4)) % 4;
    return value;
  }

  string(): string {
    return decoder.decode(this.bytes());
  }

  /** The bytes of a wrapped query (`!X` is always the last argument). */
  query(): Uint8Array {
    return this.raw(this.remaining);
  }

  vector<T>(read: (reader: TlReader) => T): T[] {
    if (this.uint() !== VECTOR) throw new RangeError("expected a vector");
    return this.items(read);
  }

  items<T>(read: (reader: TlReader) => T): T[] {
    const count = this.uint();
    if (count > this.remaining / 4) throw new RangeError("vector longer than its data");
    const values: T[] = [];
    for (let index = 0; index < count; index++) values.push(read(this));
    return values;
  }

  object(): unknown {
    if (++this.#depth > MAX_DEPTH) throw new RangeError("nested too deeply");
    try {
      return this.#objectOf(this.uint());
    } finally {
      this.#depth--;
    }
  }

  #objectOf(id: number): unknown {
    const read = this.#readers.get(id);
    if (read) return read(this);
    if (id === VECTOR) return this.items((reader) => reader.object());
    if (id === BOOL_TRUE || id === TRUE) return true;
    if (id === BOOL_FALSE) return false;
    if (id === NULL) return null;
    if (id === GZIP_PACKED) return new TlReader(this.#readers, unpack(this.bytes())).object();
    throw new UnknownConstructorError(id);
  }
}

export const isGzipPacked = (id: number): boolean => id === GZIP_PACKED;
