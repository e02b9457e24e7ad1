import { once } from "node:events";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { TOPICS } from "@telewire/contracts";
import type { Topic } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventStreamClient } from "../../test/event-stream-client.ts";
import { HIDDEN, OF_ALICE, OF_HIDDEN, startForeignWorld } from "../../test/foreign-world.ts";
import type { ForeignWorld } from "../../test/foreign-world.ts";
import { ALICE, call, CHAT, post, startGateway } from "../../test/gateway-fixture.ts";
import { sign, signer } from "../../test/sign.ts";
import { TestClient } from "../../test/test-client.ts";
import { accessTokenOf } from "../../test/tokens.ts";
import { setFilterOfKey } from "./key-filters.ts";
import { createSignInLink } from "./one-time-tokens.ts";

let world: ForeignWorld;
beforeAll(async () => {
  world = await startForeignWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe("who makes or changes keys", () => {
  const keys = (path: string, body: object, token: string) =>
    post(`${world.fixture.url}/api/v1/keys${path}`, body, { token });

  it("gives away nothing beyond its own filter, role, signature and end", async () => {
    const made = (await keys("", { name: "child", role: "reader" }, world.filtered)).data as { keyId: string };
    const { data } = await call(`${world.fixture.url}/api/v1/keys`, { token: world.filtered });
    const child = (data as { keys: { keyId: string; filter: unknown }[] }).keys.find(
      ({ keyId }) => keyId === made.keyId,
    );
    expect(child?.filter).toEqual({ chats: [CHAT] });
    const wider = { name: "x", role: "reader", filter: { chats: [CHAT, HIDDEN] } };
    expect((await keys("", wider, world.filtered)).error.details).toEqual({ field: "filter" });
    const operator = await world.tokenOf({ role: "operator", scopes: ["keys:write", "rules:read"] });
    const asAdmin = { name: "x", role: "admin", scopes: ["rules:read"] };
    expect((await keys("", asAdmin, operator)).error.details).toEqual({ field: "role" });
    const brief = await world.tokenOf({ expiresAt: Date.now() + 3_600_000 });
    const lasting = { name: "x", role: "reader", expiresAt: Date.now() + 86_400_000 };
    expect((await keys("", lasting, brief)).error.details).toEqual({ field: "expiresAt" });
    expect((await keys(`/${world.otherKey.keyId}/rotate`, {}, brief)).error.details).toEqual({ field: "expiresAt" });
  });

  it("changes no key that may do more", async () => {
    const { keyId } = world.otherKey;
    for (const token of [world.ofBob, world.filtered]) {
      expect((await keys(`/${keyId}/rotate`, {}, token)).error.code).toBe("NOT_FOUND");
      expect((await keys(`/${keyId}/filter`, { filter: null }, token)).error.code).toBe("NOT_FOUND");
      const ended = await call(`${world.fixture.url}/api/v1/keys/${keyId}`, { method: "DELETE", token });
      expect(ended.error.code).toBe("NOT_FOUND");
    }
    const own = await world.fixture.key({ role: "admin" });
    await setFilterOfKey(world.fixture.archive.records, own.keyId, { chats: [CHAT] });
    const freed = await keys(`/${own.keyId}/filter`, { filter: null }, await accessTokenOf(world.fixture, own.apiKey));
    expect(freed.error.details).toEqual({ field: "filter" });
  });
});

it("who is bound goes on with its own logins only, and reads neither audit log nor configuration", async () => {
  const { url, telegram } = world.fixture;
  telegram.calls.length = 0;
  for (const [path, body] of [
    ["resend-code", {}],
    ["verify-code", { code: "22222" }],
    ["check-password", { password: "x" }],
    ["cancel", {}],
  ] as const) {
    const answer = await post(`${url}/api/v1/auth/${path}`, { loginId: "login-1", ...body }, { token: world.ofBob });
    expect([path, answer.error.code]).toEqual([path, "LOGIN_NOT_FOUND"]);
  }
  expect(telegram.calls).toEqual([]);
  await post(`${url}/api/v1/auth/send-code`, { phone: "+99966212345", sessionId: "bob" }, { token: world.ofBob });
  const own = { loginId: "login-1", code: "22222" };
  expect((await post(`${url}/api/v1/auth/verify-code`, own, { token: world.ofBob })).status).toBe(200);
  for (const path of ["audit", "system/config"])
    for (const token of [world.ofBob, world.filtered])
      expect((await call(`${url}/api/v1/${path}`, { token })).error.code).toBe("FORBIDDEN");
});

/** What the log feeds; the others are of no session, or held to it where they are told (see `tellLogin`). */
const FED = Object.values<Topic>(TOPICS).filter(({ stream }) => stream !== null);

it("knows which topics no log feeds", () => {
  const others = Object.values<Topic>(TOPICS).filter((topic) => !FED.includes(topic));
  expect(others.map(({ name }) => name)).toEqual(["login", "metrics"]);
});

/** The ways to a topic; each gives what it hears, or heard before it ended. */
const WIRES = {
  WebSocket: (path: string, token: string) => {
    const client = new TestClient(world.fixture.url, path, { token });
    return {
      heard: () => client.frames as readonly unknown[],
      isOver: () => client.closeCode !== null,
      [Symbol.dispose]: () => client[Symbol.dispose](),
    };
  },
  "event stream": (path: string, token: string) => {
    const client = new EventStreamClient(world.fixture.url, path, { authorization: `Bearer ${token}` });
    return {
      heard: () => (client.body === "" ? client.events : [client.body]) as readonly unknown[],
      isOver: () => client.isEnded,
      [Symbol.dispose]: () => client[Symbol.dispose](),
    };
  },
};
const ON_WIRES = FED.flatMap((topic) =>
  (Object.keys(WIRES) as (keyof typeof WIRES)[]).map((wire) => [topic.name, wire, topic] as const),
);

describe.each(ON_WIRES)("the topic %s by %s", (name, wire, topic) => {
  const paths = topic.parameter === "sessionId" ? [`${name}/*`, `${name}/bob`, `${name}/${ALICE}`] : [name];
  const queries = topic.query.shape["chats"] === undefined ? [""] : ["", `&chats=${HIDDEN},${CHAT}`];
  const asked = paths.flatMap((path) => queries.map((query) => [path, query] as const));

  it.each(asked)(
    "tells nothing of other sessions and chats, live or from another key's position: %s %s",
    async (path, query) => {
      const since = world.cursors[topic.stream ?? ""] ?? "";
      for (const [token, marker] of [
        [world.ofBob, OF_ALICE],
        [world.filtered, OF_HIDDEN],
      ] as const) {
        using client = WIRES[wire](`${path}?since=${since}${query}`, token);
        await until(() => client.heard().length > 0 || client.isOver(), { what: "an answer" });
        await world.speak();
        const isQuiet = topic.stream === "status";
        await until(() => client.isOver() || isQuiet || client.heard().length > 2, { what: "what may be seen" });
        expect(JSON.stringify(client.heard())).not.toContain(marker);
      }
    },
  );
});

describe("rights that end while somebody is connected", () => {
  it("end a long poll without what it waited for", async () => {
    await using fixture = await startGateway();
    await fixture.say(["before"]);
    for (const change of ["revoke", "filter"] as const) {
      const { apiKey, keyId } = await fixture.key({ role: "reader" });
      const token = await accessTokenOf(fixture, apiKey);
      const waiting = call(`${fixture.url}/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}&cursor=latest&wait=20`, {
        token,
      });
      const startedAt = performance.now();
      const admin = await fixture.token();
      const key = `${fixture.url}/api/v1/keys/${keyId}`;
      await until(() => performance.now() - startedAt > 500, { what: "a poll that waits" });
      if (change === "revoke") await call(key, { method: "DELETE", token: admin });
      else await post(`${key}/filter`, { filter: { chats: [HIDDEN] } }, { token: admin });
      await fixture.say(["too late"]);
      const answer = await waiting;
      expect(JSON.stringify(answer.data ?? null)).not.toContain("too late");
      expect(answer.error.code).toBe(change === "revoke" ? "UNAUTHENTICATED" : "FORBIDDEN");
    }
  });

  it("end a long poll at once, though nothing is said", async () => {
    await using fixture = await startGateway();
    await fixture.say(["before"]);
    const { apiKey, keyId } = await fixture.key({ role: "reader" });
    const token = await accessTokenOf(fixture, apiKey);
    const held = await accessTokenOf(fixture, (await fixture.key({ role: "reader" })).apiKey);
    const poll = `${fixture.url}/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}&cursor=latest&wait=`;
    const [revoked, kept] = [call(`${poll}30`, { token }), call(`${poll}20`, { token: held })];
    const admin = await fixture.token();
    await call(`${fixture.url}/api/v1/keys/${keyId}`, { method: "DELETE", token: admin });
    expect((await Promise.race([revoked, kept])).error.code).toBe("UNAUTHENTICATED");
    await fixture.say(["after"]);
    expect((await kept).meta.count).toBe(1);
  });

  it("cut off a download and an upload", async () => {
    await using fixture = await startGateway();
    const { apiKey, keyId } = await fixture.key();
    const token = await accessTokenOf(fixture, apiKey);
    const admin = await fixture.token();
    // The file's next piece never comes.
    const pieces = [{ sizeBytes: 10, mimeType: "text/plain", bytes: "MDEyMw==" }];
    fixture.telegram.download = () => pieces.pop() ?? new Promise(() => undefined);
    const download = await fetch(`${fixture.url}/api/v1/media/${CHAT}/1?sessionId=${ALICE}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(download.status).toBe(200);
    const upload = request(`${fixture.url}/api/v1/media/upload?sessionId=${ALICE}&fileName=a.bin`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-length": 100 },
    });
    upload.write("x");
    const answered = once(upload, "response") as Promise<[IncomingMessage]>;
    await call(`${fixture.url}/api/v1/keys/${keyId}`, { method: "DELETE", token: admin });
    await expect(download.text()).rejects.toThrow("terminated");
    const [{ statusCode, headers }] = await answered;
    expect([statusCode, headers.connection]).toEqual([401, "close"]);
    upload.destroy();
  });

  it("make a ticket worthless, and end what a ticket of a login opened", async () => {
    await using fixture = await startGateway();
    const { apiKey, keyId } = await fixture.key();
    const token = await accessTokenOf(fixture, apiKey);
    const { ticket } = (await post(`${fixture.url}/api/v1/auth/ticket`, {}, { token })).data as { ticket: string };
    await call(`${fixture.url}/api/v1/keys/${keyId}`, { method: "DELETE", token: await fixture.token() });
    using late = new TestClient(fixture.url, `detections?ticket=${ticket}`);
    expect(await late.closed()).toBe(4501);
    const { path } = await createSignInLink({ archive: fixture.archive });
    const signedIn = await fetch(fixture.url + path, { redirect: "manual" });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const me = (await call(`${fixture.url}/api/v1/auth/me`, { headers: { cookie } })).data as { csrfToken: string };
    const headers = { cookie, "x-csrf-token": me.csrfToken };
    const given = (await post(`${fixture.url}/api/v1/auth/ticket`, {}, { headers })).data as { ticket: string };
    using open = new TestClient(fixture.url, `detections?ticket=${given.ticket}`);
    await open.hello();
    await post(`${fixture.url}/api/v1/auth/sign-out`, {}, { headers });
    expect(await open.closed()).toBe(4501);
  });
});

it("a key that must sign signs its WebSockets as well, once each, or uses a ticket", async () => {
  await using fixture = await startGateway();
  const { secret, token } = await signer(fixture);
  using bare = new TestClient(fixture.url, "detections", { token });
  expect(await bare.closed()).toBe(4501);
  const headers = sign(secret, "GET", `${fixture.url}/api/v1/realtime/detections`);
  using signed = new TestClient(fixture.url, "detections", { token, headers });
  await signed.hello();
  using replayed = new TestClient(fixture.url, "detections", { token, headers });
  expect(await replayed.closed()).toBe(4501);
  const url = `${fixture.url}/api/v1/auth/ticket`;
  const { ticket } = (await post(url, {}, { token, headers: sign(secret, "POST", url, "{}") })).data as {
    ticket: string;
  };
  using byTicket = new TestClient(fixture.url, `detections?ticket=${ticket}`);
  await byTicket.hello();
});
