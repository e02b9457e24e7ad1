import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HealthData } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { createSignInLink } from "../auth/one-time-tokens.ts";
import { ALICE, call, post, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";

let fixture: GatewayFixture;
let token = "";
beforeAll(async () => {
  fixture = await startGateway({ options: { hotTailEntries: 50 } });
  token = await fixture.token();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe("a topic", () => {
  it("begins now without a position, and tells every entry once", async () => {
    await fixture.say(["before"]);
    using client = new TestClient(fixture.url, `messages/${ALICE}`, { token });
    expect((await client.hello()).data).toMatchObject({ recovered: true, topic: "messages" });
    const positions = await fixture.say(numbered("a", 5));
    expect(await client.texts(5)).toEqual(numbered("a", 5));
    expect(client.of("NEW_MESSAGE").map(({ id }) => id)).toEqual(positions);
    expect(client.of("NEW_MESSAGE")[0]?.timestamp).toBeTypeOf("number");
    expect(fixture.counters["websocketDeliveries"]).toBeGreaterThanOrEqual(5);
  });

  it("resumes from memory and from the log, while entries keep coming, without hole or repeat", async () => {
    const [start = ""] = await fixture.say(["start"]);
    const texts = numbered("r", 200);
    await fixture.say(texts.slice(0, 120));
    using client = new TestClient(fixture.url, `messages/${ALICE}?since=${start}`, { token });
    for (const text of texts.slice(120)) await fixture.say([text]);
    expect(await client.texts(200)).toEqual(texts);
    expect((await client.hello()).data.recovered).toBe(true);
    expect(client.of("GAP")).toEqual([]);
    const middle = client.of("NEW_MESSAGE")[180]?.id ?? "";
    using second = new TestClient(fixture.url, `messages/${ALICE}?since=${middle}`, { token });
    expect(await second.texts(19)).toEqual(texts.slice(181));
  });

  it("says what was trimmed and what is from another life of the log", async () => {
    const [old = ""] = await fixture.say(["old"]);
    await fixture.say(numbered("t", 10));
    await fixture.log.trim({ maxEntries: 2 });
    using trimmed = new TestClient(fixture.url, `messages/${ALICE}?since=${old.replace(/\d+-0$/, "1-0")}`, { token });
    expect((await trimmed.hello()).data.recovered).toBe(false);
    await until(() => trimmed.of("GAP").length === 1);
    expect(trimmed.of("GAP")[0]?.data).toMatchObject({ reason: "trimmed" });
    using foreign = new TestClient(fixture.url, `messages/${ALICE}?since=m.zzz.0.5-0`, { token });
    expect((await foreign.hello()).data.recovered).toBe(false);
    await until(() => foreign.of("GAP").length === 1);
    expect(foreign.of("GAP")[0]?.data).toMatchObject({ from: "m.zzz.0.5-0", reason: "other-epoch" });
  });

  it("filters by chat and kind, and never shows another session", async () => {
    await fixture.addSession("bob");
    using client = new TestClient(fixture.url, `messages/${ALICE}?chats=-100777&kinds=message`, { token });
    await client.hello();
    await fixture.say(["not this chat"]);
    await fixture.say(["not this session"], { sessionId: "bob", chatId: "-100777" });
    await fixture.say(["not this kind"], { chatId: "-100777", kind: "edit" });
    await fixture.say(["this"], { chatId: "-100777" });
    expect(await client.texts(1)).toEqual(["this"]);
    using all = new TestClient(fixture.url, "messages/*?chats=-100778", { token });
    await all.hello();
    await fixture.say(["one"], { chatId: "-100778" });
    await fixture.say(["two"], { sessionId: "bob", chatId: "-100778" });
    expect(await all.texts(2)).toEqual(["one", "two"]);
    const bound = await fixture.token({ sessionIds: ["bob"] });
    using own = new TestClient(fixture.url, "messages/*?chats=-100778", { token: bound });
    await own.hello();
    await fixture.say(["three"], { chatId: "-100778" });
    await fixture.say(["four"], { sessionId: "bob", chatId: "-100778" });
    expect(await own.texts(1)).toEqual(["four"]);
  });

  it("refuses with a code that says whether to come back", async () => {
    const reader = await fixture.token({ role: "reader", sessionIds: ["bob"] });
    const cases: [string, string | undefined, number, string][] = [
      [`messages/${ALICE}`, undefined, 4501, "UNAUTHENTICATED"],
      [`messages/${ALICE}`, "bad", 4501, "INVALID_TOKEN"],
      [`messages/${ALICE}`, reader, 4503, "FORBIDDEN"],
      ["metrics", reader, 4503, "FORBIDDEN"],
      ["detections?sessions=alice", reader, 4503, "FORBIDDEN"],
      ["messages/nobody", token, 4504, "SESSION_NOT_FOUND"],
      ["nothing", token, 4504, "NOT_FOUND"],
      [`messages/${ALICE}?since=rubbish`, token, 4505, "BAD_POSITION"],
      [`messages/${ALICE}?colour=red`, token, 4505, "VALIDATION_FAILED"],
    ];
    for (const [topic, given, code, error] of cases) {
      using client = new TestClient(fixture.url, topic, given === undefined ? {} : { token: given });
      expect([topic, await client.closed(), client.of("ERROR")[0]?.data.code]).toEqual([topic, code, error]);
    }
  });

  it("takes a token as subprotocol, a ticket once, and the cookie from its own pages only", async () => {
    using browser = new TestClient(fixture.url, "detections", { protocols: ["telewire.v1", `bearer.${token}`] });
    await browser.hello();
    expect(browser.socket.protocol).toBe("telewire.v1");
    const { ticket } = (await post(`${fixture.url}/api/v1/auth/ticket`, {}, { token })).data as { ticket: string };
    using first = new TestClient(fixture.url, `detections?ticket=${ticket}`);
    await first.hello();
    using second = new TestClient(fixture.url, `detections?ticket=${ticket}`);
    expect(await second.closed()).toBe(4501);
    const { path } = await createSignInLink({ archive: fixture.archive });
    const cookie =
      (await fetch(fixture.url + path, { redirect: "manual" })).headers.get("set-cookie")?.split(";")[0] ?? "";
    using foreign = new TestClient(fixture.url, "detections", { headers: { cookie, origin: "https://evil.example" } });
    expect(await foreign.closed()).toBe(4503);
    using own = new TestClient(fixture.url, "detections", { headers: { cookie, origin: fixture.url } });
    await own.hello();
  });

  it("sends metrics", async () => {
    using client = new TestClient(fixture.url, "metrics", { token });
    await until(() => client.of("METRICS").length > 0);
    expect(client.of("METRICS")[0]?.data).toHaveProperty("node");
  });
});

describe("a topic over several partitions", () => {
  it("resumes each from its own position, and says where none was given", async () => {
    await using spread = await startGateway({ partitions: 4 });
    const access = await spread.token();
    const sessions = ["s1", "s2", "s3", "s4", "s5", "s6"];
    for (const session of sessions) await spread.addSession(session);
    using first = new TestClient(spread.url, "messages/*", { token: access });
    const last = new Map(
      (await first.hello()).data.position.split(",").map((position) => [position.split(".")[2], position]),
    );
    expect(last.size).toBe(4);
    for (const session of sessions) await spread.say([`${session}-1`], { sessionId: session });
    await first.texts(sessions.length);
    for (const { id } of first.of("NEW_MESSAGE").slice(0, 3)) last.set(id?.split(".")[2], id ?? "");
    using resumed = new TestClient(spread.url, `messages/*?since=${[...last.values()].join(",")}`, { token: access });
    expect((await resumed.hello()).data.recovered).toBe(true);
    for (const session of sessions) await spread.say([`${session}-2`], { sessionId: session });
    const seen = [
      ...first
        .of("NEW_MESSAGE")
        .slice(0, 3)
        .map(({ data }) => data.text),
      ...(await resumed.texts(sessions.length * 2 - 3)),
    ];
    expect(seen.toSorted()).toEqual(sessions.flatMap((session) => [`${session}-1`, `${session}-2`]).toSorted());
    using partly = new TestClient(spread.url, `messages/*?since=${[...last.values()][0] ?? ""}`, { token: access });
    expect((await partly.hello()).data.recovered).toBe(false);
    await until(() => partly.of("GAP").length === 3);
    expect(partly.of("GAP").every(({ data }) => data.reason === "no-position")).toBe(true);
  });
});

describe("a client that does not read", () => {
  it("costs bounded memory, and is told of its gap when it comes back", async () => {
    await using small = await startGateway({ options: { hotTailEntries: 20, slowReaderMaxBytes: 16_384 } });
    const access = await small.token();
    using fast = new TestClient(small.url, `messages/${ALICE}`, { token: access });
    using back = new TestClient(small.url, `messages/${ALICE}`, { token: access });
    await Promise.all([fast.hello(), back.hello()]);
    back.socket.pause();
    const sent = await sayMuch(small);
    expect((await fast.texts(sent)).length).toBe(sent);
    back.socket.resume();
    await until(() => back.of("GAP").length > 0, { what: "the gap" });
    expect(back.of("GAP")[0]?.data.reason).toBe("slow-reader");
    await small.say(["after the gap"]);
    await until(() => back.of("NEW_MESSAGE").at(-1)?.data.text === "after the gap");
  });

  it("is closed when it stays away", async () => {
    await using small = await startGateway({
      options: { hotTailEntries: 20, slowReaderMaxBytes: 16_384, slowReaderTimeoutMs: 400, pingIntervalMs: 60_000 },
    });
    using gone = new TestClient(small.url, `messages/${ALICE}`, { token: await small.token() });
    await gone.hello();
    gone.socket.pause();
    await sayMuch(small);
    const health = async (): Promise<HealthData> =>
      (await call(`${small.url}/api/v1/system/health`)).data as HealthData;
    await until(async () => (await health()).realtime.connections === 0, { what: "the server to give it up" });
    gone.socket.resume();
    expect([4001, 1006]).toContain(await gone.closed());
  });
});

/** More than the kernel's socket buffers take; returns how many messages. */
async function sayMuch(fixture: GatewayFixture): Promise<number> {
  const texts = Array.from({ length: 100 }, () => "x".repeat(4000));
  for (let times = 0; times < 30; times++) await fixture.say(texts);
  return 3000;
}

describe("a silent topic", () => {
  it("says now and then that it lives, and up to where", async () => {
    await using quiet = await startGateway({ options: { heartbeatIntervalMs: 100 } });
    await quiet.addSession("bob");
    const access = await quiet.token();
    using client = new TestClient(quiet.url, "messages/bob", { token: access });
    using metrics = new TestClient(quiet.url, "metrics", { token: access });
    expect((await client.hello()).data.heartbeatMs).toBe(100);
    const [passedOver = ""] = await quiet.say(["of another session"]);
    await until(() => client.of("HEARTBEAT").some(({ id }) => id === passedOver), { what: "a heartbeat behind it" });
    expect(client.of("HEARTBEAT").at(-1)).toMatchObject({
      data: { position: passedOver },
      timestamp: expect.any(Number),
    });
    await until(() => metrics.of("HEARTBEAT").length > 0, { what: "a heartbeat between metrics" });
    expect(metrics.of("HEARTBEAT")[0]).toMatchObject({ id: null, data: { position: "" } });
    using resumed = new TestClient(quiet.url, `messages/bob?since=${passedOver}`, { token: access });
    expect((await resumed.hello()).data).toMatchObject({ recovered: true, position: passedOver });
  });
});

describe("the end of a connection", () => {
  it("comes with the token's, and with the server's", async () => {
    await using brief = await startGateway({
      options: { jwtTtlSeconds: 30, pingIntervalMs: 100 },
      clock: { now: () => Date.now() - 29_000, monotonic: () => performance.now() },
    });
    const access = await brief.token();
    using client = new TestClient(brief.url, "detections", { token: access });
    await client.hello();
    expect(await client.closed()).toBe(4002);
    await using other = await startGateway();
    using stays = new TestClient(other.url, "detections", { token: await other.token() });
    await stays.hello();
    await other.gateway.drain(Date.now() + 1000);
    expect(await stays.closed()).toBe(4000);
  });

  it("comes when the key is revoked, or the client answers no ping", async () => {
    await using watched = await startGateway();
    const { apiKey, keyId } = await watched.key();
    const answer = await post(`${watched.url}/api/v1/auth/token`, { apiKey });
    using client = new TestClient(watched.url, "detections", {
      token: (answer.data as { accessToken: string }).accessToken,
    });
    await client.hello();
    await watched.archive.apiKeys.revoke(keyId, Date.now());
    expect(await client.closed()).toBe(4501);
    await using pinging = await startGateway({ options: { pingIntervalMs: 100 } });
    using mute = new TestClient(pinging.url, "detections", { token: await pinging.token() });
    await mute.hello();
    mute.socket.pause();
    await until(async () => /"connections":0/.test(await (await fetch(`${pinging.url}/api/v1/system/health`)).text()));
    mute.socket.resume();
    expect(await mute.closed()).toBe(1006);
  });
});

it("says that the port is taken", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await expect(startGateway({ options: { port } })).rejects.toMatchObject({
    code: "PORT_IN_USE",
    details: { host: "127.0.0.1", port },
  });
  server.close();
});
