import { TelewireError } from "@telewire/contracts";
import pg from "pg";
import type { Archive, ContentPolicy } from "../archive.ts";
import { MIGRATIONS, migrationSql } from "../migrations.ts";
import { SqlArchive } from "../sql-archive.ts";
import type { BulkInsert, Sql, SqlRow, SqlValue, Statement } from "../sql.ts";

export interface PostgresArchiveOptions {
  readonly url: string;
  /** Default `all`. */
  readonly contentPolicy?: ContentPolicy;
  /** Default 4. */
  readonly poolSize?: number;
}

const CONNECT_TIMEOUT_MS = 5000;
/** A statement that takes longer is a broken connection or a lock held by someone else. */
const QUERY_TIMEOUT_MS = 30_000;
/** Any constant of ours: starters take turns on it. */
const MIGRATION_LOCK = 7_305_913;
/** SQLSTATE classes of a mistake in the statement or its data: not an outage. */
const OWN_FAULT = /^(22|23|42)/;

/**
 * An archive in a Postgres database; its tables are created or migrated on opening.
 * @throws TelewireError ARCHIVE_UNAVAILABLE when the database cannot be reached within 5 s
 */
export async function openPostgresArchive({ url, contentPolicy = "all", poolSize = 4 }: PostgresArchiveOptions): Promise<Archive> {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    application_name: "telewire",
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  });
  // An idle connection that breaks is replaced on the next use.
  pool.on("error", () => undefined);
  const sql = new PostgresSql(pool);
  try {
    await sql.migrate();
  } catch (error) {
    await pool.end();
    throw error;
  }
  return new SqlArchive(sql, contentPolicy);
}

class PostgresSql implements Sql {
  readonly dialect = "postgres";
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async all(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.#guarded(async () => (await this.#pool.query(prepared(sql, params))).rows as SqlRow[]);
  }

  async batch(statements: readonly Statement[]): Promise<SqlRow[][]> {
    return this.#transaction(async (client) => {
      const results: SqlRow[][] = [];
      for (const { sql, params } of statements) results.push((await client.query(prepared(sql, params))).rows as SqlRow[]);
      return results;
    });
  }

  /** One prepared statement for any number of rows: an array a column. */
  async insertMany({ table, columns, onConflict }: BulkInsert, rows: readonly (readonly SqlValue[])[]): Promise<number> {
    const names = Object.keys(columns);
    const arrays = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`);
    const text = `INSERT INTO ${table} (${names.join(", ")}) SELECT * FROM unnest(${arrays.join(", ")}) ON CONFLICT ${onConflict}`;
    const values = names.map((_, index) => rows.map((row) => row[index]));
    return this.#guarded(async () => (await this.#pool.query({ name: statementName(text), text, values })).rowCount ?? 0);
  }

  async migrate(): Promise<void> {
    await this.#transaction(async (client) => {
      await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
      await client.query("CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY)");
      const { rows } = await client.query<{ version: number | null }>("SELECT max(version) AS version FROM migrations");
      for (let version = (rows[0]?.version ?? 0) + 1; version <= MIGRATIONS.length; version++) {
        await client.query(migrationSql(version, "postgres"));
        await client.query("INSERT INTO migrations VALUES ($1)", [version]);
      }
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool.end();
  }

  async #transaction<Value>(work: (client: pg.PoolClient) => Promise<Value>): Promise<Value> {
    return this.#guarded(async () => {
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

  async #guarded<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      const isOwnFault = error instanceof pg.DatabaseError && OWN_FAULT.test(error.code ?? "");
      throw isOwnFault ? error : new TelewireError("ARCHIVE_UNAVAILABLE", { cause: error });
    }
  }
}

function prepared(sql: string, params: readonly SqlValue[]): pg.QueryConfig {
  let number = 0;
  const text = sql.replaceAll("?", () => `$${++number}`);
  return { name: statementName(text), text, values: params.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value)) };
}

const names = new Map<string, string>();

/** Statements are prepared under a short name of their own. */
function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = `telewire_${names.size}`));
  return name;
}

/** Our bigints are times and counts, all below 2^53. */
function parserOf(oid: number, format?: "text" | "binary"): unknown {
  return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as "text");
}
