import { TelewireError } from "@telewire/contracts";
import { Client, Pool, types } from "pg";
import type { Archive, ContentPolicy } from "../archive.ts";
import { SqlArchive } from "../sql-archive.ts";
import { PostgresSql } from "./postgres-sql.ts";

export interface PostgresArchiveOptions {
  readonly url: string;
  /** Default `all`. */
  readonly contentPolicy?: ContentPolicy;
  /** Default 4. */
  readonly poolSize?: number;
  /** After this time without an answer a connection is taken for broken; default 15,000. */
  readonly queryTimeoutMs?: number;
}

/** For a new connection, and for one of the pool to get free. */
const CONNECT_TIMEOUT_MS = 5000;

/**
 * An archive in a Postgres database; its tables are created or migrated on opening.
 * @throws TelewireError ARCHIVE_UNAVAILABLE when the database cannot be reached within 5 s
 */
export async function openPostgresArchive(options: PostgresArchiveOptions): Promise<Archive> {
  const { url, contentPolicy = "all", poolSize = 4, queryTimeoutMs = 15_000 } = options;
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    application_name: "telewire",
    types: { getTypeParser: parserOf as typeof types.getTypeParser },
  });
  // A connection may break at any time, idle or in use; who uses it is told by the query, and the next use gets another.
  pool.on("error", () => undefined).on("connect", (client) => client.on("error", () => undefined));
  const sql = new PostgresSql(pool);
  try {
    await sql.migrate();
  } catch (error) {
    await pool.end();
    if (!(error instanceof TelewireError) || error.code !== "ARCHIVE_UNAVAILABLE") throw error;
    const { host, port, database } = new Client({ connectionString: url });
    throw new TelewireError("ARCHIVE_UNAVAILABLE", {
      details: { problem: "Postgres cannot be opened", host, port, database },
      cause: error.cause,
    });
  }
  return new SqlArchive(sql, contentPolicy);
}

type TypeId = Parameters<typeof types.getTypeParser>[0];

/** Our bigints are times and counts, all below 2^53. */
function parserOf(oid: TypeId, format?: "text"): unknown {
  return oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);
}
