import { afterAll, beforeAll, expect, it } from "vitest";
import { startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";

let fixture: GatewayFixture;
beforeAll(async () => {
  fixture = await startGateway();
});
afterAll(() => fixture[Symbol.asyncDispose]());

it("tells each change of a QR login, and ends with it", async () => {
  using client = new TestClient(fixture.url, "login/login-1", { token: await fixture.token() });
  expect(await client.closed()).toBe(4500);
  expect(client.frames).toMatchObject([
    { type: "HELLO", data: { topic: "login" } },
    { type: "LOGIN_STATE", id: null, data: { state: "password", version: 2 } },
    { type: "LOGIN_STATE", id: null, data: { state: "done", version: 3 } },
  ]);
});

it.each([
  ["login/unknown", {}, 4504, "LOGIN_NOT_FOUND"],
  ["login/login-1", { sessionIds: ["other"] }, 4503, "FORBIDDEN"],
  ["login/login-1", { role: "reader" as const }, 4503, "FORBIDDEN"],
])("refuses %s for %o", async (topic, key, closeCode, code) => {
  using client = new TestClient(fixture.url, topic, { token: await fixture.token(key) });
  expect(await client.closed()).toBe(closeCode);
  expect(client.of("LOGIN_STATE")).toEqual([]);
  expect(client.of("ERROR")[0]?.data.code).toBe(code);
});
