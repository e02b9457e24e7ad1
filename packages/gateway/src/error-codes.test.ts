import { globSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { ERRORS, TelewireError } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
import { freePort } from "@telewire/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, call, CHAT, post, startGateway } from "../test/gateway-fixture.ts";
import type { Answered, GatewayFixture } from "../test/gateway-fixture.ts";
import { TestClient } from "../test/test-client.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SUITES = "{packages,apps}/*/{src,test}/**/*.test.ts";
const SHARED_SUITES = "packages/*/src/contract/*.ts";
const OTHERS = "{test,examples}/**/*.test.ts";

let fixture: GatewayFixture;
let token = "";
beforeAll(async () => {
  fixture = await startGateway({ options: { mediaUrlNetworks: ["127.0.0.1"], bodyMaxBytes: 2048 } });
  token = await fixture.token();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const api = (path: string, init?: Parameters<typeof call>[1]) =>
  call(`${fixture.url}/api/v1${path}`, { token, ...init });
const send = (body: object) => post(`${fixture.url}/api/v1/messages/send/${CHAT}`, body, { token });

/** What a client does to be answered so by the gateway itself. */
const DRIVEN: Partial<Record<ErrorCode, () => Promise<Answered>>> = {
  LENGTH_REQUIRED: () =>
    api(`/media/upload?sessionId=${ALICE}&fileName=a`, {
      method: "POST",
      body: new Blob(["file"]).stream(),
      duplex: "half",
    }),
  RANGE_NOT_SATISFIABLE: () => api(`/media/${CHAT}/1?sessionId=${ALICE}`, { headers: { range: "bytes=100-200" } }),
  METHOD_FORBIDDEN: () =>
    post(`${fixture.url}/api/v1/telegram/call`, { sessionId: ALICE, method: "auth.logOut" }, { token }),
  URL_FORBIDDEN: () => send({ sessionId: ALICE, media: [{ as: "photo", url: "http://10.0.0.1/a.png" }] }),
  URL_UNREACHABLE: async () =>
    send({ sessionId: ALICE, media: [{ as: "photo", url: `http://127.0.0.1:${await freePort()}/a.png` }] }),
  INVALID_SIGNIN_LINK: () => call(`${fixture.url}/signin?token=used`, { headers: { accept: "application/json" } }),
  PAYLOAD_TOO_LARGE: () => send({ sessionId: ALICE, text: "a".repeat(3000) }),
  UNAUTHENTICATED: () => call(`${fixture.url}/api/v1/sessions`),
};

describe("the gateway answers", () => {
  it.each(Object.entries(DRIVEN))("%s", async (code, drive) => {
    const answer = await drive();
    const { status } = ERRORS[code as ErrorCode];
    expect(answer).toMatchObject({ status, success: false, error: { code } });
  });

  it("INVALID_TICKET on a WebSocket whose ticket was used", async () => {
    const { ticket } = (await post(`${fixture.url}/api/v1/auth/ticket`, {}, { token })).data as { ticket: string };
    using first = new TestClient(fixture.url, `messages/${ALICE}?ticket=${ticket}`, {});
    await first.hello();
    using second = new TestClient(fixture.url, `messages/${ALICE}?ticket=${ticket}`, {});
    expect(await second.closed()).toBe(4501);
    expect(second.frames).toMatchObject([{ type: "ERROR", data: { code: "INVALID_TICKET" } }]);
  });

  it("URL_UNREACHABLE when the other server refuses", async () => {
    await using other = createServer((_request, response) => response.writeHead(500).end());
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    const media = [{ as: "photo", url: `http://127.0.0.1:${port}/a.png` }];
    expect((await send({ sessionId: ALICE, media })).error.code).toBe("URL_UNREACHABLE");
  });

  it("what an owner says as the table words it, with the time to come back", async () => {
    const said = Object.keys(ERRORS).filter(
      (code) => ERRORS[code as ErrorCode].fault === "telegram" || code === "OWNER_UNREACHABLE",
    ) as ErrorCode[];
    for (const code of said) {
      fixture.telegram.error = new TelewireError(code, { retryAfterMs: 1500 });
      const answer = await api(`/chats/${CHAT}?sessionId=${ALICE}`);
      expect(answer).toMatchObject({ status: ERRORS[code].status, error: { code, message: ERRORS[code].message } });
      expect(answer.headers.get("retry-after")).toBe("2");
    }
    fixture.telegram.error = null;
  });
});

it("every code of the table is produced by a test", () => {
  const texts = [SUITES, SHARED_SUITES, OTHERS]
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT, exclude: ["**/node_modules/**"] }))
    .filter((file) => !file.endsWith("error-codes.test.ts"))
    .map((file) => assertionsOf(readFileSync(`${ROOT}/${file}`, "utf8")));
  const hereOnly = new Set<string>([
    ...Object.keys(DRIVEN),
    "INVALID_TICKET",
    "OWNER_UNREACHABLE",
    "CHAT_WRITE_FORBIDDEN",
  ]);
  const missing = Object.keys(ERRORS).filter(
    (code) => !hereOnly.has(code) && !texts.some((text) => new RegExp(`\\b${code}\\b`).test(text)),
  );
  expect(missing).toEqual([]);
});

/** What a test file expects: from each `expect(` to the end of its statement; and the rows of its tables. */
function assertionsOf(text: string): string {
  return [...text.matchAll(/expect[\s\S]*?;\n|^\s*\[?["'][\s\S]*?\],?$/gm)].map(([statement]) => statement).join("\n");
}
