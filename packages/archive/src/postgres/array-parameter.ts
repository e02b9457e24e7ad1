import type { ColumnType, Row } from "../writes/bulk-write.ts";

/** Type ids of Postgres's catalogue (pg_type.dat). */
const ELEMENT_OID = { text: 25, bigint: 20 } as const;
const HEADER_BYTES = 20;
const TWO_32 = 2 ** 32;
/** Of one UTF-16 unit. */
const MAX_UTF8_BYTES = 3;
const SHORT = 48;

/**
 * A column of rows as an array in Postgres's binary form (src/backend/utils/adt/arrayfuncs.c, array_recv): nothing is escaped
 * here and nothing parsed there. NUL, which Postgres text cannot hold, is left out of text.
 * @throws TypeError for a number that is not an integer in a column of integers
 */
export function arrayParameter(type: ColumnType, rows: readonly Row[], column: number): Buffer {
  return type === "text" ? textArray(rows, column) : integerArray(rows, column);
}

function textArray(rows: readonly Row[], column: number): Buffer {
  let size = HEADER_BYTES;
  for (const row of rows) {
    const value = row[column];
    size += 4 + (typeof value === "string" ? roomFor(value) : 0);
  }
  const buffer = withHeader(size, ELEMENT_OID.text, rows.length);
  const view = new DataView(buffer.buffer, buffer.byteOffset, size);
  let offset = HEADER_BYTES;
  for (const row of rows) {
    const value = row[column];
    const written = typeof value === "string" ? writeText(buffer, withoutNul(value), offset + 4) : -1;
    view.setInt32(offset, written);
    offset += 4 + Math.max(0, written);
  }
  return buffer.subarray(0, offset);
}

/** Exact for long text: memory outside the heap makes the garbage collector run. */
function roomFor(text: string): number {
  return text.length > SHORT ? Buffer.byteLength(text) : text.length * MAX_UTF8_BYTES;
}

/** Ids and names are short and ASCII: a loop is several times a call's speed. */
function writeText(buffer: Buffer, text: string, offset: number): number {
  const { length } = text;
  if (length > SHORT) return buffer.write(text, offset);
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return buffer.write(text, offset);
    buffer[offset + index] = unit;
  }
  return length;
}

function integerArray(rows: readonly Row[], column: number): Buffer {
  const size = HEADER_BYTES + rows.length * 12;
  const buffer = withHeader(size, ELEMENT_OID.bigint, rows.length);
  const view = new DataView(buffer.buffer, buffer.byteOffset, size);
  let offset = HEADER_BYTES;
  for (const row of rows) {
    const value = row[column];
    if (value === null) {
      view.setInt32(offset, -1);
      offset += 4;
      continue;
    }
    if (typeof value !== "number" || !Number.isSafeInteger(value))
      throw new TypeError("a column of integers takes safe integers");
    view.setInt32(offset, 8);
    view.setInt32(offset + 4, Math.floor(value / TWO_32));
    view.setUint32(offset + 8, value);
    offset += 12;
  }
  return buffer.subarray(0, offset);
}

/** One dimension from index 1, which may hold nulls. */
function withHeader(size: number, elementOid: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  let offset = buffer.writeInt32BE(1, 0);
  offset = buffer.writeInt32BE(1, offset);
  offset = buffer.writeInt32BE(elementOid, offset);
  offset = buffer.writeInt32BE(length, offset);
  buffer.writeInt32BE(1, offset);
  return buffer;
}

export function withoutNul(text: string): string {
  return text.includes("\u0000") ? text.replaceAll("\u0000", "") : text;
}
