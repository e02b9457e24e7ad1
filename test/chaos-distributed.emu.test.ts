import { openPostgresArchive } from "@telewire/archive";
import { startPostgres, startRedis, startTelewire } from "@telewire/testing";
import type { PostgresServer, RedisServer } from "@telewire/testing";
import { expect, it } from "vitest";
import type { Fault } from "./support/chaos.ts";
import { killing, settingsOf, surviveChaos } from "./support/chaos-run.ts";
import { Town } from "./support/town.ts";

it("roles apart: each role, Redis, Postgres, the emulator and the links break; nothing is lost, nothing comes twice", async () => {
  await using redis = await startRedis();
  await using postgres = await startPostgres();
  await using town = await Town.found();
  const databaseUrl = await postgres.createDatabase();
  const settings = {
    ...(await settingsOf(town)),
    REDIS_URL: redis.url,
    DATABASE_URL: databaseUrl,
    TELEGRAM_ENCRYPTION_KEY: "ab".repeat(32),
  };
  await using api = await startTelewire(settings, ["--role", "api"]);
  await using listener = await startTelewire(settings, ["--role", "listener"]);
  await using other = await startTelewire(settings, ["--role", "listener"]);
  await using consumer = await startTelewire(settings, ["--role", "consumer"]);
  const problems = await surviveChaos({
    town,
    settings,
    api,
    faults: [
      killing("api", 3, api),
      killing("listener", 3, listener),
      killing("other listener", 2, other),
      killing("consumer", 3, consumer),
      killingStore("Redis", redis),
      killingStore("Postgres", postgres),
    ],
    openArchive: () => openPostgresArchive({ url: databaseUrl, contentPolicy: "all" }),
  });
  expect(problems).toEqual([]);
}, 240_000);

function killingStore(name: string, store: RedisServer | PostgresServer): Fault {
  return {
    name: `${name} killed`,
    times: 2,
    strike: async (mendAt) => {
      await store.kill();
      await mendAt();
      await store.start();
    },
  };
}
