import type { EntryBatch } from "./writes/bulk-write.ts";

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, unknown>>;

export interface Statement {
  /** With `?` for each parameter, in the SQL that SQLite and Postgres share. */
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/**
 * A database reached by either driver. Every method throws TelewireError: ARCHIVE_UNAVAILABLE while the database cannot be
 * reached or is not as it should be, CONFLICT for a key that is taken, INTERNAL for values that it will never take.
 */
export interface Sql extends AsyncDisposable {
  readonly dialect: "sqlite" | "postgres";
  all(sql: string, params?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** All in one transaction; the rows of each. */
  batch(statements: readonly Statement[]): Promise<SqlRow[][]>;
  /** Writes what the entries say (see `writesOf`): rows inserted or changed. */
  write(entries: EntryBatch): Promise<number>;
}
