import type { DetectionEntry, NewDetectionEntry } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ALICE, call, CHAT, messageEntry, post, startGateway } from "../../test/gateway-fixture.ts";
import type { Answered, GatewayFixture } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";
import { setFilterOfKey } from "../auth/key-filters.ts";

const OTHER = "-1001000000099";
let fixture: GatewayFixture;
let token = "";
beforeAll(async () => {
  fixture = await startGateway();
  const { apiKey, keyId } = await fixture.key({ role: "admin", sessionIds: [ALICE] });
  await setFilterOfKey(fixture.archive.records, keyId, { chats: [CHAT] });
  const { data } = await post(`${fixture.url}/api/v1/auth/token`, { apiKey });
  token = (data as { accessToken: string }).accessToken;
});
afterAll(() => fixture[Symbol.asyncDispose]());

const ask = (method: string, path: string, fields: object): Promise<Answered> => {
  const url = `${fixture.url}/api/v1/${path}`;
  if (method === "POST") return post(url, { sessionId: ALICE, ...fields }, { token });
  return call(`${url}?${new URLSearchParams({ sessionId: ALICE, ...fields }).toString()}`, { method, token });
};

it.each([
  ["POST", `messages/edit/${OTHER}`, { messageId: "1", text: "x" }],
  ["POST", `messages/delete/${OTHER}`, { messageIds: ["1"] }],
  ["POST", `messages/react/${OTHER}`, { messageId: "1", emoji: null }],
  ["POST", `messages/read/${OTHER}`, {}],
  ["POST", `messages/pin/${OTHER}`, { messageId: "1" }],
  ["POST", `messages/forward/${OTHER}`, { fromChatId: CHAT, messageIds: ["1"] }],
  ["POST", `messages/forward/${CHAT}`, { fromChatId: OTHER, messageIds: ["1"] }],
  ["GET", "messages/search", { chatId: OTHER, query: "x" }],
  ["GET", `media/${OTHER}/1`, {}],
  ["GET", `chats/${OTHER}`, {}],
  ["GET", `chats/${OTHER}/members`, {}],
  ["POST", `chats/${OTHER}/leave`, {}],
  ["POST", "chats/join", { chatId: OTHER }],
  ["POST", "chats/join", { username: "telegram" }],
  ["POST", "chats/join", { invite: "https://t.me/+abc" }],
  ["POST", "telegram/call", { method: "users.getUsers" }],
  ["POST", "sessions/bob/export", { format: "telethon", sessionId: "bob" }],
])("keeps a caller to its chats and sessions: %s %s", async (method, path, fields) => {
  const before = fixture.telegram.calls.length;
  expect(await ask(method, path, fields)).toMatchObject({ status: 403, error: { code: "FORBIDDEN" } });
  expect(fixture.telegram.calls).toHaveLength(before);
});

it("says who called an address first only to those who see every session and chat", async () => {
  const now = new Date().toISOString();
  const rest = { isFirst: false, isFirstInChat: true, occurrencesInChat: 0, chats: 2, callsPerMinute: 1 };
  const spread = { ...rest, firstCaller: { chatId: OTHER, messageId: "1", date: now } };
  const entry: NewDetectionEntry = {
    schemaVersion: "1.0.0",
    kind: "detection",
    family: "evm",
    address: "0xaa",
    display: "0xAA",
    role: "token",
    surface: "text",
    transforms: [],
    confidence: 0.9,
    reasons: [],
    flags: [],
    source: { sessionId: ALICE, chatId: CHAT, messageId: "2" },
    firstSeen: now,
    occurrences: 2,
    spread,
    trace: { telegramDate: now, receivedAt: 1, appendedAt: 2 },
  };
  const record = {
    stream: "detections" as const,
    kind: "detection" as const,
    chatId: CHAT,
    json: JSON.stringify(entry),
  };
  using limited = new TestClient(fixture.url, "detections", { token });
  using whole = new TestClient(fixture.url, "detections", { token: await fixture.token() });
  await Promise.all([limited.hello(), whole.hello()]);
  const { lastBatch } = await fixture.log.loadState(ALICE);
  const { positions } = await fixture.log.append({
    sessionId: ALICE,
    fence: null,
    batch: lastBatch + 1,
    records: [record],
  });
  const [position = ""] = positions;
  const json = JSON.stringify({ ...entry, id: position });
  await fixture.archive.detections.write([{ position, sessionId: ALICE, chatId: CHAT, json }]);
  const spreadOf = async (client: TestClient) => {
    await until(() => client.of("DETECTION").length > 0, { what: "the detection" });
    return client.of("DETECTION")[0]?.data.spread;
  };
  expect(await spreadOf(whole)).toEqual(spread);
  expect(await spreadOf(limited)).toEqual(rest);
  const url = `${fixture.url}/api/v1/detections`;
  const listed = (await call(url, { token })).data as { detections: DetectionEntry[] };
  expect(listed.detections.map((detection) => detection.spread)).toEqual([rest]);
});

it("leaves other chats out of what a session tells of all of them", async () => {
  const found = [CHAT, OTHER].map((chatId) => messageEntry({ chatId, text: "found" }));
  fixture.telegram.acts.set("search", { messages: found, next: { rate: 1, chatId: OTHER, messageId: "1" } });
  const chat = (id: string) => ({ id, kind: "channel", unreadCount: 0, topMessageId: "1", isPinned: false });
  fixture.telegram.acts.set("chats", { chats: [chat(CHAT), chat(OTHER)], next: null });
  fixture.telegram.acts.set("resolve", { id: OTHER, kind: "channel" });
  const search = (await ask("GET", "messages/search", { query: "found" })).data as { messages: { chatId: string }[] };
  expect(new Set(search.messages.map(({ chatId }) => chatId))).toEqual(new Set([CHAT]));
  expect(JSON.stringify(search)).not.toContain(OTHER);
  const list = (await ask("GET", "chats", {})).data as { chats: { id: string }[] };
  expect(list.chats.map(({ id }) => id)).toEqual([CHAT]);
  expect(await ask("GET", "chats/resolve", { username: "@other_chat" })).toMatchObject({
    error: { code: "FORBIDDEN" },
  });
});
