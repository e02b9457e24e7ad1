import type { AlertEntry, RuleHitPage, RuleView } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { ALICE, call, CHAT, post, startGateway } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";

const OTHER = "-1001000000009";

describe("rules", () => {
  it("are made, listed, changed and deleted by their key, seen by an admin, and by no other key", async () => {
    await using fixture = await startGateway();
    const rules = `${fixture.url}/api/v1/rules`;
    const [mine, others, admin] = [
      await fixture.token({ role: "analyst" }),
      await fixture.token({ role: "analyst" }),
      await fixture.token(),
    ];
    const made = await post(rules, { name: "drops", kind: "keyword", pattern: "airdrop" }, { token: mine });
    expect(made).toMatchObject({ status: 201, data: { isEnabled: true, isWholeWord: true, chats: [] } });
    const { ruleId } = made.data as RuleView;
    const listOf = async (token: string) =>
      ((await call(rules, { token })).data as { rules: RuleView[] }).rules.map((rule) => rule.ruleId);
    expect([await listOf(mine), await listOf(others), await listOf(admin)]).toEqual([[ruleId], [], [ruleId]]);
    const change = (token: string, body: object) => post(`${rules}/${ruleId}`, body, { method: "PUT", token });
    expect(await change(others, { isEnabled: false })).toMatchObject({ status: 404, error: { code: "NOT_FOUND" } });
    expect(await change(mine, { isEnabled: false, chats: [CHAT] })).toMatchObject({
      data: { ruleId, isEnabled: false, chats: [CHAT], pattern: "airdrop" },
    });
    expect((await call(`${rules}/${ruleId}`, { token: mine })).data).toMatchObject({ isEnabled: false });
    expect((await call(`${rules}/${ruleId}`, { method: "DELETE", token: others })).status).toBe(404);
    expect((await call(`${rules}/${ruleId}`, { method: "DELETE", token: mine })).data).toEqual({ ruleId });
    expect(await listOf(admin)).toEqual([]);
  });

  it.each([
    ["(", "invalid-regex"],
    ["(?:a{1,40}){1,40}b{1,900}", /too-complex|invalid-regex/],
    ["(?<=a)b", "invalid-regex"],
    ["(a)\\1", "invalid-regex"],
  ])("refuse the pattern %s, new or changed, and say why", async (pattern, code) => {
    await using fixture = await startGateway();
    const token = await fixture.token();
    const rules = `${fixture.url}/api/v1/rules`;
    const refusal = {
      status: 400,
      error: {
        code: "VALIDATION_FAILED",
        details: { problems: [{ field: "pattern", code: expect.stringMatching(code) as string }] },
      },
    };
    expect(await post(rules, { name: "x", kind: "regex", pattern }, { token })).toMatchObject(refusal);
    const { ruleId } = (await post(rules, { name: "x", kind: "regex", pattern: "ok" }, { token })).data as RuleView;
    expect(await post(`${rules}/${ruleId}`, { pattern }, { method: "PUT", token })).toMatchObject(refusal);
  });

  it("go on under the new key when theirs is rotated", async () => {
    await using fixture = await startGateway();
    const admin = await fixture.token();
    const { keyId, apiKey } = await fixture.key({ role: "analyst" });
    const tokenOf = async (key: string) =>
      ((await post(`${fixture.url}/api/v1/auth/token`, { apiKey: key })).data as { accessToken: string }).accessToken;
    const rules = `${fixture.url}/api/v1/rules`;
    await post(rules, { name: "x", kind: "keyword", pattern: "ok" }, { token: await tokenOf(apiKey) });
    const rotated = await post(`${fixture.url}/api/v1/keys/${keyId}/rotate`, {}, { token: admin });
    const token = await tokenOf((rotated.data as { apiKey: string }).apiKey);
    expect((await call(rules, { token })).data).toMatchObject({ rules: [{ name: "x" }] });
  });

  it("are replayed over the archive, page by page, within what the caller may see", async () => {
    await using fixture = await startGateway();
    const token = await fixture.token();
    const texts = Array.from({ length: 1200 }, (_, index) => (index % 400 === 7 ? `stealth launch ${index}` : "gm"));
    await fixture.say(texts);
    await fixture.say(["stealth launch elsewhere"], { chatId: OTHER });
    await fixture.archive.messages.write(await fixture.log.read("messages", 0, null, { limit: 5000 }));
    const made = await post(
      `${fixture.url}/api/v1/rules`,
      { name: "launches", kind: "regex", pattern: "stealth\\s+(launch)", isEnabled: false },
      { token },
    );
    const { ruleId } = made.data as RuleView;
    const replay = async (body: object, as = token, rule = ruleId) =>
      await post(`${fixture.url}/api/v1/rules/${rule}/replay`, { sessionId: ALICE, ...body }, { token: as });
    const hitsOf = (answer: { readonly data: unknown }) => (answer.data as RuleHitPage).hits.map(({ text }) => text);
    const first = await replay({ limit: 2 });
    expect(hitsOf(first)).toEqual(["stealth launch elsewhere", "stealth launch 807"]);
    expect((first.data as RuleHitPage).hits[1]).toMatchObject({
      source: { sessionId: ALICE, chatId: CHAT },
      rule: { ruleId, surface: "text", span: { offset: 0, length: 14 }, match: "stealth launch" },
    });
    const rest = await replay({ limit: 2, cursor: (first.data as RuleHitPage).nextCursor });
    expect(hitsOf(rest)).toEqual(["stealth launch 407", "stealth launch 7"]);
    expect(hitsOf(await replay({ chatId: OTHER }))).toEqual(["stealth launch elsewhere"]);
    const { keyId, apiKey } = await fixture.key();
    await post(`${fixture.url}/api/v1/keys/${keyId}/filter`, { filter: { chats: [CHAT] } }, { token });
    const narrow = (await post(`${fixture.url}/api/v1/auth/token`, { apiKey })).data as { accessToken: string };
    // Not even an admin who sees some chats only sees the rules of others.
    expect(await replay({}, narrow.accessToken)).toMatchObject({ status: 404 });
    const own = await post(
      `${fixture.url}/api/v1/rules`,
      { name: "launches", kind: "regex", pattern: "stealth\\s+launch" },
      { token: narrow.accessToken },
    );
    const { ruleId: ownId } = own.data as RuleView;
    expect(hitsOf(await replay({}, narrow.accessToken, ownId))).toHaveLength(3);
    expect(await replay({ cursor: "d.x.0.1-0" })).toMatchObject({ status: 400, error: { code: "BAD_POSITION" } });
    expect(await replay({ sessionId: "nobody" })).toMatchObject({ status: 404 });
  });

  it("hits go to the key that owns the rule and to admins; anomalies to all", async () => {
    await using fixture = await startGateway();
    const { apiKey, keyId } = await fixture.key({ role: "analyst" });
    const owner = (await post(`${fixture.url}/api/v1/auth/token`, { apiKey })).data as { accessToken: string };
    using mine = new TestClient(fixture.url, "alerts", { token: owner.accessToken });
    using other = new TestClient(fixture.url, "alerts", { token: await fixture.token({ role: "analyst" }) });
    using admin = new TestClient(fixture.url, "alerts", { token: await fixture.token() });
    await Promise.all([mine, other, admin].map((client) => client.hello()));
    const source = { sessionId: ALICE, chatId: CHAT, messageId: "1" };
    const date = "2026-01-01T00:00:00.000Z";
    const common = {
      schemaVersion: "1.0.0",
      source,
      date,
      trace: { telegramDate: date, receivedAt: 1, appendedAt: 1 },
    };
    const alerts: Omit<AlertEntry, "id">[] = [
      { ...common, kind: "ruleHit", rule: { ruleId: "r1", name: "x", ownerId: keyId, surface: "text", match: "x" } },
      {
        ...common,
        kind: "anomaly",
        anomaly: { type: "message-rate", subject: CHAT, severity: 5, explanation: "many" },
      },
    ];
    await fixture.log.append({
      sessionId: ALICE,
      fence: null,
      batch: 1,
      records: alerts.map(({ schemaVersion, kind, source: of, ...rest }) => ({
        stream: "alerts",
        kind,
        chatId: CHAT,
        json: JSON.stringify({ schemaVersion, kind, source: of, ...rest }),
      })),
    });
    await until(() => [mine, other, admin].every((client) => client.of("ANOMALY").length === 1));
    expect([mine, other, admin].map((client) => client.of("RULE_HIT").length)).toEqual([1, 0, 1]);
    const list = async (query: string) =>
      await call(`${fixture.url}/api/v1/alerts?${query}`, { token: owner.accessToken });
    const newest = await list("limit=1");
    const { alerts: page, nextCursor } = newest.data as { alerts: AlertEntry[]; nextCursor: string };
    const rest = await list(`limit=5&cursor=${nextCursor}`);
    expect([page[0]?.kind, newest.meta.hasMore]).toEqual(["anomaly", true]);
    expect(rest).toMatchObject({ data: { alerts: [{ kind: "ruleHit" }], nextCursor: null }, meta: { hasMore: false } });
    expect(await list("cursor=m.x.0.1-0")).toMatchObject({ status: 400, error: { code: "BAD_POSITION" } });
  });

  it("reputations and spread rest on all chats: a key that does not see all gets none", async () => {
    await using fixture = await startGateway();
    const narrow = await fixture.token({ role: "reader", sessionIds: [ALICE] });
    for (const path of [`reputations/channel/${CHAT}`, "addresses/solana/abc"]) {
      expect((await call(`${fixture.url}/api/v1/${path}`, { token: await fixture.token() })).status).toBe(200);
      expect((await call(`${fixture.url}/api/v1/${path}`, { token: narrow })).error.code).toBe("FORBIDDEN");
    }
  });
});
