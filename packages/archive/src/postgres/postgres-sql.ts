import type { Pool, PoolClient, QueryConfig, QueryResult } from "pg";
import { MIGRATIONS, migrationSql } from "../migrations.ts";
import type { Sql, SqlRow, SqlValue, Statement } from "../sql.ts";
import type { BulkWrite, EntryBatch } from "../writes/bulk-write.ts";
import { writesOf } from "../writes/writes-of.ts";
import { arrayParameter, withoutNul } from "./array-parameter.ts";
import { postgresError } from "./postgres-error.ts";

/** Any constant of ours: starters take turns on it. */
const MIGRATION_LOCK = 7_305_913;
const MIGRATION_TIMEOUT_MS = 3_600_000;
/** Filters of queries make ever new statements: beyond these they are not prepared. */
const MAX_STATEMENTS = 200;

export class PostgresSql implements Sql {
  readonly dialect = "postgres";
  readonly #pool: Pool;
  readonly #names = new Map<string, string>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  all(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return guarded(async () => (await this.#pool.query(this.#prepared(sql, params))).rows as SqlRow[]);
  }

  batch(statements: readonly Statement[]): Promise<SqlRow[][]> {
    return this.#transaction(async (client) => {
      const results: SqlRow[][] = [];
      for (const { sql, params } of statements)
        results.push((await client.query(this.#prepared(sql, params))).rows as SqlRow[]);
      return results;
    });
  }

  /** A statement a write, each by itself: a repetition completes what a failure left. */
  write(entries: EntryBatch): Promise<number> {
    return guarded(async () => {
      let changed = 0;
      for (const write of writesOf(entries)) changed += (await this.#pool.query(this.#insert(write))).rowCount ?? 0;
      return changed;
    });
  }

  migrate(): Promise<void> {
    return this.#transaction(async (client) => {
      const run = (text: string, values?: unknown[]): Promise<QueryResult<{ version: number | null }>> => {
        const query: QueryConfig & { readonly query_timeout: number } = { text, query_timeout: MIGRATION_TIMEOUT_MS };
        return client.query(values === undefined ? query : { ...query, values });
      };
      await run("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
      await run("CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY)");
      const { rows } = await run("SELECT max(version) AS version FROM migrations");
      for (let version = (rows[0]?.version ?? 0) + 1; version <= MIGRATIONS.length; version++) {
        await run(migrationSql(version, "postgres"));
        await run("INSERT INTO migrations VALUES ($1)", [version]);
      }
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool.end();
  }

  #transaction<Value>(work: (client: PoolClient) => Promise<Value>): Promise<Value> {
    return guarded(async () => {
      const client = await this.#pool.connect();
      let failure: Error | undefined;
      try {
        await client.query("BEGIN");
        const value = await work(client);
        await client.query("COMMIT");
        return value;
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        throw error;
      } finally {
        // A connection that failed within a transaction is thrown away: its state is unknown.
        client.release(failure);
      }
    });
  }

  /** One prepared statement for any number of rows: an array a column. */
  #insert({ table, columns, onConflict, rows }: BulkWrite): QueryConfig {
    const types = Object.values(columns);
    const arrays = types.map((type, index) => `$${index + 1}::${type}[]`);
    const text = `INSERT INTO ${table} (${Object.keys(columns).join(", ")}) SELECT * FROM unnest(${arrays.join(", ")}) ON CONFLICT ${onConflict}`;
    return { ...this.#nameOf(text), text, values: types.map((type, index) => arrayParameter(type, rows, index)) };
  }

  #prepared(sql: string, params: readonly SqlValue[]): QueryConfig {
    let number = 0;
    const text = sql.replaceAll("?", () => `$${++number}`);
    return { ...this.#nameOf(text), text, values: params.map(toParameter) };
  }

  #nameOf(text: string): { readonly name?: string } {
    const known = this.#names.get(text);
    if (known !== undefined) return { name: known };
    if (this.#names.size >= MAX_STATEMENTS) return {};
    const name = `telewire_${this.#names.size}`;
    this.#names.set(text, name);
    return { name };
  }
}

function toParameter(value: SqlValue): unknown {
  if (typeof value === "string") return withoutNul(value);
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

async function guarded<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw postgresError(error);
  }
}
