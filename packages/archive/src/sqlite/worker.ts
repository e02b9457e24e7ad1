import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import { workerData } from "node:worker_threads";
import { serveCalls } from "@telewire/kit/worker-calls";
import { MIGRATIONS, migrationSql } from "../migrations.ts";
import type { SqlRow } from "../sql.ts";
import type { BulkWrite } from "../writes/bulk-write.ts";
import { writesOf } from "../writes/writes-of.ts";
import type { SqliteOperations } from "./protocol.ts";
import { sqliteError } from "./sqlite-error.ts";

/** Another process (the command line) may hold the write lock for a moment. */
const BUSY_TIMEOUT_MS = 5000;
const MAX_STATEMENTS = 200;
const { file } = workerData as { readonly file: string };

mkdirSync(dirname(file), { recursive: true });
const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
migrate();

const statements = new Map<string, StatementSync>();
const operations: SqliteOperations = {
  all: (sql, params) => reported(() => prepare(sql).all(...params) as SqlRow[]),
  batch: (list) =>
    reported(() => transaction(() => list.map(({ sql, params }) => prepare(sql).all(...params) as SqlRow[]))),
  write: (entries) =>
    reported(() => {
      const writes = writesOf(entries);
      return withoutSync(() => transaction(() => writes.reduce((sum, write) => sum + insert(write), 0)));
    }),
};
serveCalls(operations, { ready: null, unavailable: "ARCHIVE_UNAVAILABLE", close: () => database.close() });

/** Entries are in the log as well; logins, keys and one-time tokens are not, and outlast a power cut. */
function withoutSync<Value>(work: () => Value): Value {
  database.exec("PRAGMA synchronous = NORMAL");
  try {
    return work();
  } finally {
    database.exec("PRAGMA synchronous = FULL");
  }
}

function insert({ table, columns, onConflict, rows }: BulkWrite): number {
  const names = Object.keys(columns);
  const statement = prepare(
    `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ON CONFLICT ${onConflict}`,
  );
  return rows.reduce((sum, row) => sum + Number(statement.run(...row).changes), 0);
}

function reported<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw sqliteError(error);
  }
}

/** Filters of queries make ever new statements: the oldest give way. */
function prepare(sql: string): StatementSync {
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    const [oldest] = statements.keys();
    if (statements.size >= MAX_STATEMENTS && oldest !== undefined) statements.delete(oldest);
    statements.set(sql, statement);
  }
  return statement;
}

function transaction<Value>(work: () => Value): Value {
  database.exec("BEGIN IMMEDIATE");
  try {
    const value = work();
    database.exec("COMMIT");
    return value;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function migrate(): void {
  transaction(() => {
    const present = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
    for (let version = present + 1; version <= MIGRATIONS.length; version++)
      database.exec(migrationSql(version, "sqlite"));
    database.exec(`PRAGMA user_version = ${Math.max(present, MIGRATIONS.length)}`);
  });
}
