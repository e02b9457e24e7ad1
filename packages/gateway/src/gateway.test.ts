import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignInLink } from "./auth/one-time-tokens.ts";
import { ALICE, call, CHAT, messageEntry, post, startGateway } from "../test/gateway-fixture.ts";
import type { GatewayFixture } from "../test/gateway-fixture.ts";

let fixture: GatewayFixture;
let url = "";
let token = "";
beforeAll(async () => {
  fixture = await startGateway();
  url = fixture.url;
  token = await fixture.token();
});
afterAll(() => fixture[Symbol.asyncDispose]());

interface Page {
  readonly messages: readonly { readonly id: string; readonly text: string; readonly messageId: string }[];
  readonly nextCursor: string;
}
const poll = async (query: string, chat = CHAT) => {
  const answer = await call(`${url}/api/v1/messages/poll/${chat}?sessionId=${ALICE}&${query}`, { token });
  return { ...answer, page: answer.data as Page };
};

describe("tokens", () => {
  it("exchanges an API key for tokens and refuses a wrong one alike, known or not", async () => {
    const { apiKey, keyId } = await fixture.key();
    const good = await post(`${url}/api/v1/auth/token`, { apiKey });
    expect(good.data).toMatchObject({
      expiresIn: 900,
      accessToken: expect.stringMatching(/^ey/),
      refreshToken: expect.any(String),
    });
    for (const wrong of ["nonsense", `tw_${keyId}_${"A".repeat(43)}`, `tw_000000000000_${"A".repeat(43)}`]) {
      const answer = await post(`${url}/api/v1/auth/token`, { apiKey: wrong });
      expect(answer).toMatchObject({ status: 401, success: false, error: { code: "INVALID_API_KEY", details: {} } });
    }
  });

  it("says what to do with an API key that comes in the place of a token", async () => {
    const { apiKey } = await fixture.key();
    const answer = await call(`${url}/api/v1/sessions`, { token: apiKey });
    expect(answer).toMatchObject({ status: 401, error: { code: "INVALID_TOKEN" } });
    expect(answer.error.details["problem"]).toContain("POST /api/v1/auth/token");
  });

  it("keeps a refresh token good when the session it is to tell of is refused", async () => {
    const { apiKey } = await fixture.key({ role: "reader", sessionIds: [ALICE, "gone"] });
    const { refreshToken } = (await post(`${url}/api/v1/auth/token`, { apiKey })).data as { refreshToken: string };
    const refresh = (sessionId: string) => post(`${url}/api/v1/auth/refresh`, { refreshToken, sessionId });
    expect((await refresh("gone")).error.code).toBe("SESSION_NOT_FOUND");
    expect((await refresh("bob")).error.code).toBe("FORBIDDEN");
    expect(await refresh(ALICE)).toMatchObject({ status: 200, data: { session: { sessionId: ALICE, state: "live" } } });
  });

  it("rotates refresh tokens; a second use ends the family", async () => {
    const { apiKey } = await fixture.key();
    const first = (await post(`${url}/api/v1/auth/token`, { apiKey })).data as { refreshToken: string };
    const second = await post(`${url}/api/v1/auth/refresh`, { refreshToken: first.refreshToken, sessionId: ALICE });
    expect(second.data).toMatchObject({
      accessToken: expect.any(String),
      session: { sessionId: ALICE, state: "live" },
    });
    const replayed = await post(`${url}/api/v1/auth/refresh`, { refreshToken: first.refreshToken });
    expect(replayed.error.code).toBe("INVALID_REFRESH_TOKEN");
    const { refreshToken } = second.data as { refreshToken: string };
    expect((await post(`${url}/api/v1/auth/refresh`, { refreshToken })).error.code).toBe("INVALID_REFRESH_TOKEN");
  });

  it("tells who is calling and publishes the keys", async () => {
    const me = await call(`${url}/api/v1/auth/me`, { token });
    expect(me.data).toMatchObject({ role: "admin", sessionIds: null, csrfToken: null });
    const response = await fetch(`${url}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: Record<string, string>[] };
    expect(keys[0]).toMatchObject({ kty: "OKP", crv: "Ed25519", alg: "EdDSA" });
    expect(keys[0]).not.toHaveProperty("d");
  });
});

describe("requests", () => {
  it("answers every mistake from the table, without details of the inside", async () => {
    expect(await call(`${url}/api/v1/sessions`)).toMatchObject({ status: 401, error: { code: "UNAUTHENTICATED" } });
    expect(await call(`${url}/api/v1/sessions`, { token: "x.y.z" })).toMatchObject({
      status: 401,
      error: { code: "INVALID_TOKEN" },
    });
    expect(await call(`${url}/api/v1/nothing`)).toMatchObject({ status: 404, error: { code: "NOT_FOUND" } });
    expect(await call(`${url}/api/v1/sessions`, { method: "PUT", token })).toMatchObject({
      status: 405,
      error: { code: "METHOD_NOT_ALLOWED" },
    });
    expect(await post(`${url}/api/v1/auth/token`, { apiKey: "a", extra: 1 })).toMatchObject({
      status: 400,
      error: { code: "VALIDATION_FAILED" },
    });
    const broken = await call(`${url}/api/v1/auth/token`, {
      method: "POST",
      body: "{",
      headers: { "content-type": "application/json" },
    });
    expect(broken).toMatchObject({ status: 400, error: { code: "BAD_REQUEST" } });
    const typed = await call(`${url}/api/v1/auth/token`, {
      method: "POST",
      body: "<x/>",
      headers: { "content-type": "text/xml" },
    });
    expect(typed).toMatchObject({ status: 415, error: { code: "UNSUPPORTED_MEDIA_TYPE" } });
    const large = await post(`${url}/api/v1/auth/token`, { apiKey: "a".repeat(2_000_000) });
    expect(large).toMatchObject({ status: 413, error: { code: "PAYLOAD_TOO_LARGE" } });
    expect(await call(`${url}/%zz`)).toMatchObject({ status: 400, error: { code: "BAD_REQUEST" } });
  });

  it("hides what it does not know, and counts it", async () => {
    fixture.telegram.error = new Error("secret inside") as never;
    const answer = await post(`${url}/api/v1/auth/send-code`, { phone: "+9996621234" }, { token });
    fixture.telegram.error = null;
    expect(answer).toMatchObject({ status: 500, error: { code: "INTERNAL", details: {} } });
    expect(JSON.stringify(answer)).not.toContain("secret inside");
    expect(fixture.counters["errors"]).toBeGreaterThan(0);
  });

  it("says how long it took, of refusals as well", async () => {
    const answers = [await call(`${url}/api/v1/sessions`, { token }), await call(`${url}/api/v1/sessions`)];
    expect(answers.map(({ success }) => success)).toEqual([true, false]);
    for (const { meta } of answers) expect(meta.executionTime).toBeGreaterThan(0);
  });

  it("takes a client's request id when it is harmless", async () => {
    const kept = await call(`${url}/healthz`, { headers: { "x-request-id": "abc-1" } });
    expect(kept.headers.get("x-request-id")).toBe("abc-1");
    const replaced = await call(`${url}/healthz`, { headers: { "x-request-id": "a b" } });
    expect(replaced.headers.get("x-request-id")).not.toBe("a b");
  });

  it("takes bodies flat and in the envelope", async () => {
    for (const body of [
      { phone: "+9996621234", sessionId: "bob" },
      { sessionId: "bob", params: { phone: "+9996621234" }, options: {} },
    ]) {
      const answer = await post(`${url}/api/v1/auth/send-code`, body, { token });
      expect(answer.data).toEqual({ loginId: "login-1", type: "app", timeout: 60 });
      expect(fixture.telegram.calls.at(-1)).toEqual({
        method: "sendCode",
        request: { phone: "+9996621234", sessionId: "bob" },
      });
    }
  });
});

describe("sessions", () => {
  it("lists, shows and removes them", async () => {
    const list = await call(`${url}/api/v1/sessions`, { token });
    expect(list).toMatchObject({
      data: { sessions: [{ sessionId: ALICE, user: { firstName: "Alice" } }] },
      meta: { count: 1 },
    });
    expect((await post(`${url}/api/v1/sessions`, {}, { token })).data).toEqual(list.data);
    expect(await call(`${url}/api/v1/sessions/${ALICE}`, { token })).toMatchObject({ data: { sessionId: ALICE } });
    expect(await call(`${url}/api/v1/sessions/status/${ALICE}`, { token })).toMatchObject({
      data: { state: "live", evidence: { lastProbeMs: 1 } },
    });
    expect(await call(`${url}/api/v1/sessions/nobody`, { token })).toMatchObject({
      status: 404,
      error: { code: "SESSION_NOT_FOUND" },
    });
    await fixture.addSession("gone");
    expect((await call(`${url}/api/v1/sessions/gone`, { method: "DELETE", token })).data).toEqual({
      sessionId: "gone",
    });
    expect(fixture.telegram.calls.at(-1)?.method).toBe("removeSession");
  });

  it("keeps a caller to its sessions, on every route", async () => {
    const bound = await fixture.token({ sessionIds: ["other"] });
    expect((await call(`${url}/api/v1/sessions`, { token: bound })).data).toEqual({ sessions: [] });
    for (const path of [
      `sessions/${ALICE}`,
      `sessions/status/${ALICE}`,
      `messages/poll/${CHAT}?sessionId=${ALICE}`,
      `messages/history/${CHAT}?sessionId=${ALICE}`,
      `detections?sessionIds=${ALICE}`,
    ]) {
      expect(await call(`${url}/api/v1/${path}`, { token: bound })).toMatchObject({
        status: 403,
        error: { code: "FORBIDDEN" },
      });
    }
    expect(
      await post(`${url}/api/v1/messages/send/${CHAT}`, { sessionId: ALICE, text: "x" }, { token: bound }),
    ).toMatchObject({ status: 403 });
    const reader = await fixture.token({ role: "reader" });
    expect(
      await post(`${url}/api/v1/messages/send/${CHAT}`, { sessionId: ALICE, text: "x" }, { token: reader }),
    ).toMatchObject({ status: 403 });
  });
});

describe("poll", () => {
  it("pages through a chat, oldest first, each entry once", async () => {
    const texts = Array.from({ length: 25 }, (_, index) => `m${index}`);
    await fixture.say(texts);
    await fixture.say(["elsewhere"], { chatId: "-1001000000002" });
    const seen: string[] = [];
    let cursor = "";
    for (let more = true; more;) {
      const { page, meta } = await poll(`limit=10${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...page.messages.map(({ text }) => text));
      cursor = page.nextCursor;
      more = meta.hasMore ?? false;
    }
    expect(seen).toEqual(texts);
    expect((await poll(`cursor=${cursor}`)).page.messages).toEqual([]);
    const [position] = await fixture.say(["next"]);
    const next = await poll(`cursor=${cursor}`);
    expect(next.page.messages.map(({ id, text }) => [id, text])).toEqual([[position, "next"]]);
    expect((await poll(`cursor=${next.page.messages[0]?.id ?? ""}`)).page.messages).toEqual([]);
  });

  it("waits for a message when asked to", async () => {
    const { page } = await poll("cursor=latest");
    const waiting = poll(`cursor=${page.nextCursor}&wait=20`);
    await fixture.say(["late"]);
    expect((await waiting).page.messages.map(({ text }) => text)).toEqual(["late"]);
  });

  it("takes several chats with one cursor, in the order of arrival", async () => {
    const chats = ["-1001000000021", "-1001000000022", "-1001000000023"];
    const start = (await poll("cursor=latest")).page.nextCursor;
    const texts: string[] = [];
    for (let index = 0; index < 12; index++) {
      texts.push(`c${index}`);
      await fixture.say([`c${index}`], { chatId: chats[index % 3] ?? "" });
      await fixture.say(["another"]);
    }
    const seen: string[] = [];
    let cursor = start;
    for (let more = true; more;) {
      const answer = await call(
        `${url}/api/v1/messages/poll?sessionId=${ALICE}&chats=${chats.join(",")}&limit=5&cursor=${cursor}`,
        { token },
      );
      seen.push(...(answer.data as Page).messages.map(({ text }) => text));
      cursor = (answer.data as Page).nextCursor;
      more = answer.meta.hasMore ?? false;
    }
    expect(seen).toEqual(texts);
    const waiting = call(
      `${url}/api/v1/messages/poll?sessionId=${ALICE}&chats=${chats.join(",")}&wait=20&cursor=${cursor}`,
      { token },
    );
    await fixture.say(["woken"], { chatId: chats[2] ?? "" });
    expect(((await waiting).data as Page).messages.map(({ text }) => text)).toEqual(["woken"]);
  });

  it("names what is unknown or wrong", async () => {
    expect(await call(`${url}/api/v1/messages/poll/${CHAT}?sessionId=nobody`, { token })).toMatchObject({
      status: 404,
      error: { code: "SESSION_NOT_FOUND" },
    });
    expect(await poll("", "-100555")).toMatchObject({ status: 404, error: { code: "CHAT_NOT_FOUND" } });
    expect(await poll("cursor=garbage")).toMatchObject({ status: 400, error: { code: "BAD_POSITION" } });
    expect(await poll("cursor=m.other.0.1-0")).toMatchObject({
      status: 410,
      error: { code: "CURSOR_EXPIRED", details: { reason: "other-epoch", resume: expect.any(String) } },
    });
    expect(await poll("limit=1000")).toMatchObject({ status: 400, error: { code: "VALIDATION_FAILED" } });
  });
});

describe("history", () => {
  it("goes from memory through the archive into Telegram's own, newest first, complete", async () => {
    const chatId = "-1001000000003";
    const old = Array.from({ length: 7 }, (_, index) =>
      messageEntry({ chatId, messageId: String(7 - index), text: `old${7 - index}` }),
    );
    fixture.telegram.chats.set(chatId, old);
    await fixture.say(["a8", "a9", "a10"], { chatId, firstId: 8 });
    const seen: string[] = [];
    let cursor = "";
    for (let more = true; more;) {
      const answer = await call(
        `${url}/api/v1/messages/history/${chatId}?sessionId=${ALICE}&limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`,
        { token },
      );
      const page = answer.data as Page;
      seen.push(...page.messages.map(({ text }) => text));
      cursor = page.nextCursor;
      more = answer.meta.hasMore ?? false;
    }
    expect(seen).toEqual(["a10", "a9", "a8", "old7", "old6", "old5", "old4", "old3", "old2", "old1"]);
  });

  it("goes forwards over the same borders, with filters, and gives messages by id", async () => {
    const chatId = "-1001000000005";
    const old = Array.from({ length: 7 }, (_, index) =>
      messageEntry({ chatId, messageId: String(7 - index), text: `old${7 - index}` }),
    );
    fixture.telegram.chats.set(chatId, old);
    await fixture.say(["a8", "a9", "a10"], { chatId, firstId: 8 });
    const walk = async (query: string): Promise<string[]> => {
      const seen: string[] = [];
      let cursor = "";
      for (let more = true; more;) {
        const answer = await call(
          `${url}/api/v1/messages/history/${chatId}?sessionId=${ALICE}&limit=2&${query}${cursor === "" ? "" : `&cursor=${cursor}`}`,
          { token },
        );
        const page = answer.data as Page;
        seen.push(...page.messages.map(({ text }) => text));
        cursor = page.nextCursor;
        more = answer.meta.hasMore ?? false;
      }
      return seen;
    };
    expect(await walk("direction=newer")).toEqual("old1 old2 old3 old4 old5 old6 old7 a8 a9 a10".split(" "));
    expect(await walk("direction=newer&text=1")).toEqual(["old1", "a10"]);
    expect(await walk("text=1")).toEqual(["a10", "old1"]);
    expect(await walk("mediaTypes=photo")).toEqual([]);
    fixture.telegram.acts.set("messages", { messages: [old[5], old[0]] });
    expect(await walk("messageIds=2,7")).toEqual(["old7", "old2"]);
  });

  it("answers 304 to who has the same already", async () => {
    const address = `${url}/api/v1/messages/history/${CHAT}?sessionId=${ALICE}&limit=1`;
    fixture.telegram.chats.set(CHAT, []);
    const first = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"/);
    const again = await fetch(address, { headers: { authorization: `Bearer ${token}`, "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it("shows edits and leaves deleted messages out", async () => {
    const chatId = "-1001000000004";
    await fixture.say(["first", "second", "third"], { chatId, firstId: 50 });
    await fixture.say(["second, mended"], { chatId, firstId: 51, kind: "edit" });
    await fixture.say([""], { chatId, firstId: 52, kind: "delete" });
    fixture.telegram.chats.set(chatId, []);
    const answer = await call(`${url}/api/v1/messages/history/${chatId}?sessionId=${ALICE}`, { token });
    expect((answer.data as Page).messages.map(({ text }) => text)).toEqual(["second, mended", "first"]);
  });
});

describe("the dashboard's sign-in", () => {
  it("opens once by link, and protects what changes something", async () => {
    const { path } = await createSignInLink({ archive: fixture.archive });
    const first = await fetch(url + path, { redirect: "manual" });
    expect(first.status).toBe(303);
    const setCookie = first.headers.get("set-cookie") ?? "";
    expect(setCookie).toMatch(/HttpOnly/);
    expect(setCookie).toMatch(/SameSite=Strict/);
    expect((await fetch(url + path, { redirect: "manual" })).headers.get("location")).toBe("/?signin=invalid");
    const cookie = setCookie.split(";")[0] ?? "";
    const me = await call(`${url}/api/v1/auth/me`, { headers: { cookie } });
    const { csrfToken } = me.data as { csrfToken: string };
    expect(await post(`${url}/api/v1/sessions`, {}, { headers: { cookie } })).toMatchObject({
      status: 403,
      error: { code: "CSRF_FAILED" },
    });
    expect(
      await post(
        `${url}/api/v1/sessions`,
        {},
        { headers: { cookie, "x-csrf-token": csrfToken, origin: "https://evil.example" } },
      ),
    ).toMatchObject({ status: 403 });
    expect(
      (await post(`${url}/api/v1/sessions`, {}, { headers: { cookie, "x-csrf-token": csrfToken, origin: url } }))
        .status,
    ).toBe(200);
    await post(`${url}/api/v1/auth/sign-out`, {}, { headers: { cookie, "x-csrf-token": csrfToken } });
    expect((await call(`${url}/api/v1/auth/me`, { headers: { cookie } })).status).toBe(401);
  });
});

describe("system", () => {
  it("shows evidence, more of it to those who may read it", async () => {
    const open = await call(`${url}/api/v1/system/health`);
    expect(open).toMatchObject({
      status: 200,
      data: { status: "ok", checks: { log: { ok: true }, archive: { ok: true } }, sessions: null },
    });
    expect(await call(`${url}/api/v1/system/health`, { token })).toMatchObject({
      data: { sessions: { total: expect.any(Number) } },
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    const stream = (await (await fetch(`${url}/api/metrics/telegram-stream`)).json()) as object;
    expect(Object.keys(stream)).toHaveLength(11);
    expect(await call(`${url}/api/v1/system/config`, { token })).toMatchObject({ data: { port: 0 } });
    const reader = await fixture.token({ role: "reader" });
    for (const path of ["system/config", "system/metrics"])
      expect((await call(`${url}/api/v1/${path}`, { token: reader })).status).toBe(403);
  });
});
