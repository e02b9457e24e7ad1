import { gzipSync } from "node:zlib";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, call, CHAT, post, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";

let fixture: GatewayFixture;
let token = "";
let poll = "";
beforeAll(async () => {
  fixture = await startGateway();
  token = await fixture.token();
  await fixture.say(["one", "two"]);
  poll = `${fixture.url}/api/v1/messages/poll/${CHAT}`;
});
afterAll(() => fixture[Symbol.asyncDispose]());

const problems = (answer: { readonly error: { readonly details: object } }): unknown =>
  (answer.error.details as { readonly problems?: unknown }).problems;

describe("a field that would not count is refused", () => {
  it("in the query of what takes a body, and in the body of what takes a query", async () => {
    const beside = await post(`${poll}?limit=1`, { sessionId: ALICE }, { token });
    expect(problems(beside)).toEqual([{ field: "limit", problem: "belongs in the body" }]);
    const body = { method: "DELETE", body: '{"force":true}', headers: { "content-type": "application/json" } };
    const inBody = await call(`${fixture.url}/api/v1/keys/0123456789ab`, { token, ...body });
    expect(problems(inBody)).toEqual([{ field: "force", problem: "belongs in the query" }]);
  });

  it("when it has another value elsewhere", async () => {
    const twice = { problem: "is given twice, with different values" };
    const elsewhere = await post(poll, { sessionId: ALICE, chatId: "-1001" }, { token });
    expect(problems(elsewhere)).toEqual([{ field: "chatId", ...twice }]);
    const enveloped = await post(poll, { sessionId: ALICE, limit: 2, params: { limit: 1 } }, { token });
    expect(problems(enveloped)).toEqual([{ field: "limit", ...twice }]);
    const same = await post(
      poll,
      { sessionId: ALICE, params: { chatId: CHAT, limit: 1 }, options: { limit: 1 } },
      { token },
    );
    expect(same).toMatchObject({ status: 200, meta: { count: 1 } });
  });

  it("by its name, with what is wanted instead", async () => {
    const url = `${poll}?sessionId=${ALICE}&limit=many&includeMedia=1&colour=red`;
    expect(problems(await call(url, { token }))).toEqual([
      { field: "limit", problem: "is not a whole number from 1 to 100" },
      { field: "includeMedia", problem: "is neither true nor false" },
      { field: "colour", problem: "is not known" },
    ]);
    const hidden = await call(poll, {
      method: "POST",
      token,
      body: `{"sessionId":"${ALICE}","__proto__":{"limit":1}}`,
      headers: { "content-type": "application/json" },
    });
    expect(problems(hidden)).toEqual([{ field: "__proto__", problem: "is not known" }]);
  });
});

describe("a body", () => {
  const json = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    call(poll, { method: "POST", token, body, headers: { "content-type": "application/json", ...headers } });
  const good = JSON.stringify({ sessionId: ALICE });

  it("is read in UTF-8 only, and not compressed", async () => {
    expect((await json(good, { "content-type": 'application/json; charset="UTF-8"' })).status).toBe(200);
    const utf16 = await json(good, { "content-type": "application/json; charset=utf-16" });
    expect([utf16.status, utf16.error.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
    const compressed = await json(gzipSync(good), { "content-encoding": "gzip" });
    expect([compressed.status, compressed.error.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
    expect((await json("null")).error.details).toEqual({ problem: "the body is not a JSON object" });
    const latin1 = await json(Buffer.from(`{"sessionId":"${ALICE}","cursor":"\xe9"}`, "latin1"));
    expect([latin1.status, latin1.error.details]).toEqual([400, { problem: "the body is not UTF-8" }]);
  });

  it("is refused when it is nested so deep that walking through it would end the stack", async () => {
    const call = `{"sessionId":"${ALICE}","method":"help.getConfig","arguments":{"a":`;
    const ask = (deep: string) =>
      post(`${fixture.url}/api/v1/telegram/call`, null, { token, body: `${call}${deep}}}` });
    const deep = await ask(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    expect([deep.status, deep.error.code]).toEqual([400, "BAD_REQUEST"]);
    expect((await ask(JSON.stringify(["[\\".repeat(500), "{".repeat(500)]))).status).toBe(200);
    expect((await ask(`${"[".repeat(20)}${"]".repeat(20)}${" ".repeat(200)}`)).status).toBe(200);
  });
});

it.each(["OPTIONS", "TRACE", "PATCH", "QUERY"])("%s is answered 405 where others are taken", async (method) => {
  const answer = await new Promise<{ status: number | undefined; allow: string | undefined }>((resolve, reject) => {
    request(poll, { method }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, allow: response.headers.allow });
    })
      .on("error", reject)
      .end();
  });
  expect(answer).toEqual({ status: 405, allow: "GET, POST, HEAD" });
});

it("what is refused before it is looked at has taken no time", async () => {
  const answer = await call(`${fixture.url}/api/v1/keys/%zz`, { token });
  expect(answer).toMatchObject({ status: 400, meta: { executionTime: 0 } });
});

it("old credentials do not matter where everybody may call", async () => {
  const { apiKey } = await fixture.key({ role: "reader" });
  const given = await post(`${fixture.url}/api/v1/auth/token`, { apiKey }, { token: "old" });
  const { refreshToken } = given.data as { refreshToken: string };
  expect((await post(`${fixture.url}/api/v1/auth/refresh`, { refreshToken }, { token: "old" })).status).toBe(200);
  const health = await call(`${fixture.url}/api/v1/system/health`, { token: "old" });
  expect(health).toMatchObject({ status: 200, data: { sessions: null } });
});
