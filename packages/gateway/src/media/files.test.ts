import { once } from "node:events";
import { request } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { until } from "@telewire/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, call, CHAT, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";

const IDLE_MS = 400;
let fixture: GatewayFixture;
let token = "";
beforeAll(async () => {
  fixture = await startGateway({ options: { requestTimeoutMs: IDLE_MS, uploadMaxBytes: 1000 } });
  token = await fixture.token();
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** An upload that is told to have this length, nothing of it sent. */
function upload(sizeBytes: number): ClientRequest {
  const sending = request(`${fixture.url}/api/v1/media/upload?sessionId=${ALICE}&fileName=a.bin`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-length": sizeBytes },
  });
  sending.flushHeaders();
  return sending;
}
async function answerTo(
  sending: ClientRequest,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const [response] = (await once(sending, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, text };
}

describe("an upload", () => {
  it("may take longer than a request, as long as it goes on", async () => {
    const sending = upload(8);
    const answer = answerTo(sending);
    const startedAt = performance.now();
    let sent = 0;
    let lastAt = startedAt;
    await until(() => {
      const now = performance.now();
      if (now - lastAt < IDLE_MS / 4) return false;
      lastAt = now;
      sending.write("x");
      return ++sent === 8;
    });
    sending.end();
    expect(await answer).toMatchObject({ status: 200 });
    expect(performance.now() - startedAt).toBeGreaterThan(IDLE_MS);
  });

  it("ends with a code when it stalls", async () => {
    const sending = upload(8);
    sending.write("xx");
    const { status, text } = await answerTo(sending);
    expect([status, JSON.parse(text)]).toMatchObject([408, { error: { code: "REQUEST_TIMEOUT" } }]);
    sending.destroy();
  });

  it("is refused before it is read when it is too large, and when it is empty", async () => {
    const large = upload(1001);
    const { status, text } = await answerTo(large);
    expect([status, JSON.parse(text)]).toMatchObject([
      413,
      { error: { code: "PAYLOAD_TOO_LARGE", details: { limit: 1000 } } },
    ]);
    large.destroy();
    const empty = upload(0);
    empty.end();
    expect(await answerTo(empty)).toMatchObject({ status: 400 });
  });
});

describe("a download", () => {
  const get = (headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${fixture.url}/api/v1/media/${CHAT}/1?sessionId=${ALICE}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    });

  it.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=4-", "456789", "bytes 4-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=8-100", "89", "bytes 8-9/10"],
    ["Bytes=1-2", "12", "bytes 1-2/10"],
  ])("gives %s", async (range, text, contentRange) => {
    const response = await get({ range });
    expect([response.status, response.headers.get("content-range"), await response.text()]).toEqual([
      206,
      contentRange,
      text,
    ]);
  });

  it.each([["bytes=3-1"], ["bytes=0-1,4-5"], ["lines=1-2"]])(
    "gives the whole file where %s is asked",
    async (range) => {
      const response = await get({ range });
      expect([response.status, await response.text()]).toEqual([200, "0123456789"]);
    },
  );

  it("says how long the file is where a range lies outside of it", async () => {
    const response = await get({ range: "bytes=10-" });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe("bytes */10");
  });

  it("goes on only in the file that it began with", async () => {
    const { headers } = await get({ range: "bytes=0-3" });
    const etag = headers.get("etag") ?? "";
    const same = await get({ range: "bytes=4-", "if-range": etag });
    expect([same.status, await same.text()]).toEqual([206, "456789"]);
    const other = await get({ range: "bytes=4-", "if-range": '"another"' });
    expect([other.status, await other.text()]).toEqual([200, "0123456789"]);
    for (const known of [etag, `W/${etag}`, `"another", ${etag}`, "*"]) {
      const unchanged = await get({ "if-none-match": known });
      expect([unchanged.status, unchanged.headers.get("etag"), await unchanged.text()]).toEqual([304, etag, ""]);
    }
  });
});

it("says what to send where a body is not JSON", async () => {
  const answer = await call(`${fixture.url}/api/v1/messages/send/${CHAT}`, { method: "POST", body: "text=x", token });
  expect(answer).toMatchObject({ status: 415, error: { code: "UNSUPPORTED_MEDIA_TYPE" } });
  expect(answer.error.message).toContain("content-type: application/json");
});
