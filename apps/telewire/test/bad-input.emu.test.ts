import { ERRORS } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
import { startPostgres, startRedis, telewire, until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { PASSWORD, PHONE, ServerProcess, World } from "./fixture.ts";

const DISTRIBUTED = {
  TELEGRAM_API_ID: "1",
  TELEGRAM_API_HASH: "h",
  TELEGRAM_ENCRYPTION_KEY: "ab".repeat(32),
  REDIS_URL: "redis://:hidden@127.0.0.1:1",
  DATABASE_URL: "postgres://u:hidden@127.0.0.1:1/d",
};

describe("at the start", () => {
  it("everything that is wrong with the configuration, at once and by name", async () => {
    const wrong = {
      TELEGRAM_API_ID: "twelve",
      PORT: "70000",
      REDIS_URL: "http://nowhere",
      TELEWIRE_LEASE_TTL_MS: "5",
      TELEWIRE_LOG_LEVL: "debug",
    };
    const result = await telewire(["serve"], wrong);
    expect(result.code).toBe(1);
    for (const name of Object.keys(wrong)) expect(result.stderr).toContain(`  ${name} `);
    expect(result.stderr).toContain("did you mean TELEWIRE_LOG_LEVEL?");
  });

  it("a data folder that another server holds", async () => {
    await using world = await World.create(1);
    await using _server = await ServerProcess.start(world.env);
    const second = await telewire(["serve"], world.env);
    expect(second).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is in use by another telewire process") as string,
    });
  });

  it("a taken port", async () => {
    await using world = await World.create(1);
    const { port } = new URL(world.emulator.ready.control);
    const result = await telewire(["serve"], { ...world.env, PORT: port });
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("PORT_IN_USE") as string });
    expect(result.stderr).toContain(port);
  });

  it("a Postgres that is not there", async () => {
    const result = await telewire(["serve"], DISTRIBUTED);
    expect(result.code).toBe(1);
    for (const part of ["ARCHIVE_UNAVAILABLE", "DATABASE_URL", "127.0.0.1:1/d", "ECONNREFUSED"])
      expect(result.stderr).toContain(part);
    expect(result.stderr).not.toContain("hidden");
  });

  it("a Redis that is not there", async () => {
    await using postgres = await startPostgres();
    const result = await telewire(["serve"], { ...DISTRIBUTED, DATABASE_URL: await postgres.createDatabase() });
    expect(result.code).toBe(1);
    for (const part of ["LOG_UNAVAILABLE", "REDIS_URL", "127.0.0.1:1", "ECONNREFUSED"])
      expect(result.stderr).toContain(part);
    expect(result.stderr).not.toContain("hidden");
  });

  it("a key that did not encrypt what is stored", async () => {
    await using world = await World.create(1);
    {
      await using server = await ServerProcess.start(world.env);
      await server.logIn(world.emulator, await world.token(server), "ann");
      await server.signal("SIGTERM");
    }
    const result = await telewire(["serve"], { ...world.env, TELEGRAM_ENCRYPTION_KEY: "cd".repeat(32) });
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("TELEGRAM_ENCRYPTION_KEY") as string });
    expect((await telewire(["doctor"], { ...world.env, TELEGRAM_ENCRYPTION_KEY: "cd".repeat(32) })).stdout).toContain(
      "FAIL archive and encryption key",
    );
    const healthy = await telewire(["doctor", "--json"], world.env);
    expect(JSON.parse(healthy.stdout)).toMatchObject({ ok: true });
  });
});

/** What a request is answered: exactly the row of the table, no more and no less. */
async function refusal(url: string, init: RequestInit = {}): Promise<ErrorCode> {
  const response = await fetch(url, init);
  const { success, error } = (await response.json()) as {
    readonly success: boolean;
    readonly error: { readonly code: ErrorCode; readonly message: string };
  };
  const { status, message } = ERRORS[error.code];
  expect({ success, status: response.status, message: error.message }).toEqual({ success: false, status, message });
  return error.code;
}

function posting(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

describe("while it runs", () => {
  it("wrong keys, tokens, codes, passwords, sessions, chats and positions have each their error", async () => {
    await using world = await World.create(1);
    await using server = await ServerProcess.start(world.env);
    const token = await world.token(server);
    const bearer = { authorization: `Bearer ${token}` };
    const api = `${server.url}/api/v1`;
    const { data } = await server.call<{ loginId: string }>(
      "POST",
      "/api/v1/auth/send-code",
      { phone: PHONE, sessionId: "ann" },
      token,
    );
    const verify = (fields: object): Promise<ErrorCode> =>
      refusal(`${api}/auth/verify-code`, posting({ loginId: data.loginId, ...fields }, bearer));
    const code = await world.emulator.code(PHONE);
    expect(await verify({ code: "00000" })).toBe("CODE_INVALID");
    expect(await verify({ code })).toBe("PASSWORD_REQUIRED");
    expect(await verify({ code, password: "not it" })).toBe("PASSWORD_INVALID");
    expect(await verify({ code, loginId: "none" })).toBe("LOGIN_NOT_FOUND");
    expect(await verify({ code: 5 })).toBe("VALIDATION_FAILED");
    expect(
      await server.call("POST", "/api/v1/auth/verify-code", { loginId: data.loginId, code, password: PASSWORD }, token),
    ).toMatchObject({
      success: true,
    });
    expect(await refusal(`${api}/auth/token`, posting({ apiKey: "tw_none_nothing" }))).toBe("INVALID_API_KEY");
    expect(await refusal(`${api}/sessions`)).toBe("UNAUTHENTICATED");
    expect(await refusal(`${api}/sessions`, { headers: { authorization: `Bearer ${token}x` } })).toBe("INVALID_TOKEN");
    const [chatId = ""] = world.chatIds;
    const get = (path: string): Promise<ErrorCode> => refusal(`${api}/${path}`, { headers: bearer });
    expect(await get("sessions/nobody")).toBe("SESSION_NOT_FOUND");
    expect(await get(`messages/poll/${chatId}?sessionId=nobody`)).toBe("SESSION_NOT_FOUND");
    expect(await get(`messages/history/-1009999999999?sessionId=ann`)).toBe("CHAT_NOT_FOUND");
    expect(await get(`messages/poll/${chatId}?sessionId=ann&cursor=rubbish`)).toBe("BAD_POSITION");
    expect(await get(`messages/poll/${chatId}?sessionId=ann&cursor=m.zzz.0.5-0`)).toBe("CURSOR_EXPIRED");
    expect(await get("nothing")).toBe("NOT_FOUND");
  });

  it("Postgres or Redis away: each call says which, and all is well when they are back", async () => {
    await using redis = await startRedis();
    await using postgres = await startPostgres();
    await using world = await World.create(1);
    const env = {
      ...world.env,
      ...DISTRIBUTED,
      REDIS_URL: redis.url,
      DATABASE_URL: await postgres.createDatabase(),
    };
    await using server = await ServerProcess.start(env);
    const token = await world.token(server, env);
    await server.logIn(world.emulator, token, "ann");
    const headers = { authorization: `Bearer ${token}` };
    const [chatId = ""] = world.chatIds;
    const readiness = async (): Promise<number> => (await fetch(`${server.url}/readyz`)).status;
    await postgres.kill();
    expect(await refusal(`${server.url}/api/v1/sessions`, { headers })).toBe("ARCHIVE_UNAVAILABLE");
    await postgres.start();
    await server.untilLive(token, "ann");
    await redis.kill();
    const poll = `${server.url}/api/v1/messages/poll/${chatId}?sessionId=ann&cursor=m.zzz.0.5-0`;
    expect(await refusal(poll, { headers })).toBe("LOG_UNAVAILABLE");
    expect(await readiness()).toBe(503);
    await redis.start();
    await until(async () => (await readiness()) === 200, { timeoutMs: 20_000, what: "readiness" });
    await server.untilLive(token, "ann");
  }, 60_000);
});
