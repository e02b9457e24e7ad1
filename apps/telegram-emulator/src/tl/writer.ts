import Long from "long";

const VECTOR = 0x1cb5c415;
const BOOL_FALSE = 0xbc799737;
const BOOL_TRUE = 0x997275b5;
const TWO_POW_32 = 4294967296;

export interface TlObject {
  readonly _: string;
}

/** How one layer writes objects; `convert` turns an object the layer lacks into one it has, or `undefined` to leave it out. */
export interface TlDialect {
  readonly writers: ReadonlyMap<string, (writer: TlWriter, value: TlObject) => void>;
  convert(value: TlObject): TlObject | undefined;
}

/** Growing TL writer; one instance may be re-used after `reset`. */
export class TlWriter {
  readonly #dialect: TlDialect;
  #buffer: Buffer;
  pos = 0;

  constructor(dialect: TlDialect, size = 1024) {
    this.#dialect = dialect;
    this.#buffer = Buffer.allocUnsafe(size);
  }

  reset(): void {
    this.pos = 0;
  }

  /** A copy of what was written. */
  result(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.pos));
  }

  #reserve(size: number): void {
    if (this.pos + size <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.pos + size));
    this.#buffer.copy(grown, 0, 0, this.pos);
    this.#buffer = grown;
  }

  int(value: number): void {
    this.#reserve(4);
    this.pos = this.#buffer.writeInt32LE(value | 0, this.pos);
  }

  uint(value: number): void {
    this.#reserve(4);
    this.pos = this.#buffer.writeUInt32LE(value >>> 0, this.pos);
  }

  long(value: Long | number | bigint): void {
    this.#reserve(8);
    if (typeof value === "number") {
      const low = value % TWO_POW_32;
      this.#buffer.writeInt32LE(low | 0, this.pos);
      this.#buffer.writeInt32LE(Math.floor(value / TWO_POW_32) | 0, this.pos + 4);
    } else if (typeof value === "bigint") {
      this.#buffer.writeBigInt64LE(BigInt.asIntN(64, value), this.pos);
    } else {
      this.#buffer.writeInt32LE(value.low, this.pos);
      this.#buffer.writeInt32LE(value.high, this.pos + 4);
    }
    this.pos += 8;
  }

  double(value: number): void {
    this.#reserve(8);
    this.pos = this.#buffer.writeDoubleLE(value, this.pos);
  }

  bool(value: boolean): void {
    this.uint(value ? BOOL_TRUE : BOOL_FALSE);
  }

  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.pos);
    this.pos += value.length;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length + 8);
    this.#bytesHeader(value.length);
    this.#buffer.set(value, this.pos);
    this.#pad(value.length);
  }

  string(value: string): void {
    const worst = value.length * 3;
    this.#reserve(worst + 8);
    if (worst > 253) {
      const length = Buffer.byteLength(value);
      this.#bytesHeader(length);
      this.#buffer.write(value, this.pos, "utf8");
      this.#pad(length);
      return;
    }
    const length = this.#buffer.write(value, this.pos + 1, "utf8");
    this.#buffer[this.pos++] = length;
    this.#pad(length);
  }

  #bytesHeader(length: number): void {
    if (length <= 253) {
      this.#buffer[this.pos++] = length;
      return;
    }
    this.pos = this.#buffer.writeUInt32LE(((length << 8) | 254) >>> 0, this.pos);
  }

  #pad(length: number): void {
    this.pos += length;
    const padding = (4 - ((length <= 253 ? length + 1 : length) % 4)) % 4;
    for (let index = 0; index < padding; index++) this.#buffer[this.pos++] = 0;
  }

  vector<T>(values: readonly T[], write: (value: T) => void): void {
    this.uint(VECTOR);
    this.uint(values.length);
    for (const value of values) write(value);
  }

  /** A vector of objects; those this layer cannot express are left out. */
  objects(values: readonly TlObject[]): void {
    const { writers } = this.#dialect;
    const known: TlObject[] = [];
    for (const value of values) {
      if (typeof value !== "object" || writers.has(value._)) {
        known.push(value);
        continue;
      }
      const converted = this.#dialect.convert(value);
      if (converted) known.push(converted);
    }
    this.uint(VECTOR);
    this.uint(known.length);
    for (const value of known) this.object(value);
  }

  object(value: unknown): void {
    if (typeof value === "boolean") {
      this.bool(value);
      return;
    }
    if (Array.isArray(value)) {
      this.#anyVector(value);
      return;
    }
    const object = value as TlObject;
    const write = this.#dialect.writers.get(object._);
    if (write) {
      write(this, object);
      return;
    }
    const converted = this.#dialect.convert(object);
    if (!converted) throw new TypeError(`this layer cannot express ${object._}`);
    this.object(converted);
  }

  #anyVector(values: readonly unknown[]): void {
    const first = values[0];
    if (typeof first === "number") this.vector(values as number[], (value) => this.int(value));
    else if (Long.isLong(first)) this.vector(values as Long[], (value) => this.long(value));
    else this.objects(values as TlObject[]);
  }
}
