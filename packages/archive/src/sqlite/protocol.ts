import type { BulkInsert, SqlRow, SqlValue, Statement } from "../sql.ts";

export interface SqliteOperations {
  all(sql: string, params: readonly SqlValue[]): SqlRow[];
  batch(statements: readonly Statement[]): SqlRow[][];
  insertMany(insert: BulkInsert, rows: readonly (readonly SqlValue[])[]): number;
}
