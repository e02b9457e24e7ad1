import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { IncomingMessage } from "node:http";
import { until } from "@telewire/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, call, CHAT, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";
import { cookieName } from "../auth/identity.ts";
import { createSignInLink } from "../auth/one-time-tokens.ts";
import { subscriberOf, TrustedProxies } from "./client-address.ts";
import { isOwnOrigin } from "./csrf.ts";

let fixture: GatewayFixture;
let token = "";
beforeAll(async () => {
  fixture = await startGateway();
  token = await fixture.token();
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(fixture.url).port), "127.0.0.1").on("error", () => undefined);
  const closed = once(socket, "close");
  socket.write(text);
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
  await until(() => answer.includes("\r\n\r\n"), { what: "an answer" });
  socket.end();
  await closed;
  return answer;
}

const bearer = (): string => `Authorization: Bearer ${token}\r\n`;

describe("requests that two servers could read differently", () => {
  it.each([
    ["two lengths", "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}"],
    ["a length and chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["unknown encodings", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"],
    ["chunks not last", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"],
    ["folded headers", "Transfer-Encoding:\r\n chunked\r\nContent-Length: 2\r\n\r\n{}"],
    ["a space before the colon", "Content-Length : 2\r\n\r\n{}"],
    ["signed lengths", "Content-Length: +2\r\n\r\n{}"],
    ["chunk sizes with signs", "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n"],
  ])("are refused: %s", async (_what, rest) => {
    const smuggled = `GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\n${bearer()}\r\n`;
    const answer = await raw(
      `POST /api/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}${smuggled}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).not.toContain('"keyId"');
  });

  it("are read as what they are when they offer to become something else", async () => {
    const h2c = `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n`;
    expect(await raw(`GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\n${bearer()}${h2c}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
    expect(await raw(`GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\n${h2c}\r\n`)).toMatch(/^HTTP\/1.1 401 /);
    const elsewhere = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;
    expect(await raw(`GET /api/v1/keys HTTP/1.1\r\nHost: x\r\n${elsewhere}\r\n`)).toMatch(/^HTTP\/1.1 401 /);
  });

  it.each(["/%61pi/v1/sessions", "http://evil.example/api/v1/sessions", "/api/v1/sessions/"])(
    "are the same operation, kept by no cache: %s",
    async (path) => {
      expect(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1.1 401 /);
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n${bearer()}\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 200 /);
      expect(answer).toMatch(/cache-control: (no-store|private, no-cache)/i);
    },
  );

  it.each([
    "/api/v1//sessions",
    "/api/v1/sessions.",
    "/API/v1/sessions",
    "/api/v1/x/..%2fsessions",
    "/api/v1/sessions;x",
  ])("lead nowhere: %s", async (path) =>
    expect(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n${bearer()}\r\n`)).toMatch(/^HTTP\/1.1 4/),
  );

  it("do no other method than their own, whatever they say", async () => {
    const headers = {
      "x-http-method-override": "DELETE",
      "x-method-override": "DELETE",
      "x-original-url": "/api/v1/keys",
    };
    await call(`${fixture.url}/api/v1/sessions/${ALICE}?_method=DELETE`, { token, headers });
    expect(fixture.telegram.calls.filter(({ method }) => method === "removeSession")).toEqual([]);
  });
});

describe("the address of a client", () => {
  const addressOf = (proxies: readonly string[], remote: string, forwarded?: string): string => {
    const request = new IncomingMessage({ remoteAddress: remote } as Socket);
    if (forwarded !== undefined) request.headers["x-forwarded-for"] = forwarded;
    return new TrustedProxies(proxies).addressOf(request);
  };

  it("is told by trusted proxies only, and only the part that they wrote", () => {
    const proxies = ["10.0.0.0/8", "2001:db8:ffff::/48"];
    expect(addressOf([], "203.0.113.9", "1.1.1.1")).toBe("203.0.113.9");
    expect(addressOf(proxies, "203.0.113.9", "1.1.1.1")).toBe("203.0.113.9");
    expect(addressOf(proxies, "10.0.0.1", "1.1.1.1, 203.0.113.9")).toBe("203.0.113.9");
    expect(addressOf(proxies, "::ffff:10.0.0.1", "1.1.1.1, 203.0.113.9, 10.1.1.1")).toBe("203.0.113.9");
    expect(addressOf(proxies, "2001:db8:ffff::1", "[2001:db8::7]:443")).toBe("2001:db8::7");
    expect(addressOf(proxies, "10.0.0.1", "203.0.113.9:51234")).toBe("203.0.113.9");
    for (const nonsense of ["", "unknown", "x\u009b31m", "1.1.1.1, evil", "127.0.0.1.nip.io"])
      expect(addressOf(proxies, "10.0.0.1", nonsense)).toBe("10.0.0.1");
  });

  it("counts as one with the rest of its /64", () => {
    expect(["2001:db8:1:2::9", "2001:DB8:1:2:ffff:1:2:3", "::1", "203.0.113.9"].map(subscriberOf)).toEqual([
      "2001:db8:1:2::/64",
      "2001:db8:1:2::/64",
      "0:0:0:0::/64",
      "203.0.113.9",
    ]);
  });
});

describe("what one address may hold open", () => {
  it("is bounded, from the first byte on, and given back", async () => {
    await using narrow = await startGateway({ options: { maxConnectionsPerAddress: 3 } });
    const port = Number(new URL(narrow.url).port);
    const held = Array.from({ length: 3 }, () => connect(port, "127.0.0.1"));
    await Promise.all(held.map((socket) => once(socket, "connect")));
    const tooMany = connect(port, "127.0.0.1").on("error", () => undefined);
    await once(tooMany, "close");
    expect(tooMany.bytesRead).toBe(0);
    for (const socket of held) socket.destroy();
    await until(async () => (await fetch(`${narrow.url}/healthz`)).status === 200, { what: "a place" });
  });

  it("is counted by the address that a trusted proxy tells, WebSockets included", async () => {
    const options = { maxConnectionsPerAddress: 2, trustProxy: ["127.0.0.1"] };
    await using narrow = await startGateway({ options });
    const access = await narrow.token();
    const from = (address: string) => ({ token: access, headers: { "x-forwarded-for": address } });
    using first = new TestClient(narrow.url, `messages/${ALICE}`, from("203.0.113.1"));
    using second = new TestClient(narrow.url, `messages/${ALICE}`, from("9.9.9.9, 203.0.113.1"));
    await Promise.all([first.hello(), second.hello()]);
    using third = new TestClient(narrow.url, `messages/${ALICE}`, from("203.0.113.1"));
    expect(await third.closed()).toBe(1006);
    const me = `${narrow.url}/api/v1/auth/me`;
    expect((await call(me, from("203.0.113.1"))).error).toMatchObject({
      code: "RATE_LIMITED",
      details: { scope: "connections" },
    });
    expect((await call(me, from("203.0.113.2"))).status).toBe(200);
    first.socket.terminate();
    await until(async () => (await call(me, from("203.0.113.1"))).status === 200, { what: "a place" });
  });

  it("holds WebSocket handshakes to scores by that address", async () => {
    await using guarded = await startGateway({ options: { abuseBlockScore: 4, trustProxy: ["127.0.0.1"] } });
    const closes: number[] = [];
    for (let count = 0; count < 6; count++) {
      const headers = { "x-forwarded-for": "203.0.113.1" };
      using client = new TestClient(guarded.url, `messages/${ALICE}`, { token: "guess", headers });
      closes.push(await client.closed());
    }
    expect([closes[0], closes.at(-1)]).toEqual([4501, 4503]);
    const access = await guarded.token();
    using other = new TestClient(guarded.url, `messages/${ALICE}?chats=${CHAT}`, { token: access });
    await other.hello();
  });
});

describe("the login's cookie", () => {
  it("has its prefix and flags behind TLS, where none without the prefix counts", async () => {
    await using proxied = await startGateway({ options: { trustProxy: ["127.0.0.1"] } });
    const tls = { "x-forwarded-proto": "https" };
    const { path } = await createSignInLink({ archive: proxied.archive });
    const answer = await fetch(proxied.url + path, { redirect: "manual", headers: tls });
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^__Host-telewire_session=[\w-]{43}; /);
    for (const flag of ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"]) expect(cookie).toContain(flag);
    expect(cookie).not.toContain("Domain");
    const value = /=([\w-]{43});/.exec(cookie)?.[1] ?? "";
    const me = (name: string) =>
      call(`${proxied.url}/api/v1/auth/me`, { headers: { ...tls, cookie: `${name}=${value}` } });
    expect((await me(cookieName(true))).status).toBe(200);
    expect((await me(cookieName(false))).error.code).toBe("UNAUTHENTICATED");
  });

  it("is not given out to who was sent here by another site, and the link still works", async () => {
    const { path } = await createSignInLink({ archive: fixture.archive });
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-purpose": "prefetch" },
    ]) {
      const sent = await fetch(fixture.url + path, { redirect: "manual", headers: headers as Record<string, string> });
      expect([sent.status, sent.headers.get("set-cookie")]).toEqual([403, null]);
    }
    expect((await fetch(fixture.url + path, { redirect: "manual" })).headers.get("set-cookie")).not.toBeNull();
  });

  it("vouches for pages of this server only, and over TLS for none that came without", () => {
    const own = { host: "api.example", isSecure: true, publicUrl: undefined };
    expect(isOwnOrigin("https://api.example", own)).toBe(true);
    for (const origin of ["http://api.example", "https://api.example.evil", "null", "https://x@api.example", ""])
      expect(isOwnOrigin(origin, own)).toBe(false);
  });
});
