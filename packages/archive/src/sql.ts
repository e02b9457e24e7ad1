export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, unknown>>;

export interface Statement {
  /** With `?` for each parameter, in the SQL that SQLite and Postgres share. */
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export type ColumnType = "text" | "bigint";

export interface BulkInsert {
  readonly table: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The `ON CONFLICT` clause; no row of one call may conflict with another of the same call. */
  readonly onConflict: string;
}

/** A database reached by either driver. Every method throws TelewireError ARCHIVE_UNAVAILABLE while it cannot be reached. */
export interface Sql extends AsyncDisposable {
  readonly dialect: "sqlite" | "postgres";
  all(sql: string, params?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** All in one transaction; the rows of each. */
  batch(statements: readonly Statement[]): Promise<SqlRow[][]>;
  /** Rows inserted or changed. */
  insertMany(insert: BulkInsert, rows: readonly (readonly SqlValue[])[]): Promise<number>;
}
