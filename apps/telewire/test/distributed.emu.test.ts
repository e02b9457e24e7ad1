import { openPostgresArchive } from "@telewire/archive";
import { startPostgres, startRedis, until } from "@telewire/testing";
import type { PostgresServer, RedisServer } from "@telewire/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ServerProcess, untilArchived, World } from "./fixture.ts";

const LEASE_LOST = "the lease was lost: sockets closed before it ran out";

let redis: RedisServer;
let postgres: PostgresServer;
beforeAll(async () => {
  [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
});
afterAll(async () => {
  await Promise.all([redis[Symbol.asyncDispose](), postgres[Symbol.asyncDispose]()]);
});

/** Settings of a set of nodes over one Redis and Postgres; the database number keeps the tests apart. */
async function settings(
  world: World,
  database: number,
): Promise<Record<string, string> & { readonly DATABASE_URL: string }> {
  return {
    ...world.env,
    REDIS_URL: `${redis.url}/${database}`,
    DATABASE_URL: await postgres.createDatabase(),
    TELEGRAM_ENCRYPTION_KEY: "ab".repeat(32),
  };
}

describe("roles apart over Redis and Postgres", () => {
  it("has every message once in the archive although Redis lost what it had acknowledged", async () => {
    await using own = await startRedis();
    await using world = await World.create(2);
    const env = { ...(await settings(world, 0)), REDIS_URL: own.url };
    await using server = await ServerProcess.start(env);
    await server.logIn(world.emulator, await world.token(server, env), "ann");
    await using archive = await openPostgresArchive({ url: env.DATABASE_URL, contentPolicy: "all" });
    const sent = new Map<string, string[]>();
    const post = async (count: number): Promise<void> => {
      for (const [chatId, ids] of await world.load(count, 0)) sent.set(chatId, [...(sent.get(chatId) ?? []), ...ids]);
      expect(await untilArchived(archive, "ann", sent)).toEqual(sent);
    };
    await post(300);
    const point = await own.written();
    await post(300);
    await own.restartFrom(point);
    await post(300);
    // By its next batch or by its next renewal, whichever comes first.
    const noticed = ["the session failed: it will be started again", LEASE_LOST].flatMap((line) => server.lines(line));
    expect(noticed).not.toHaveLength(0);
  }, 60_000);

  it("routes calls to the owner, and a pending login to the node that asked for its code", async () => {
    await using world = await World.create(1);
    const env = await settings(world, 2);
    await using api = await ServerProcess.start(env, ["--role", "api"]);
    await using _listener = await ServerProcess.start(env, ["--role", "listener"]);
    const token = await world.token(api, env);
    const nobody = "9996699999";
    const { loginId } = await until(
      async () =>
        (await api.call<{ loginId: string }>("POST", "/api/v1/auth/send-code", { phone: nobody }, token)).data,
      { timeoutMs: 15_000, what: "a listener that sends a code" },
    );
    const code = await world.emulator.code(nobody);
    const unknown = await api.call("POST", "/api/v1/auth/verify-code", { loginId, code }, token);
    expect(unknown.error?.code).toBe("PHONE_NOT_REGISTERED");
    await api.logIn(world.emulator, token, "ann");
    await api.untilLive(token, "ann");
    const wrong = await api.call("POST", "/api/v1/auth/verify-code", { loginId: "bm9uZQ.x", code: "1" }, token);
    expect(wrong.error?.code).toBe("LOGIN_NOT_FOUND");
    const removed = await api.call("DELETE", "/api/v1/sessions/ann", undefined, token);
    expect(removed).toMatchObject({ success: true });
    expect((await api.call("GET", "/api/v1/sessions/ann", undefined, token)).error?.code).toBe("SESSION_NOT_FOUND");
  });

  it("closes its sockets before the lease runs out when Redis is away, and comes back", async () => {
    await using world = await World.create(1);
    const env = await settings(world, 3);
    await using api = await ServerProcess.start(env, ["--role", "api"]);
    await using listener = await ServerProcess.start(env, ["--role", "listener"]);
    const token = await world.token(api, env);
    await api.logIn(world.emulator, token, "ann");
    const connections = async (): Promise<number> =>
      (await world.emulator.get<{ connections: number }>("/stats")).connections;
    expect(await connections()).toBeGreaterThan(0);
    redis.pause();
    try {
      await until(async () => (await connections()) === 0, { timeoutMs: 15_000, what: "closed sockets" });
    } finally {
      redis.resume();
    }
    const warnings = (): readonly unknown[] => listener.lines(LEASE_LOST);
    await until(() => warnings().length > 0, { what: "the listener's word on it" });
    expect(warnings()).toHaveLength(1);
    await api.untilLive(token, "ann");
  });

  it("hands the sessions of a killed node to another", async () => {
    await using world = await World.create(1);
    const env = await settings(world, 4);
    await using api = await ServerProcess.start(env, ["--role", "api,consumer"]);
    await using first = await ServerProcess.start(env, ["--role", "listener"]);
    const token = await world.token(api, env);
    await api.logIn(world.emulator, token, "ann");
    await using _second = await ServerProcess.start(env, ["--role", "listener"]);
    const ownerOf = async (): Promise<string> =>
      (await api.call<{ nodeId: string }>("GET", "/api/v1/sessions/ann", undefined, token)).data.nodeId;
    const before = await ownerOf();
    await first.signal("SIGKILL");
    await until(async () => (await ownerOf()) !== before, { timeoutMs: 15_000 });
    await api.untilLive(token, "ann");
    expect(await ownerOf()).not.toBe(before);
  });
});
