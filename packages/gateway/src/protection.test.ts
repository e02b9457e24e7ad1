import { connect } from "node:net";
import { TelewireError } from "@telewire/contracts";
import { describe, expect, it } from "vitest";
import { ALICE, call, CHAT, post, startGateway } from "../test/gateway-fixture.ts";
import { sign, signer } from "../test/sign.ts";

describe("request signatures", () => {
  it("are asked for by the key's policy, checked whole, and good once", async () => {
    await using fixture = await startGateway();
    const { secret, token } = await signer(fixture);
    const url = `${fixture.url}/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}&limit=5`;
    await fixture.say(["one"]);
    expect(await call(url, { token })).toMatchObject({ status: 401, error: { code: "SIGNATURE_REQUIRED" } });
    const headers = sign(secret, "GET", url);
    expect(await call(url, { token, headers })).toMatchObject({ status: 200 });
    expect(await call(url, { token, headers })).toMatchObject({ status: 401, error: { code: "REPLAYED_REQUEST" } });
    expect(await call(`${fixture.url}/api/v1/auth/me`, { token, headers: sign(secret, "GET", url) })).toMatchObject({
      error: { code: "INVALID_SIGNATURE" },
    });
    expect(await call(url, { token, headers: sign("other", "GET", url) })).toMatchObject({
      error: { code: "INVALID_SIGNATURE" },
    });
    const body = JSON.stringify({ sessionId: ALICE, text: "hello" });
    const send = `${fixture.url}/api/v1/messages/send/${CHAT}`;
    const given = {
      method: "POST",
      token,
      body,
      headers: { "content-type": "application/json", ...sign(secret, "POST", send, body) },
    };
    expect((await call(send, { ...given, body: body.replace("hello", "forged") })).error.code).toBe(
      "INVALID_SIGNATURE",
    );
    expect((await call(send, given)).status).toBe(200);
  });

  it("tells by how much the clock is off", async () => {
    await using fixture = await startGateway();
    const { secret, token } = await signer(fixture);
    const url = `${fixture.url}/api/v1/sessions`;
    const old = await call(url, {
      token,
      headers: sign(secret, "GET", url, "", { timestamp: String(Date.now() - 301_000) }),
    });
    expect(old).toMatchObject({ status: 401, error: { code: "CLOCK_SKEW" } });
    expect(old.error.details["skewMs"]).toBeLessThan(-300_000);
    const within = await call(url, {
      token,
      headers: sign(secret, "GET", url, "", { timestamp: String(Date.now() - 290_000) }),
    });
    expect(within.status).toBe(200);
  });
});

describe("limits", () => {
  it("warn, then refuse, then block, and are counted for each key", async () => {
    await using fixture = await startGateway({ options: { readsPerMinute: 10 } });
    const token = await fixture.token();
    const url = `${fixture.url}/api/v1/auth/me`;
    const answers = [];
    for (let count = 0; count < 32; count++) answers.push(await call(url, { token }));
    expect(answers[0]?.headers.get("ratelimit-remaining")).toBe("9");
    expect(answers[0]?.headers.has("x-ratelimit-warning")).toBe(false);
    expect(answers[8]?.headers.has("x-ratelimit-warning")).toBe(true);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(12);
    expect(answers[13]).toMatchObject({
      status: 429,
      error: { code: "RATE_LIMITED", details: { limit: 10, retryAfter: expect.any(Number) } },
    });
    expect(answers[13]?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(answers[31]).toMatchObject({ status: 403, error: { code: "BLOCKED" } });
    expect((await call(url, { token: await fixture.token() })).status).toBe(200);
  });

  it("stop who guesses, and leave who holds a good token alone", async () => {
    await using fixture = await startGateway({ options: { authFailuresPerMinute: 5 } });
    const token = await fixture.token();
    for (let count = 0; count < 6; count++) await call(`${fixture.url}/api/v1/auth/me`, { token: "guess" });
    const { apiKey } = await fixture.key();
    expect(await post(`${fixture.url}/api/v1/auth/token`, { apiKey })).toMatchObject({
      status: 403,
      error: { code: "BLOCKED" },
    });
    expect(await call(`${fixture.url}/api/v1/auth/me`, { token: "guess" })).toMatchObject({
      error: { code: "BLOCKED" },
    });
    expect((await call(`${fixture.url}/api/v1/auth/me`, { token })).status).toBe(200);
  });

  it("cut off a client that sends its request too slowly", async () => {
    await using fixture = await startGateway({ options: { requestTimeoutMs: 300 } });
    const socket = connect(Number(new URL(fixture.url).port), "127.0.0.1");
    socket.write(
      "POST /api/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
    );
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain("REQUEST_TIMEOUT");
  });

  it("answer what is no HTTP from the table, and go on", async () => {
    await using fixture = await startGateway();
    const port = Number(new URL(fixture.url).port);
    for (const text of [
      "\u0016\u0003\u0001 hello",
      "GET / HTTP/9.9\r\n\r\n",
      "GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n",
    ]) {
      const socket = connect(port, "127.0.0.1").end(text);
      let answer = "";
      for await (const chunk of socket) answer += String(chunk);
      expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*BAD_REQUEST/);
    }
    expect((await fetch(`${fixture.url}/healthz`)).status).toBe(200);
  });

  it("refuse headers that are too large", async () => {
    await using fixture = await startGateway();
    const response = await fetch(`${fixture.url}/healthz`, { headers: { "x-large": "a".repeat(20_000) } });
    expect(response.status).toBe(431);
    expect(await response.json()).toMatchObject({ success: false, error: { code: "HEADERS_TOO_LARGE" } });
  });
});

describe("idempotency", () => {
  it("sends once for a key, and gives the same answer again", async () => {
    await using fixture = await startGateway();
    const token = await fixture.token();
    const url = `${fixture.url}/api/v1/messages/send/${CHAT}`;
    const send = (text: string, key: string) =>
      post(url, { sessionId: ALICE, text }, { token, headers: { "idempotency-key": key } });
    const [first, second] = await Promise.all([send("buy", "k1"), send("buy", "k1")]);
    expect(first.data).toEqual(second?.data);
    const later = await send("buy", "k1");
    expect(later.data).toEqual(first.data);
    expect(later.headers.get("idempotency-replayed")).toBe("true");
    const sent = () => fixture.telegram.calls.filter(({ method }) => method === "send");
    expect(sent()).toHaveLength(1);
    expect(await send("sell", "k1")).toMatchObject({ status: 409, error: { code: "IDEMPOTENCY_MISMATCH" } });
    fixture.telegram.error = new TelewireError("TELEGRAM_TIMEOUT");
    expect((await send("buy", "k2")).status).toBe(504);
    fixture.telegram.error = null;
    expect((await send("buy", "k2")).status).toBe(200);
    const ids = sent()
      .slice(1)
      .map(({ request }) => (request as { randomId: string }).randomId);
    expect(new Set(ids).size).toBe(1);
  });

  it("answers the same after the time for which a message was scheduled", async () => {
    let offset = 0;
    await using fixture = await startGateway({
      clock: { now: () => Date.now() + offset, monotonic: () => performance.now() + offset },
    });
    const token = await fixture.token();
    const body = { sessionId: ALICE, text: "later", scheduleAt: Date.now() + 60_000 };
    const send = (key: string) =>
      post(`${fixture.url}/api/v1/messages/send/${CHAT}`, body, { token, headers: { "idempotency-key": key } });
    const first = await send("k1");
    offset = 120_000;
    expect((await send("k1")).data).toEqual(first.data);
    const late = await send("k2");
    expect(late.error.details).toEqual({ problems: [{ field: "scheduleAt", problem: "is not in the future" }] });
  });
});
