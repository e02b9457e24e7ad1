import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { ALICE, call, CHAT, post, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { sign, signer } from "../../test/sign.ts";
import { TestClient } from "../../test/test-client.ts";
import { networkOf } from "./network-of.ts";
import { Volume } from "./volume.ts";

/** Requests of several addresses: the test is the trusted proxy. */
const from = (ip: string) => ({ headers: { "x-forwarded-for": ip } });
const PROXY = { trustProxy: ["127.0.0.1"] };
const me = ({ url }: GatewayFixture, token: string, ip: string) =>
  call(`${url}/api/v1/auth/me`, { token, ...from(ip) });

interface Received extends AsyncDisposable {
  readonly url: string;
  readonly alerts: Record<string, unknown>[];
}

async function startWebhook(): Promise<Received> {
  const alerts: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      alerts.push(JSON.parse(text) as Record<string, unknown>);
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, alerts, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe("suspicious use", () => {
  it("blocks who keeps failing, tells it, and leaves a key at home alone", async () => {
    await using webhook = await startWebhook();
    await using fixture = await startGateway({
      options: {
        ...PROXY,
        abuseBlockScore: 30,
        alertWebhookUrl: webhook.url,
        alertSessionId: ALICE,
        alertChatId: CHAT,
      },
    });
    const [neighbour, stranger] = [await fixture.token(), await fixture.token()];
    expect((await me(fixture, neighbour, "203.0.113.7")).status).toBe(200);
    expect((await me(fixture, stranger, "198.51.100.1")).status).toBe(200);
    const answers = [];
    for (let count = 0; count < 33; count++) answers.push(await me(fixture, "guess", "203.0.113.7"));
    expect(answers[0]).toMatchObject({ status: 401, error: { code: "INVALID_TOKEN" } });
    expect(answers.at(-1)).toMatchObject({ status: 403, error: { code: "BLOCKED", details: { retryAfter: 300 } } });
    const { apiKey } = await fixture.key();
    const logIn = await post(`${fixture.url}/api/v1/auth/token`, { apiKey }, from("203.0.113.7"));
    expect(logIn.error.code).toBe("BLOCKED");
    expect((await me(fixture, neighbour, "203.0.113.7")).status).toBe(200);
    expect((await me(fixture, stranger, "203.0.113.7")).error.code).toBe("BLOCKED");
    const alert = await until(() => webhook.alerts.find(({ signal }) => signal === "failed-login"));
    expect(alert).toMatchObject({
      type: "security-alert",
      subject: "203.0.113.7",
      blockedSeconds: 300,
      nodeId: "node-1",
    });
    const sent = fixture.telegram.calls.find(({ method }) => method === "send");
    expect(sent?.request).toMatchObject({ chatId: CHAT, text: expect.stringContaining("failed-login") });
    const metrics = await (await fetch(`${fixture.url}/metrics`)).text();
    expect(metrics).toMatch(/telewire_abuse_signals_total\{signal="failed-login"\} \d+/);
    expect(metrics).toMatch(/telewire_abuse_blocks_total 1/);
  });

  it("counts replays, and a key's guesses and new networks, against the key in its network", async () => {
    await using webhook = await startWebhook();
    await using fixture = await startGateway({
      options: { ...PROXY, abuseBlockScore: 45, alertWebhookUrl: webhook.url },
    });
    const { secret, token } = await signer(fixture);
    const url = `${fixture.url}/api/v1/auth/me`;
    const headers = { ...sign(secret, "GET", url), ...from("192.0.2.1").headers };
    for (let count = 0; count < 4; count++) await call(url, { token, headers });
    await until(() => webhook.alerts.find(({ signal, subject }) => signal === "replay" && subject === "192.0.2.1"));
    const reader = await fixture.token({ role: "reader", sessionIds: [ALICE] });
    expect((await me(fixture, reader, "192.0.2.50")).status).toBe(200);
    expect((await me(fixture, reader, "2001:db8:1:2::9")).status).toBe(200);
    await until(() => webhook.alerts.find(({ signal }) => signal === "new-network"));
    for (let count = 0; count < 31; count++)
      await call(`${fixture.url}/api/v1/sessions/guess-${count}`, { token: reader, ...from("2001:db8:1:2::9") });
    await until(() =>
      webhook.alerts.find(({ signal, blockedSeconds }) => signal === "enumeration" && blockedSeconds === 300),
    );
    expect((await me(fixture, reader, "2001:db8:1:ffff::1")).error.code).toBe("BLOCKED");
    expect((await me(fixture, reader, "192.0.2.50")).status).toBe(200);
  });
});

it("counts and refuses WebSocket handshakes as requests", async () => {
  await using fixture = await startGateway({ options: { abuseBlockScore: 5 } });
  const closes = [];
  for (let count = 0; count < 8; count++) {
    using client = new TestClient(fixture.url, `messages/${ALICE}`, { token: "guess" });
    closes.push(await client.closed());
  }
  expect(closes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 4501));
  expect(closes.at(-1)).toBe(4503);
  expect((await me(fixture, "guess", "127.0.0.1")).error.code).toBe("BLOCKED");
});

describe("a key's volume", () => {
  it("jumps when a minute has ten times the usual, and is told once", () => {
    const volume = new Volume();
    const ask = (times: number, now: number) =>
      Array.from({ length: times }, () => volume.note("k", now)).filter(Boolean).length;
    expect(ask(5000, 0)).toBe(0);
    expect(ask(100, 60_000)).toBe(0);
    expect(ask(100, 50 * 60_000)).toBe(0);
    expect(ask(5000, 51 * 60_000)).toBe(1);
    expect(ask(599, 200 * 60_000)).toBe(0);
  });
});

it("networks of addresses are their /24 and /48", () => {
  expect(["192.0.2.77", "::ffff:192.0.2.1", "2001:db8:1:2:3:4:5:6", "2001:db8::1", "::1"].map(networkOf)).toEqual([
    "192.0.2.0/24",
    "192.0.2.0/24",
    "2001:db8:1::/48",
    "2001:db8:0::/48",
    "0:0:0::/48",
  ]);
});
