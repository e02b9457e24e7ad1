import type { SqlRow, SqlValue, Statement } from "../sql.ts";
import type { EntryBatch } from "../writes/bulk-write.ts";

export interface SqliteOperations {
  all(sql: string, params: readonly SqlValue[]): SqlRow[];
  batch(statements: readonly Statement[]): SqlRow[][];
  write(entries: EntryBatch): number;
}
