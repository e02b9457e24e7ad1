import { DatabaseSync } from "node:sqlite";
import { Client } from "pg";
import type { RawRow } from "./corpus.ts";

const COLUMNS = ["session_id", "chat_id", "message_id", "sender_id", "major", "date", "text", "json"] as const;
const TYPES = ["text", "text", "text", "text", "bigint", "bigint", "text", "text"] as const;
const TABLE = `CREATE TABLE raw (${COLUMNS.map((name, index) => `${name} ${TYPES[index]} NOT NULL`).join(", ")}, PRIMARY KEY (session_id, chat_id, message_id))`;
const INDEXES = "CREATE INDEX raw_by_chat ON raw (session_id, chat_id, major); CREATE INDEX raw_by_date ON raw (date)";

/** The floor: node:sqlite in this thread, one prepared insert, a transaction a batch; no parsing. */
export function writeRawSqlite(file: string, batches: readonly (readonly RawRow[])[]): void {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLE}; ${INDEXES}`);
  const insert = database.prepare(
    `INSERT INTO raw VALUES (${COLUMNS.map(() => "?").join(", ")}) ON CONFLICT DO NOTHING`,
  );
  for (const rows of batches) {
    database.exec("BEGIN IMMEDIATE");
    for (const row of rows) insert.run(...row);
    database.exec("COMMIT");
  }
  database.close();
}

export interface RawPostgres extends AsyncDisposable {
  write(batches: readonly (readonly RawRow[])[]): Promise<void>;
}

/** The floor: one bare connection, one prepared unnest; no parsing. */
export async function openRawPostgres(url: string): Promise<RawPostgres> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`${TABLE}; ${INDEXES}`);
  const text = `INSERT INTO raw SELECT * FROM unnest(${TYPES.map((type, index) => `$${index + 1}::${type}[]`).join(", ")}) ON CONFLICT DO NOTHING`;
  return {
    async write(batches) {
      for (const rows of batches)
        await client.query({ name: "raw", text, values: COLUMNS.map((_, column) => rows.map((row) => row[column])) });
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
