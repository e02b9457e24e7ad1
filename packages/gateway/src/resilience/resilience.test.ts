import { TelewireError } from "@telewire/contracts";
import type { HealthData } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { ALICE, call, CHAT, post, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { LoadShedder } from "./load-shedder.ts";

const health = async ({ url }: GatewayFixture) => (await call(`${url}/api/v1/system/health`)).data as HealthData;

const metrics = async ({ url }: GatewayFixture) => (await fetch(`${url}/metrics`)).text();

describe("a breaker", () => {
  it("spares an owner that is away, shows it, tries again, and leaves other sessions alone", async () => {
    await using fixture = await startGateway({ options: { breakerFailures: 3, breakerResetMs: 100 } });
    await fixture.addSession("bob");
    const token = await fixture.token();
    const chat = (sessionId: string) => call(`${fixture.url}/api/v1/chats/${CHAT}?sessionId=${sessionId}`, { token });
    fixture.telegram.error = new TelewireError("CHAT_NOT_FOUND");
    for (let count = 0; count < 5; count++) expect((await chat(ALICE)).error.code).toBe("CHAT_NOT_FOUND");
    fixture.telegram.error = new TelewireError("OWNER_UNREACHABLE");
    for (let count = 0; count < 3; count++) await chat(ALICE);
    const asked = fixture.telegram.calls.length;
    expect(await chat(ALICE)).toMatchObject({ status: 503, error: { code: "OWNER_UNREACHABLE" } });
    expect(fixture.telegram.calls).toHaveLength(asked);
    expect((await health(fixture)).breakers["owner"]).toEqual({ open: 1, halfOpen: 0 });
    expect(await metrics(fixture)).toMatch(/telewire_breakers_open\{upstream="owner"\} 1/);
    fixture.telegram.error = null;
    expect((await chat("bob")).status).toBe(200);
    await until(async () => (await chat(ALICE)).status === 200);
    expect((await health(fixture)).breakers["owner"]).toEqual({ open: 0, halfOpen: 0 });
    expect(await metrics(fixture)).toMatch(/telewire_breaker_opened_total\{upstream="owner"\} 1/);
  });
});

describe("an overloaded process", () => {
  it("refuses background reading first, then writing and people's reading, never health and logins", () => {
    using shedder = new LoadShedder({ shedDelayMs: 250, shedQueueMs: 100 }, new Registry());
    const refused = () =>
      (["read", "write", "auth", "system"] as const).filter((limit) => {
        try {
          shedder.admit({ limit } as never, false);
          return false;
        } catch (error) {
          return TelewireError.from(error).code === "OVERLOADED";
        }
      });
    expect(refused()).toEqual([]);
    const waiting = shedder.track();
    const now = performance.now();
    expect([50, 150, 250].map((ms) => shedder.level(now + ms))).toEqual([0, 1, 2]);
    waiting[Symbol.dispose]();
    expect(shedder.level(now + 10_000)).toBe(0);
  });

  it("notices that its event loop is late, and recovers", async () => {
    await using fixture = await startGateway({ options: { shedDelayMs: 50 } });
    const token = await fixture.token();
    const me = () => call(`${fixture.url}/api/v1/sessions`, { token });
    const answer = await until(async () => {
      // Nothing else runs meanwhile: the loop is late by this much.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      const given = await me();
      return given.status === 503 ? given : null;
    });
    expect(answer.error.code).toBe("OVERLOADED");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    await until(async () => (await me()).status === 200);
  });
});

describe("limits", () => {
  it("hold for an operation, an address and a session, each by itself", async () => {
    await using fixture = await startGateway({
      options: { addressPerMinute: 40, sessionWritesPerMinute: 4, endpointsPerMinute: { listKeys: 2 } },
    });
    const token = await fixture.token();
    const keys = () => call(`${fixture.url}/api/v1/keys`, { token });
    const listed = [await keys(), await keys(), await keys()];
    expect(listed.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(listed[2]?.error.details).toMatchObject({ limit: 2, scope: "endpoint-listKeys" });
    const send = (sessionId: string) =>
      post(`${fixture.url}/api/v1/messages/send/${CHAT}`, { sessionId, text: "x" }, { token });
    const sent = [];
    for (let count = 0; count < 6; count++) sent.push(await send(ALICE));
    expect(sent.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(sent[5]?.error.details).toMatchObject({ limit: 4, scope: "session" });
    const other = await fixture.token();
    const answers = [];
    for (let count = 0; count < 45; count++)
      answers.push(await call(`${fixture.url}/api/v1/auth/me`, { token: other }));
    expect(answers.at(-1)?.error.details).toMatchObject({ limit: 40, scope: "address" });
  });
});
