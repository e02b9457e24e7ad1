import { freePort, startPostgres } from "@telewire/testing";
import type { PostgresServer } from "@telewire/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeArchive } from "../contract.ts";
import { messageAt } from "../contract/entries.ts";
import { openPostgresArchive } from "./postgres-archive.ts";

describe("Postgres", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeArchive("Postgres", async () => {
    const url = await server.createDatabase();
    return { open: (contentPolicy = "all") => openPostgresArchive({ url, contentPolicy }), [Symbol.asyncDispose]: () => Promise.resolve() };
  });

  it("is migrated once when several nodes start together", async () => {
    const url = await server.createDatabase();
    const archives = await Promise.all(Array.from({ length: 4 }, () => openPostgresArchive({ url })));
    expect(await Promise.all(archives.map((archive) => archive.sessions.version()))).toEqual([0, 0, 0, 0]);
    for (const archive of archives) await archive[Symbol.asyncDispose]();
  });

  it("is unavailable while Postgres is away, and works again when it is back", async () => {
    const url = await server.createDatabase();
    await using archive = await openPostgresArchive({ url });
    await archive.messages.write([messageAt(1, 1)]);
    await server.kill();
    await expect(archive.messages.write([messageAt(2, 2)])).rejects.toMatchObject({ code: "ARCHIVE_UNAVAILABLE" });
    await server.start();
    await expect.poll(() => archive.messages.write([messageAt(2, 2)]).then(() => archive.messages.count("s"), () => 0), { timeout: 20_000 }).toBe(2);
  });
});

it("says that a database cannot be reached", async () => {
  const url = `postgres://telewire@127.0.0.1:${await freePort()}/none`;
  await expect(openPostgresArchive({ url })).rejects.toMatchObject({ code: "ARCHIVE_UNAVAILABLE" });
});
