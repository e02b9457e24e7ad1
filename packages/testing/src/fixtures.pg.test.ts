import { Client } from "pg";
import type { QueryResult } from "pg";
import { expect, it } from "vitest";
import { startPostgres } from "./postgres.ts";

it("postgres keeps committed rows over kill -9", async () => {
  await using server = await startPostgres();
  const url = await server.createDatabase();
  await query(url, "CREATE TABLE t AS SELECT 7 AS x");
  await server.restart();
  expect((await query(url, "SELECT x FROM t")).rows).toEqual([{ x: 7 }]);
}, 60_000);

async function query(url: string, sql: string): Promise<QueryResult> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
