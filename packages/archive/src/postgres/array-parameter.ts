import type { ColumnType, Row } from "../writes/bulk-write.ts";

/** Type ids of Postgres's catalogue (pg_type.dat). */
const ELEMENT_OID = { text: 25, bigint: 20 } as const;
const HEADER_BYTES = 20;
const TWO_32 = 2 ** 32;

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
    size += 4 + (typeof value === "string" ? Buffer.byteLength(value) : 0);
  }
  const buffer = withHeader(Buffer.allocUnsafe(size), ELEMENT_OID.text, rows.length);
  let offset = HEADER_BYTES;
  for (const row of rows) {
    const value = row[column];
    const written = typeof value === "string" ? buffer.write(withoutNul(value), offset + 4) : -1;
    buffer.writeInt32BE(written, offset);
    offset += 4 + Math.max(0, written);
  }
  return buffer.subarray(0, offset);
}

function integerArray(rows: readonly Row[], column: number): Buffer {
  const buffer = withHeader(Buffer.allocUnsafe(HEADER_BYTES + rows.length * 12), ELEMENT_OID.bigint, rows.length);
  let offset = HEADER_BYTES;
  for (const row of rows) {
    const value = row[column];
    if (value === null) {
      offset = buffer.writeInt32BE(-1, offset);
      continue;
    }
    if (!Number.isSafeInteger(value)) throw new TypeError("a column of integers takes safe integers");
    offset = buffer.writeInt32BE(8, offset);
    offset = buffer.writeInt32BE(Math.floor((value as number) / TWO_32), offset);
    offset = buffer.writeUInt32BE((value as number) >>> 0, offset);
  }
  return buffer.subarray(0, offset);
}

/** One dimension from index 1, which may hold nulls. */
function withHeader(buffer: Buffer, elementOid: number, length: number): Buffer {
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
