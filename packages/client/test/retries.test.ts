import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ERRORS } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { createClient } from "../src/index.ts";
import type { TelewireClient } from "../src/index.ts";

interface Heard {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
/** What the server does with one call: refuses with a code, cuts the connection, breaks off, says nothing, or (null) answers. */
type Act = { readonly code: ErrorCode; readonly retryAfter?: number } | "cut" | "half" | "silence" | null;

interface Stage extends AsyncDisposable {
  readonly client: TelewireClient;
  /** Calls but for tokens. */
  readonly calls: Heard[];
  readonly tokens: Heard[];
}

/** A server that does with each call what comes next in `acts`, and answers well when there are no more. */
async function stage(acts: Act[], { expiresIn = 900, timeoutMs = 60_000 } = {}): Promise<Stage> {
  const [calls, tokens]: [Heard[], Heard[]] = [[], []];
  const server = createServer((request, response) => {
    const { url: path = "", headers } = request;
    request.resume();
    const answer = (status: number, body: object, retryAfter?: number): void => {
      if (retryAfter !== undefined) response.setHeader("retry-after", retryAfter);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (path === "/api/v1/auth/token") {
      tokens.push({ path, headers });
      const data = { accessToken: `token-${tokens.length}`, refreshToken: "r", expiresIn };
      return answer(200, { success: true, data, meta: {} });
    }
    calls.push({ path, headers });
    const act = acts.shift() ?? null;
    if (act === "silence") return;
    if (act === "half")
      return void response
        .writeHead(200, { "content-length": 100 })
        .write('{"success":', () => request.socket.destroy());
    if (act === "cut") return void request.socket.destroy();
    if (act === null) return answer(200, { success: true, data: { sessions: [], messageId: "1" }, meta: {} });
    answer(ERRORS[act.code].status, { success: false, error: { code: act.code, details: {} } }, act.retryAfter);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    client: createClient({ baseUrl, apiKey: "tw_key", maxRetries: 2, timeoutMs }),
    calls,
    tokens,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

const codes = Object.keys(ERRORS) as ErrorCode[];
const renewing: readonly ErrorCode[] = ["TOKEN_EXPIRED", "INVALID_TOKEN"];
const SEND = { chatId: "-1001", sessionId: "alice", text: "hi" };

describe("the client repeats by the table of errors", () => {
  it.each(codes)("a reading call after %s", async (code) => {
    await using server = await stage([{ code, retryAfter: 0 }]);
    const isRepeated = ERRORS[code].retry === "after" || renewing.includes(code);
    const outcome = await server.client.call("listSessions", {}).catch((error: unknown) => error);
    expect(server.calls.length).toBe(isRepeated ? 2 : 1);
    expect(outcome).toMatchObject(isRepeated ? { data: { sessions: [] } } : { code });
  });

  it.each(codes.filter((code) => ERRORS[code].retry === "after"))(
    "a changing call after %s only when nothing can have happened",
    async (code) => {
      await using server = await stage([{ code, retryAfter: 0 }]);
      const isRepeated = ERRORS[code].fault === "client";
      const outcome = await server.client.call("markRead", { chatId: "1", sessionId: "a" }).catch((error) => error);
      expect(server.calls.length).toBe(isRepeated ? 2 : 1);
      expect(outcome).toMatchObject(isRepeated ? { data: {} } : { code });
    },
  );

  it("a send whose answer was lost, with the same key", async () => {
    await using server = await stage(["cut", { code: "TIMEOUT", retryAfter: 0 }]);
    const { data } = await server.client.call("sendMessage", SEND);
    expect(data.messageId).toBe("1");
    const keys = server.calls.map(({ headers }) => headers["idempotency-key"]);
    expect([keys.length, new Set(keys).size, keys[0]]).toEqual([3, 1, expect.stringMatching(/^[\da-f-]{36}$/)]);
  });

  it("a call whose answer broke off, or never came", async () => {
    await using server = await stage(["half", "silence"], { timeoutMs: 500 });
    expect(await server.client.call("listSessions", {})).toMatchObject({ data: { sessions: [] } });
    await using dead = await stage(["silence", "silence", "silence"], { timeoutMs: 100 });
    const poll = dead.client.call("pollMessages", { chatId: "1", sessionId: "a", wait: 0 });
    await expect(poll).rejects.toMatchObject({ code: "TIMEOUT" });
    expect([server.calls.length, dead.calls.length]).toEqual([3, 3]);
  });

  it("no longer than it was told to, nor for a wait that a caller should know of", async () => {
    await using always = await stage(Array.from({ length: 9 }, () => ({ code: "OVERLOADED", retryAfter: 0 })));
    await expect(always.client.call("listSessions", {})).rejects.toMatchObject({ code: "OVERLOADED" });
    expect(always.calls.length).toBe(3);
    await using flood = await stage([{ code: "FLOOD_WAIT", retryAfter: 600 }]);
    await expect(flood.client.call("listSessions", {})).rejects.toMatchObject({
      code: "FLOOD_WAIT",
      retryAfterMs: 600_000,
    });
    expect(flood.calls.length).toBe(1);
  });

  it("until it is aborted", async () => {
    await using server = await stage([{ code: "OVERLOADED", retryAfter: 30 }]);
    const abort = new AbortController();
    const call = server.client.call("listSessions", {}, { signal: abort.signal });
    await until(() => server.calls.length === 1);
    abort.abort(new Error("no more"));
    await expect(call).rejects.toThrow("no more");
  });
});

describe("the client's token", () => {
  it("is renewed before it runs out, once for calls that come together", async () => {
    await using server = await stage([], { expiresIn: 29 });
    await Promise.all([server.client.call("listSessions", {}), server.client.call("listSessions", {})]);
    await server.client.call("listSessions", {});
    expect(server.tokens.length).toBe(2);
    expect(server.calls.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-1",
      "Bearer token-2",
    ]);
  });

  it("is renewed once when the server knows it no more, and not again and again", async () => {
    await using server = await stage([{ code: "TOKEN_EXPIRED" }, { code: "TOKEN_EXPIRED" }]);
    await expect(server.client.call("listSessions", {})).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
    expect([server.calls.length, server.tokens.length]).toEqual([2, 2]);
  });
});
