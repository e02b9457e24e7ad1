import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import { workerData } from "node:worker_threads";
import { serveCalls } from "@telewire/kit";
import { MIGRATIONS, migrationSql } from "../migrations.ts";
import type { SqlRow } from "../sql.ts";
import type { SqliteOperations } from "./protocol.ts";

/** Another process (the command line) may hold the write lock for a moment. */
const BUSY_TIMEOUT_MS = 5000;
const { file } = workerData as { readonly file: string };

mkdirSync(dirname(file), { recursive: true });
const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
migrate();

const statements = new Map<string, StatementSync>();
const operations: SqliteOperations = {
  all: (sql, params) => prepare(sql).all(...params) as SqlRow[],
  batch: (list) => transaction(() => list.map(({ sql, params }) => prepare(sql).all(...params) as SqlRow[])),
  insertMany: ({ table, columns, onConflict }, rows) => {
    const names = Object.keys(columns);
    const insert = prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ON CONFLICT ${onConflict}`);
    return transaction(() => rows.reduce((sum, row) => sum + Number(insert.run(...row).changes), 0));
  },
};
serveCalls(operations, { ready: null, unavailable: "ARCHIVE_UNAVAILABLE", close: () => database.close() });

function prepare(sql: string): StatementSync {
  let statement = statements.get(sql);
  if (statement === undefined) statements.set(sql, (statement = database.prepare(sql)));
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
    for (let version = present + 1; version <= MIGRATIONS.length; version++) database.exec(migrationSql(version, "sqlite"));
    database.exec(`PRAGMA user_version = ${Math.max(present, MIGRATIONS.length)}`);
  });
}
