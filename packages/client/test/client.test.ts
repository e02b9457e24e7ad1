import { OPERATIONS } from "@telewire/contracts";
import type { ServerFrame } from "@telewire/contracts";
import { startTcpProxy, until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { ALICE, CHAT, startGateway } from "../../gateway/test/gateway-fixture.ts";
import { createClient } from "../src/index.ts";
import type { StreamState } from "../src/index.ts";
import { ROUTES } from "../src/routes.ts";

function textsOf(frames: readonly ServerFrame[]): string[] {
  return frames.flatMap((frame) => (frame.type === "NEW_MESSAGE" ? [frame.data.text] : []));
}

describe("the client", () => {
  it("knows every operation where the contracts have it", () => {
    const wanted = Object.fromEntries(
      Object.entries(OPERATIONS).map(([id, { method, path }]) => [id, { method, path }]),
    );
    expect(ROUTES).toMatchObject(wanted);
    expect(Object.keys(ROUTES)).toEqual(Object.keys(wanted));
  });

  it("exchanges its key once for many calls and types what it gets", async () => {
    await using fixture = await startGateway();
    const { apiKey } = await fixture.key();
    let exchanges = 0;
    const client = createClient({
      baseUrl: fixture.url,
      apiKey,
      fetch: (input, init) => {
        if (new Request(input).url.endsWith("/auth/token")) exchanges++;
        return fetch(input, init);
      },
    });
    const replies = await Promise.all(Array.from({ length: 5 }, () => client.call("listSessions", {})));
    expect(replies.map(({ data }) => data.sessions[0]?.sessionId)).toEqual(Array(5).fill(ALICE));
    expect(exchanges).toBe(1);
  });

  it("throws the server's code, and repeats nothing that would fail again", async () => {
    await using fixture = await startGateway();
    let calls = 0;
    const options = { baseUrl: fixture.url, fetch: ((input, init) => (calls++, fetch(input, init))) as typeof fetch };
    await expect(createClient({ ...options, apiKey: "tw_wrong_key" }).call("listSessions", {})).rejects.toMatchObject({
      code: "INVALID_API_KEY",
    });
    expect(calls).toBe(1);
    const { apiKey } = await fixture.key();
    await expect(
      createClient({ ...options, apiKey }).call("getSession", { sessionId: "nobody" }),
    ).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
    expect(calls).toBe(3);
  });

  it("polls page after page without a hole", async () => {
    await using fixture = await startGateway();
    const { apiKey } = await fixture.key();
    const texts = Array.from({ length: 250 }, (_, index) => `m${index}`);
    await fixture.say(texts);
    const client = createClient({ baseUrl: fixture.url, apiKey });
    const seen: string[] = [];
    for await (const { messages } of client.poll(CHAT, { sessionId: ALICE })) {
      seen.push(...messages.map(({ text }) => text));
      if (seen.length === 250) await fixture.say(["live"]);
      if (seen.length > 250) break;
    }
    expect(seen).toEqual([...texts, "live"]);
  });

  it("sees every message once over cut connections", async () => {
    await using fixture = await startGateway();
    const { apiKey } = await fixture.key();
    await using proxy = await startTcpProxy(Number(new URL(fixture.url).port));
    const client = createClient({ baseUrl: `http://127.0.0.1:${proxy.port}`, apiKey });
    const abort = new AbortController();
    const frames: ServerFrame[] = [];
    const states: StreamState[] = [];
    const stream = client.stream(`messages/${ALICE}`, { signal: abort.signal, onState: (state) => states.push(state) });
    const reading = (async () => {
      for await (const frame of stream.frames()) frames.push(frame);
    })();
    await until(() => frames.some(({ type }) => type === "HELLO"), { what: "HELLO" });
    const texts: string[] = [];
    for (let round = 0; round < 5; round++) {
      const batch = Array.from({ length: 20 }, (_, index) => `r${round} m${index}`);
      texts.push(...batch);
      await fixture.say(batch.slice(0, 10));
      proxy.cut();
      await fixture.say(batch.slice(10));
    }
    await until(() => textsOf(frames).length >= texts.length, { timeoutMs: 20_000, what: "all messages" });
    abort.abort();
    await reading;
    expect(textsOf(frames)).toEqual(texts);
    expect(frames.filter(({ type }) => type === "GAP")).toEqual([]);
    expect(states.filter(({ state }) => state === "open").length).toBeGreaterThan(1);
  });

  it("leaves a link that died without a sign, and goes on where it ended", async () => {
    await using fixture = await startGateway({ options: { heartbeatIntervalMs: 100 } });
    const { apiKey } = await fixture.key();
    await using proxy = await startTcpProxy(Number(new URL(fixture.url).port));
    const client = createClient({
      baseUrl: `http://127.0.0.1:${proxy.port}`,
      apiKey,
      // Not over the link that dies: Node would take a kept connection of it for the next WebSocket.
      fetch: (input, init) => {
        const { pathname, search } = new URL(new Request(input).url);
        return fetch(fixture.url + pathname + search, init);
      },
    });
    const abort = new AbortController();
    const frames: ServerFrame[] = [];
    const states: StreamState["state"][] = [];
    const onState = ({ state }: StreamState): void => void states.push(state);
    const stream = client.stream(`messages/${ALICE}`, { signal: abort.signal, onState });
    const reading = (async () => {
      for await (const frame of stream.frames()) frames.push(frame);
    })();
    const heartbeats = () => frames.filter(({ type }) => type === "HEARTBEAT");
    await fixture.say(["of others"], { sessionId: "bob" });
    await until(() => heartbeats().length > 2, { what: "heartbeats" });
    // A filtered stream moves on with what it does not show.
    expect(stream.position).toBe(heartbeats().at(-1)?.id);
    proxy.blackhole();
    const [position = ""] = await fixture.say(["while the link was dead"]);
    await until(() => textsOf(frames).length === 1, { what: "the message" });
    abort.abort();
    await reading;
    expect(states).toEqual(["connecting", "open", "waiting", "connecting", "open"]);
    expect(frames.filter(({ type }) => type === "HELLO").map(({ data }) => data)).toMatchObject([
      { heartbeatMs: 100 },
      { recovered: true },
    ]);
    expect(frames.find(({ type }) => type === "NEW_MESSAGE")?.id).toBe(position);
  });

  it("gives a slow reader everything, a bounded part at a time", async () => {
    await using fixture = await startGateway();
    const { apiKey } = await fixture.key();
    const client = createClient({ baseUrl: fixture.url, apiKey });
    const [first = ""] = await fixture.say(["zero"]);
    const texts = Array.from({ length: 500 }, (_, index) => `m${index}`);
    for (let from = 0; from < texts.length; from += 100) await fixture.say(texts.slice(from, from + 100));
    const seen: ServerFrame[] = [];
    const stream = client.stream(`messages/${ALICE}`, { since: first, maxBuffered: 50 });
    for await (const frame of stream.frames()) {
      seen.push(frame);
      if (textsOf(seen).length === texts.length) break;
    }
    expect(textsOf(seen)).toEqual(texts);
  });

  it("stops with the server's code when it may not read the topic", async () => {
    await using fixture = await startGateway();
    const { apiKey } = await fixture.key({ role: "reader", sessionIds: ["other"] });
    const client = createClient({ baseUrl: fixture.url, apiKey });
    const reading = (async () => {
      for await (const frame of client.stream(`messages/${ALICE}`).frames()) void frame;
    })();
    await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/FORBIDDEN|SESSION_NOT_FOUND/) });
  });
});
