import { readdirSync, readlinkSync } from "node:fs";
import { TelewireError } from "@telewire/contracts";
import { freePort, startPostgres, startTcpProxy } from "@telewire/testing";
import type { PostgresServer } from "@telewire/testing";
import { array, assert, asyncProperty, integer, maxSafeInteger, option, string } from "fast-check";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeArchive } from "../contract.ts";
import { detectionAt, messageAt } from "../contract/entries.ts";
import { arrayParameter } from "./array-parameter.ts";
import { openPostgresArchive } from "./postgres-archive.ts";

const SESSION = {
  userId: "1",
  firstName: "Ada",
  lastName: null,
  username: null,
  secret: Uint8Array.of(1),
  finalState: null,
  createdAt: 1,
  updatedAt: 1,
};

describe("Postgres", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
    // What kill -9 of a process loses does not depend on fsync; without it recovery takes no 15 s.
    await query(server.url, "ALTER SYSTEM SET fsync = off");
    await query(server.url, "SELECT pg_reload_conf()");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeArchive("Postgres", async () => {
    const url = await server.createDatabase();
    return {
      place: ["postgres", url],
      open: (contentPolicy = "all") => openPostgresArchive({ url, contentPolicy }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  });

  it("is unavailable while Postgres is away, and works again when it is back", async () => {
    const url = await server.createDatabase();
    await using archive = await openPostgresArchive({ url });
    await archive.messages.write([messageAt(1, 1)]);
    const directory = await query(url, "SHOW data_directory");
    await server.kill();
    // Its children may answer until they notice, and hold its shared memory: a new server would not start.
    await expect.poll(() => processesIn(directory)).toEqual([]);
    await expect(archive.messages.write([messageAt(2, 2)])).rejects.toMatchObject({ code: "ARCHIVE_UNAVAILABLE" });
    await expect(archive.sessions.insert({ ...SESSION, sessionId: "s" })).rejects.toMatchObject({
      code: "ARCHIVE_UNAVAILABLE",
    });
    await server.start();
    await expect
      .poll(
        () =>
          archive.messages.write([messageAt(2, 2)]).then(
            () => archive.messages.count("s"),
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .toBe(2);
  });

  it("outlives connections that break within transactions", async () => {
    const url = await server.createDatabase();
    await using proxy = await startTcpProxy(server.port);
    await using archive = await openPostgresArchive({ url: viaPort(url, proxy.port) });
    const insert = async (index: number): Promise<string> => {
      try {
        await archive.sessions.insert({ ...SESSION, sessionId: `s${index}` });
        return "inserted";
      } catch (error) {
        return TelewireError.from(error).code;
      }
    };
    const outcomes = new Set<string>();
    for (let round = 0; round < 10; round++) {
      const inserts = Array.from({ length: 8 }, (_, index) => insert(round * 8 + index));
      await Promise.race(inserts);
      proxy.cut();
      for (const outcome of await Promise.all(inserts)) outcomes.add(outcome);
    }
    expect(outcomes).toEqual(new Set(["inserted", "ARCHIVE_UNAVAILABLE"]));
    expect(await insert(1000)).toBe("inserted");
  });

  it("gives up on a connection that says nothing more, and takes another", async () => {
    const url = await server.createDatabase();
    await using proxy = await startTcpProxy(server.port);
    await using archive = await openPostgresArchive({ url: viaPort(url, proxy.port), queryTimeoutMs: 300 });
    await archive.messages.write([messageAt(1, 1)]);
    proxy.blackhole();
    await expect(archive.messages.write([messageAt(2, 2)])).rejects.toMatchObject({ code: "ARCHIVE_UNAVAILABLE" });
    await expect
      .poll(
        () =>
          archive.messages.write([messageAt(2, 2)]).then(
            () => archive.messages.count("s"),
            () => 0,
          ),
        { timeout: 10_000 },
      )
      .toBe(2);
  });

  it("leaves NUL out where Postgres cannot hold it", async () => {
    await using archive = await openPostgresArchive({ url: await server.createDatabase() });
    expect(await archive.detections.write([detectionAt(1, "A\u0000B"), detectionAt(2, "C")])).toEqual({ inserted: 2 });
    expect(await archive.detections.query({ address: "AB", direction: "newer", limit: 1 })).toHaveLength(1);
    await archive.records.put("n", "k", "a\u0000b", null);
    expect(await archive.records.get("n", "k")).toBe("ab");
  });

  it("waits for a schema that is not as it should be, instead of blaming the entries", async () => {
    const url = await server.createDatabase();
    await using archive = await openPostgresArchive({ url });
    await query(url, "ALTER TABLE messages RENAME TO moved");
    await expect(archive.messages.write([messageAt(1, 1)])).rejects.toMatchObject({ code: "ARCHIVE_UNAVAILABLE" });
    await query(url, "ALTER TABLE moved RENAME TO messages");
    expect(await archive.messages.write([messageAt(1, 1)])).toEqual({ inserted: 1 });
  });

  it("reads back every array that is written in binary form", async () => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const readBack = async (
      type: "text" | "bigint",
      values: readonly (string | number | null)[],
    ): Promise<unknown[]> => {
      const parameter = arrayParameter(
        type,
        values.map((value) => [value]),
        0,
      );
      return (
        await client.query<{ v: string | null }>(`SELECT v FROM unnest($1::${type}[]) AS v`, [parameter])
      ).rows.map(({ v }) => v);
    };
    try {
      await assert(
        asyncProperty(array(option(string({ unit: "binary", maxLength: 120 }))), async (values) => {
          expect(await readBack("text", values)).toEqual(
            values.map((value) => value?.replaceAll("\u0000", "").toWellFormed() ?? null),
          );
        }),
      );
      await assert(
        asyncProperty(array(option(maxSafeInteger())), async (values) => {
          expect(await readBack("bigint", values)).toEqual(
            values.map((value) => (value === null ? null : String(value))),
          );
        }),
      );
      await assert(
        asyncProperty(integer({ min: 0, max: 3 }), async (fraction) => {
          expect(() => arrayParameter("bigint", [[fraction + 0.5]], 0)).toThrow(TypeError);
        }),
      );
    } finally {
      await client.end();
    }
  });
});

it("says that a database cannot be reached", async () => {
  const port = await freePort();
  await expect(openPostgresArchive({ url: `postgres://telewire:secret@127.0.0.1:${port}/none` })).rejects.toMatchObject(
    {
      code: "ARCHIVE_UNAVAILABLE",
      details: { host: "127.0.0.1", port, database: "none" },
    },
  );
});

/** The first value of the answer, as text. */
async function query(url: string, sql: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<[unknown]>({ text: sql, rowMode: "array" });
  await client.end();
  return String(rows[0]?.[0]);
}

/** Ids of the processes that work in this directory. */
function processesIn(directory: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === directory;
    } catch {
      // It has ended, or is another user's.
      return false;
    }
  });
}

function viaPort(url: string, port: number): string {
  const proxied = new URL(url);
  proxied.port = String(port);
  return proxied.href;
}
