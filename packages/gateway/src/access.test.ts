import type { AuditEntry, AuditVerdict } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { ALICE, call, CHAT, post, startGateway } from "../test/gateway-fixture.ts";
import type { GatewayFixture } from "../test/gateway-fixture.ts";
import { TestClient } from "../test/test-client.ts";

const OTHER = "-1001000000009";

interface Created {
  readonly keyId: string;
  readonly apiKey: string;
}

async function tokenOf({ url }: GatewayFixture, apiKey: string): Promise<string> {
  return ((await post(`${url}/api/v1/auth/token`, { apiKey })).data as { accessToken: string }).accessToken;
}

describe("API keys", () => {
  it("are made, listed, rotated with an overlap and revoked", async () => {
    let offset = 0;
    await using fixture = await startGateway({
      clock: { now: () => Date.now() + offset, monotonic: () => performance.now() + offset },
    });
    const token = await fixture.token();
    const made = await post(
      `${fixture.url}/api/v1/keys`,
      { name: "worker", role: "ingestor", sessionIds: [ALICE] },
      { token },
    );
    expect(made.status).toBe(201);
    const first = made.data as Created;
    const listed = await call(`${fixture.url}/api/v1/keys`, { token });
    expect(JSON.stringify(listed.data)).not.toMatch(/argon2|signingSecret/);
    expect((listed.data as { keys: Created[] }).keys.find(({ keyId }) => keyId === first.keyId)).toMatchObject({
      name: "worker",
      role: "ingestor",
      sessionIds: [ALICE],
      filter: null,
    });
    const rotated = (await post(`${fixture.url}/api/v1/keys/${first.keyId}/rotate`, { overlapSeconds: 60 }, { token }))
      .data as Created;
    for (const { apiKey } of [first, rotated]) expect(await tokenOf(fixture, apiKey)).toBeTruthy();
    offset = 61_000;
    expect((await post(`${fixture.url}/api/v1/auth/token`, { apiKey: first.apiKey })).error.code).toBe(
      "INVALID_API_KEY",
    );
    const live = await tokenOf(fixture, rotated.apiKey);
    await call(`${fixture.url}/api/v1/keys/${rotated.keyId}`, { method: "DELETE", token });
    expect((await call(`${fixture.url}/api/v1/auth/me`, { token: live })).error.code).toBe("INVALID_TOKEN");
    expect((await call(`${fixture.url}/api/v1/keys/000000000000`, { method: "DELETE", token })).status).toBe(404);
  });

  it("end at their time, with the tokens that came of them", async () => {
    let offset = 0;
    await using fixture = await startGateway({
      clock: { now: () => Date.now() + offset, monotonic: () => performance.now() + offset },
    });
    const { apiKey } = await fixture.key({ expiresAt: Date.now() + 60_000 });
    const token = await tokenOf(fixture, apiKey);
    offset = 59_000;
    expect((await call(`${fixture.url}/api/v1/auth/me`, { token })).status).toBe(200);
    // What was read of the key a moment ago would be believed for longer.
    offset = 61_000;
    expect((await call(`${fixture.url}/api/v1/auth/me`, { token })).error.code).toBe("INVALID_TOKEN");
    expect((await post(`${fixture.url}/api/v1/auth/token`, { apiKey })).error.code).toBe("INVALID_API_KEY");
  });

  it("have no end in the past", async () => {
    await using fixture = await startGateway();
    const late = { name: "x", role: "reader", expiresAt: Date.now() - 1 };
    const answer = await post(`${fixture.url}/api/v1/keys`, late, { token: await fixture.token() });
    expect(answer.error.details).toEqual({ problems: [{ field: "expiresAt", problem: "is not in the future" }] });
  });

  it("never get more than their maker has", async () => {
    await using fixture = await startGateway();
    const narrow = await fixture.token({ scopes: ["keys:write", "messages:read"], sessionIds: [ALICE] });
    const make = (body: object) =>
      post(`${fixture.url}/api/v1/keys`, { name: "x", role: "reader", ...body }, { token: narrow });
    expect(await make({ role: "admin" })).toMatchObject({
      status: 403,
      error: { details: { scope: expect.any(String) } },
    });
    expect((await make({ scopes: ["messages:read"], sessionIds: ["bob"] })).status).toBe(403);
    expect((await make({ scopes: ["messages:read"], sessionIds: null })).status).toBe(403);
    expect((await make({ scopes: ["messages:read"] })).status).toBe(201);
    const listed = (await call(`${fixture.url}/api/v1/keys`, { token: await fixture.token() })).data as {
      keys: { name: string; sessionIds: string[] }[];
    };
    expect(listed.keys.find(({ name }) => name === "x")?.sessionIds).toEqual([ALICE]);
  });
});

describe("a key's filter", () => {
  it("holds on every way of reading, and reaches who is connected", async () => {
    await using fixture = await startGateway();
    const admin = await fixture.token();
    const { data } = await post(
      `${fixture.url}/api/v1/keys`,
      { name: "eyes", role: "ingestor", filter: { chats: [CHAT] } },
      { token: admin },
    );
    const { keyId, apiKey } = data as Created;
    const token = await tokenOf(fixture, apiKey);
    await fixture.say(["seen"]);
    await fixture.say(["hidden"], { chatId: OTHER });
    expect((await call(`${fixture.url}/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}`, { token })).status).toBe(200);
    for (const path of [
      `poll/${OTHER}?sessionId=${ALICE}`,
      `history/${OTHER}?sessionId=${ALICE}`,
      `poll?chats=${CHAT},${OTHER}&sessionId=${ALICE}`,
    ]) {
      expect((await call(`${fixture.url}/api/v1/messages/${path}`, { token })).error.code).toBe("FORBIDDEN");
    }
    expect(
      (await post(`${fixture.url}/api/v1/messages/send/${OTHER}`, { sessionId: ALICE, text: "x" }, { token })).status,
    ).toBe(403);
    using client = new TestClient(fixture.url, `messages/${ALICE}`, { token });
    using asking = new TestClient(fixture.url, `messages/${ALICE}?chats=${OTHER}`, { token });
    await Promise.all([client.hello(), asking.hello()]);
    await fixture.say(["hidden too"], { chatId: OTHER });
    await fixture.say(["seen too"]);
    expect(await client.texts(1)).toEqual(["seen too"]);
    expect(asking.of("NEW_MESSAGE")).toEqual([]);
    await post(`${fixture.url}/api/v1/keys/${keyId}/filter`, { filter: { chats: [OTHER] } }, { token: admin });
    expect(await client.closed()).toBe(4004);
    expect((await call(`${fixture.url}/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}`, { token })).status).toBe(403);
  });
});

describe("the audit log", () => {
  it("tells who did what, in a chain that shows every change", async () => {
    await using fixture = await startGateway();
    const { keyId, apiKey } = await fixture.key();
    const token = await tokenOf(fixture, apiKey);
    await post(`${fixture.url}/api/v1/messages/send/${CHAT}`, { sessionId: ALICE, text: "private words" }, { token });
    const reader = await fixture.token({ role: "reader" });
    await call(`${fixture.url}/api/v1/keys`, { token: reader });
    const { entries } = (await call(`${fixture.url}/api/v1/audit`, { token })).data as { entries: AuditEntry[] };
    expect(entries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "listKeys FORBIDDEN",
      "createToken ok",
      "sendMessage ok",
      "createToken ok",
    ]);
    expect(entries.find(({ action }) => action === "sendMessage")).toMatchObject({
      actor: keyId,
      target: { sessionId: ALICE, chatId: CHAT },
      ip: "127.0.0.1",
    });
    expect(JSON.stringify(entries)).not.toContain("private words");
    const verdict = async () => (await call(`${fixture.url}/api/v1/audit/verify`, { token })).data as AuditVerdict;
    expect(await verdict()).toMatchObject({ ok: true, problem: null });
    const [day] = await fixture.archive.records.list("audit-day");
    const namespace = `audit:${String(day?.key).replace("/", ":")}`;
    const stored = await fixture.archive.records.list(namespace);
    const victim = stored[1];
    await fixture.archive.records.put(
      namespace,
      victim?.key ?? "",
      (victim?.value ?? "").replace(ALICE, "mallory"),
      null,
    );
    expect(await verdict()).toMatchObject({ ok: false, problem: { sequence: 2, what: "the entry was changed" } });
    await fixture.archive.records.put(namespace, victim?.key ?? "", victim?.value ?? "", null);
    await fixture.archive.records.delete(namespace, stored[2]?.key ?? "");
    expect(await verdict()).toMatchObject({ ok: false, problem: { sequence: 3, what: "an entry is missing" } });
  });

  it("goes on over a restart", async () => {
    await using first = await startGateway();
    await first.token();
    await first.gateway.drain(Date.now() + 1000);
    await using second = await startGateway({
      dependencies: { archive: first.archive, log: first.log, secrets: first.secrets },
    });
    const token = await second.token();
    await until(
      async () => ((await call(`${second.url}/api/v1/audit/verify`, { token })).data as AuditVerdict).entries >= 2,
    );
    expect((await call(`${second.url}/api/v1/audit/verify`, { token })).data).toMatchObject({ ok: true });
  });
});
