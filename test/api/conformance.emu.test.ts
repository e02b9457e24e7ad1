import { randomBytes, randomUUID } from "node:crypto";
import { OPERATIONS } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiTown, PASSWORD, SESSION } from "./api-town.ts";
import type { Asker } from "./asker.ts";

let town: ApiTown;
beforeAll(async () => {
  town = await ApiTown.found();
}, 120_000);
afterAll(() => town[Symbol.asyncDispose]());

const name = (): string => `s-${randomUUID()}`;
const inGroup = () => ({ sessionId: SESSION, chatId: town.group });
const inChannel = () => ({ sessionId: SESSION, chatId: town.channel });
const say = async (asker: Asker, text: string): Promise<string> =>
  (await asker.ask("sendMessage", { ...inGroup(), text })).data.messageId;
const textNow = async (asker: Asker, messageId: string): Promise<string | undefined> =>
  (await asker.ask("getHistory", { ...inGroup(), messageIds: [messageId] })).data.messages[0]?.text;
const keyOf = async (asker: Asker): Promise<string> =>
  (await asker.ask("createKey", { name: "k", role: "reader", sessionIds: [SESSION] })).data.keyId;
const pendingLogin = async (asker: Asker, sessionId = name(), fields: object = {}) => {
  const phone = await town.account(fields);
  const { data } = await asker.ask("sendCode", { phone, sessionId });
  return { phone, sessionId, loginId: data.loginId };
};
const ruleOf = async (asker: Asker): Promise<string> => {
  const pattern = `launch${randomBytes(4).toString("hex")}`;
  return (await asker.ask("createRule", { name: pattern, kind: "keyword", pattern })).data.ruleId;
};

/** What each operation must do, whatever the way of asking. */
const CASES: Readonly<Record<string, (asker: Asker) => Promise<void>>> = {
  async createToken(asker) {
    expect((await asker.ask("createToken", { apiKey: town.apiKey })).data.expiresIn).toBe(900);
    await expect(asker.ask("createToken", { apiKey: "tw_wrong" })).rejects.toMatchObject({ code: "INVALID_API_KEY" });
  },
  async refreshToken(asker) {
    const { data } = await asker.ask("createToken", { apiKey: town.apiKey });
    const { refreshToken } = data;
    const renewed = await asker.ask("refreshToken", { refreshToken, sessionId: SESSION });
    expect(renewed.data.session).toEqual({ sessionId: SESSION, state: "live" });
    await expect(asker.ask("refreshToken", { refreshToken })).rejects.toMatchObject({ code: "INVALID_REFRESH_TOKEN" });
  },
  async createTicket(asker) {
    expect((await asker.ask("createTicket", {})).data.expiresIn).toBe(30);
  },
  async whoAmI(asker) {
    expect((await asker.ask("whoAmI", {})).data).toMatchObject({ role: "admin", sessionIds: null });
  },
  async signOut(asker) {
    expect((await asker.ask("signOut", {})).data).toEqual({});
  },
  async getSigningKeys(asker) {
    expect((await asker.ask("getSigningKeys", {})).data.keys[0]).toMatchObject({ alg: "EdDSA" });
  },
  async sendCode(asker) {
    const { loginId } = await pendingLogin(asker);
    expect(loginId).toContain(".");
    await expect(asker.ask("sendCode", { phone: "12345", sessionId: name() })).rejects.toMatchObject({
      code: "PHONE_INVALID",
    });
  },
  async resendCode(asker) {
    const { loginId } = await pendingLogin(asker);
    expect((await asker.ask("resendCode", { loginId })).data).toMatchObject({ loginId, type: "sms" });
  },
  async verifyCode(asker) {
    const { phone, loginId, sessionId } = await pendingLogin(asker);
    await expect(asker.ask("verifyCode", { loginId, code: "00000" })).rejects.toMatchObject({ code: "CODE_INVALID" });
    const code = await town.emulator.code(phone);
    expect((await asker.ask("verifyCode", { loginId, code })).data.sessionId).toBe(sessionId);
    await town.live(asker, sessionId);
  },
  async checkPassword(asker) {
    const { phone, loginId, sessionId } = await pendingLogin(asker, name(), { password: PASSWORD });
    const code = await town.emulator.code(phone);
    await expect(asker.ask("verifyCode", { loginId, code })).rejects.toMatchObject({ code: "PASSWORD_REQUIRED" });
    await expect(asker.ask("checkPassword", { loginId, password: "wrong" })).rejects.toMatchObject({
      code: "PASSWORD_INVALID",
    });
    expect((await asker.ask("checkPassword", { loginId, password: PASSWORD })).data.sessionId).toBe(sessionId);
  },
  async cancelLogin(asker) {
    const { loginId } = await pendingLogin(asker);
    await asker.ask("cancelLogin", { loginId });
    await expect(asker.ask("cancelLogin", { loginId })).rejects.toMatchObject({ code: "LOGIN_NOT_FOUND" });
  },
  async startQrLogin(asker) {
    const { data } = await asker.ask("startQrLogin", { sessionId: name() });
    expect(data).toMatchObject({ state: "waiting", url: expect.stringMatching(/^tg:\/\/login\?token=/) as string });
    await expect(asker.ask("startQrLogin", { sessionId: SESSION })).rejects.toMatchObject({ code: "SESSION_EXISTS" });
  },
  async getQrLogin(asker) {
    const { data } = await asker.ask("startQrLogin", { sessionId: name() });
    const account = await town.account({ password: PASSWORD, passwordHint: "a battery" });
    await town.emulator.post("/login-tokens/accept", { token: data.url, account });
    const { loginId } = data;
    const asked = await asker.ask("getQrLogin", { loginId, wait: 20 });
    expect(asked.data).toMatchObject({ state: "password", hint: "a battery" });
    await asker.ask("checkPassword", { loginId, password: PASSWORD });
    expect((await asker.ask("getQrLogin", { loginId })).data).toMatchObject({ state: "done" });
    await town.live(asker, data.sessionId);
  },
  async logInBot(asker) {
    const botToken = `${Math.floor(Math.random() * 1e9)}:secret`;
    await town.account({ isBot: true, botToken });
    const sessionId = name();
    expect((await asker.ask("logInBot", { token: botToken, sessionId })).data.sessionId).toBe(sessionId);
    await expect(asker.ask("logInBot", { token: "1:wrong" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  },
  async listSessions(asker) {
    const { data } = await asker.ask("listSessions", {});
    expect(data.sessions.map(({ sessionId }) => sessionId)).toContain(SESSION);
  },
  async getSession(asker) {
    expect((await asker.ask("getSession", { sessionId: SESSION })).data.user.firstName).toBe("Ann");
    await expect(asker.ask("getSession", { sessionId: "nobody" })).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
  },
  async getSessionStatus(asker) {
    expect((await asker.ask("getSessionStatus", { sessionId: SESSION })).data).toMatchObject({ state: "live" });
  },
  async removeSession(asker) {
    const sessionId = name();
    await town.logIn(asker, sessionId, await town.account());
    await asker.ask("removeSession", { sessionId });
    await expect(asker.ask("getSession", { sessionId })).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
  },
  async importSession(asker) {
    const { data } = await asker.ask("exportSession", { sessionId: SESSION, format: "gramjs" });
    // Two connections with one login would end it.
    await expect(asker.ask("importSession", { session: data.session })).rejects.toMatchObject({
      code: "SESSION_EXISTS",
    });
    await expect(asker.ask("importSession", { session: "nonsense" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    const made = await town.emulator.post<{ telethon: string }>("/sessions", {
      account: await town.account(),
    });
    const sessionId = name();
    await asker.ask("importSession", { session: made.telethon, sessionId });
    await town.live(asker, sessionId);
  },
  async exportSession(asker) {
    // Few exports are allowed a minute: the ways of asking share the formats.
    const formats = { SDK: ["mtcute", "telethon"], HTTP: ["pyrogram"] } as const;
    for (const format of formats[asker.name as "SDK" | "HTTP"] ?? ["gramjs"]) {
      const { data } = await asker.ask("exportSession", { sessionId: SESSION, format });
      expect(data.session.length).toBeGreaterThan(300);
    }
    const { data } = await asker.ask("listAudit", { limit: 50 });
    expect(data.entries).toContainEqual(
      expect.objectContaining({ action: "exportSession", target: expect.objectContaining({ sessionId: SESSION }) }),
    );
  },
  async pollMessages(asker) {
    const { nextCursor } = (await asker.ask("pollMessages", { ...inChannel(), cursor: "latest" })).data;
    const waiting = asker.ask("pollMessages", { ...inChannel(), cursor: nextCursor, wait: 20 });
    const ids = await town.post("polled");
    expect((await waiting).data.messages.map(({ messageId }) => messageId)).toEqual(ids);
  },
  async pollChats(asker) {
    const chats = [town.channel, town.group];
    const { nextCursor } = (await asker.ask("pollChats", { sessionId: SESSION, chats, cursor: "latest" })).data;
    const own = await say(asker, "in the group");
    const [posted = ""] = await town.post("in the channel");
    const seen = await until(async () => {
      const { data } = await asker.ask("pollChats", { sessionId: SESSION, chats, cursor: nextCursor });
      return data.messages.length === 2 ? data.messages : undefined;
    });
    expect(new Set(seen.map(({ messageId }) => messageId))).toEqual(new Set([own, posted]));
  },
  async getHistory(asker) {
    const word = `w${randomBytes(6).toString("hex")}`;
    const ids = await town.post(`${word} 1`, `${word} 2`, `${word} 3`);
    const read = async (direction: "older" | "newer"): Promise<string[]> => {
      const seen: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await asker.ask("getHistory", {
          ...inChannel(),
          direction,
          text: word,
          limit: 2,
          ...(cursor === undefined ? {} : { cursor }),
        });
        seen.push(...page.data.messages.map(({ messageId }) => messageId));
        if (page.meta.hasMore !== true) return seen;
        cursor = page.data.nextCursor;
      }
    };
    await until(async () => (await read("older")).length === 3);
    expect(await read("older")).toEqual(ids.toReversed());
    expect(await read("newer")).toEqual(ids);
  },
  async searchMessages(asker) {
    const word = `w${randomBytes(6).toString("hex")}`;
    const ids = await town.post(`${word} 1`, `${word} 2`);
    const found = await asker.ask("searchMessages", { ...inChannel(), query: word, limit: 1 });
    expect(found.data.messages.map(({ messageId }) => messageId)).toEqual([ids[1]]);
    const next = await asker.ask("searchMessages", {
      ...inChannel(),
      query: word,
      limit: 1,
      cursor: found.data.nextCursor ?? "",
    });
    expect(next.data.messages.map(({ messageId }) => messageId)).toEqual([ids[0]]);
    await town.emulator.post("/messages", { chatId: town.group, from: "9996612345", text: `${word} 3` });
    const everywhere: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = { sessionId: SESSION, query: word, limit: 1, ...(cursor === undefined ? {} : { cursor }) };
      const { data } = await asker.ask("searchMessages", page);
      everywhere.push(...data.messages.map(({ text }) => text));
      cursor = data.nextCursor;
    }
    expect(everywhere.toSorted()).toEqual([`${word} 1`, `${word} 2`, `${word} 3`]);
    await expect(asker.ask("searchMessages", { sessionId: SESSION, query: word, cursor: "t.1" })).rejects.toMatchObject(
      { code: "BAD_POSITION" },
    );
  },
  async sendMessage(asker) {
    const replyTo = await say(asker, "plain");
    const { data } = await asker.ask("sendMessage", {
      ...inGroup(),
      text: "<b>bold</b> and <a href='https://example.org/'>link</a>",
      parseMode: "html",
      replyTo,
      silent: true,
    });
    const [sent] = (await asker.ask("getHistory", { ...inGroup(), messageIds: [data.messageId] })).data.messages;
    expect(sent).toMatchObject({ text: "bold and link", replyTo: { messageId: replyTo } });
    expect(sent?.entities.map(({ type }) => type)).toEqual(["bold", "textUrl"]);
    const scheduleAt = Date.now() + 3_600_000;
    expect((await asker.ask("sendMessage", { ...inGroup(), text: "later", scheduleAt })).data.messageId).toMatch(
      /^\d+$/,
    );
    await expect(asker.ask("sendMessage", inGroup())).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
  },
  async editMessage(asker) {
    const messageId = await say(asker, "first");
    await asker.ask("editMessage", { ...inGroup(), messageId, text: "**second**", parseMode: "markdown" });
    expect(await textNow(asker, messageId)).toBe("second");
  },
  async deleteMessages(asker) {
    const messageId = await say(asker, "gone soon");
    await asker.ask("deleteMessages", { ...inGroup(), messageIds: [messageId] });
    expect(await textNow(asker, messageId)).toBeUndefined();
  },
  async forwardMessages(asker) {
    const messageIds = await town.post("news 1", "news 2");
    const { data } = await asker.ask("forwardMessages", { ...inGroup(), fromChatId: town.channel, messageIds });
    expect(data.messageIds).toHaveLength(2);
    expect(await textNow(asker, data.messageIds[1] ?? "")).toBe("news 2");
  },
  async reactToMessage(asker) {
    const messageId = await say(asker, "react to me");
    await asker.ask("reactToMessage", { ...inGroup(), messageId, emoji: "🔥" });
    await asker.ask("reactToMessage", { ...inGroup(), messageId, emoji: null });
  },
  async markRead(asker) {
    await town.post("unread");
    await asker.ask("markRead", inChannel());
    const { data } = await asker.ask("listChats", { sessionId: SESSION });
    expect(data.chats.find(({ id }) => id === town.channel)?.unreadCount).toBe(0);
  },
  async pinMessage(asker) {
    const messageId = await say(asker, "pin me");
    await asker.ask("pinMessage", { ...inGroup(), messageId });
    expect((await asker.ask("getChat", inGroup())).data.pinnedMessageId).toBe(messageId);
    await asker.ask("pinMessage", { ...inGroup(), messageId, isPinned: false });
  },
  async uploadMedia(asker) {
    const bytes = new Uint8Array(randomBytes(600_000));
    const { uploadId, sizeBytes } = await asker.upload({ sessionId: SESSION, fileName: "a.bin" }, bytes);
    expect(sizeBytes).toBe(bytes.length);
    const { data } = await asker.ask("sendMessage", { ...inGroup(), text: "a file", media: [{ uploadId }] });
    expect(Buffer.compare(await asker.download({ ...inGroup(), messageId: data.messageId }), bytes)).toBe(0);
  },
  async downloadMedia(asker) {
    const upload = async (): Promise<string> =>
      (await asker.upload({ sessionId: SESSION, fileName: "a.jpg" }, new Uint8Array(randomBytes(20_000)))).uploadId;
    const media = [
      { uploadId: await upload(), as: "document" as const },
      { uploadId: await upload(), as: "document" as const },
    ];
    const { messages = [] } = (await asker.ask("sendMessage", { ...inGroup(), text: "album", media })).data;
    expect(messages).toHaveLength(2);
    expect(await asker.download({ ...inGroup(), messageId: messages[1]?.messageId ?? "" })).toHaveLength(20_000);
    const plain = await say(asker, "no file");
    await expect(asker.download({ ...inGroup(), messageId: plain })).rejects.toMatchObject({ code: "NOT_FOUND" });
  },
  async listChats(asker) {
    const { data } = await asker.ask("listChats", { sessionId: SESSION, limit: 1000 });
    const all = data.chats.map(({ id }) => id);
    expect(all).toEqual(expect.arrayContaining([town.channel, town.group]));
    expect(data.nextCursor).toBeNull();
    const paged: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = { sessionId: SESSION, limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const next = (await asker.ask("listChats", page)).data;
      paged.push(...next.chats.map(({ id }) => id));
      cursor = next.nextCursor;
    }
    expect(paged).toEqual(all);
  },
  async getChat(asker) {
    expect((await asker.ask("getChat", inChannel())).data).toMatchObject({ title: "Calls", kind: "channel" });
    await expect(asker.ask("getChat", { sessionId: SESSION, chatId: "-1009999" })).rejects.toMatchObject({
      code: "CHAT_NOT_FOUND",
    });
  },
  async listMembers(asker) {
    const { data } = await asker.ask("listMembers", { ...inGroup(), limit: 10 });
    expect(data.members).toContainEqual(expect.objectContaining({ name: "Ann", role: "creator" }));
  },
  async resolveChat(asker) {
    const { data } = await asker.ask("resolveChat", { sessionId: SESSION, username: "@calls_channel" });
    expect(data.id).toBe(town.channel);
  },
  async joinChat(asker) {
    const username = `c${randomBytes(6).toString("hex")}`;
    const creator = await town.account();
    const { id } = await town.emulator.post<{ id: number }>("/chats", {
      kind: "channel",
      title: "Public",
      username,
      members: [creator],
      creator,
    });
    expect((await asker.ask("joinChat", { sessionId: SESSION, username })).data.id).toBe(String(id));
    await expect(asker.ask("joinChat", { sessionId: SESSION })).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
    await asker.ask("leaveChat", { sessionId: SESSION, chatId: String(id) });
  },
  async leaveChat(asker) {
    const { id } = await town.emulator.post<{ id: number }>("/chats", {
      kind: "supergroup",
      title: "Left soon",
      members: ["9996612345"],
    });
    const chatId = String(id);
    await asker.ask("leaveChat", { sessionId: SESSION, chatId });
    const { data } = await asker.ask("listChats", { sessionId: SESSION, limit: 100 });
    expect(data.chats.map((chat) => chat.id)).not.toContain(chatId);
  },
  async callTelegram(asker) {
    const { data } = await asker.ask("callTelegram", {
      sessionId: SESSION,
      method: "users.getUsers",
      arguments: { id: [{ _: "inputUserSelf" }] },
    });
    expect(data.result).toMatchObject([{ _: "user", firstName: "Ann" }]);
    const call = (method: string, fields: Record<string, never> = {}) =>
      asker.ask("callTelegram", { sessionId: SESSION, method, arguments: fields });
    await expect(call("auth.logOut")).rejects.toMatchObject({ code: "METHOD_FORBIDDEN" });
    await expect(call("messages.getDialogs")).rejects.toMatchObject({ code: "METHOD_FORBIDDEN" });
    await expect(call("users.getUsers")).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(call("help.noSuchThing")).rejects.toMatchObject({ code: "BAD_REQUEST" });
  },
  async listDetections(asker) {
    await town.post("buy 7GCihgDB8fe6KNjn2MYtkzZcRjQy3t9GHdC8uHYmW2hr");
    await until(async () => (await asker.ask("listDetections", { families: ["solana"] })).data.detections.length > 0);
  },
  async getReputation(asker) {
    const { data } = await asker.ask("getReputation", { kind: "channel", subjectId: town.channel });
    expect(data).toMatchObject({ kind: "channel", subjectId: town.channel, score: expect.any(Number) as number });
  },
  async getAddress(asker) {
    const address = "9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin";
    await town.post(`buy ${address}`);
    await until(
      async () => (await asker.ask("getAddress", { family: "solana", address })).data.spread?.firstCaller !== undefined,
    );
  },
  async listAlerts(asker) {
    const keyword = `alert${Math.random().toString(36).slice(2)}`;
    const { data } = await asker.ask("createRule", { name: "alert", kind: "keyword", pattern: keyword });
    await until(async () => {
      await town.post(`again ${keyword}`);
      const { alerts } = (await asker.ask("listAlerts", { kinds: ["ruleHit"] })).data;
      return alerts.some(({ rule }) => rule?.ruleId === data.ruleId);
    });
  },
  async listRules(asker) {
    const ruleId = await ruleOf(asker);
    expect((await asker.ask("listRules", {})).data.rules.map((rule) => rule.ruleId)).toContain(ruleId);
  },
  async createRule(asker) {
    const input = { name: "launches", kind: "regex", pattern: "stealth\\s+launch" } as const;
    expect((await asker.ask("createRule", input)).data).toMatchObject({ ...input, isEnabled: true });
  },
  async getRule(asker) {
    const ruleId = await ruleOf(asker);
    expect((await asker.ask("getRule", { ruleId })).data.ruleId).toBe(ruleId);
  },
  async updateRule(asker) {
    const ruleId = await ruleOf(asker);
    expect((await asker.ask("updateRule", { ruleId, isEnabled: false })).data.isEnabled).toBe(false);
  },
  async deleteRule(asker) {
    const ruleId = await ruleOf(asker);
    await asker.ask("deleteRule", { ruleId });
    await expect(asker.ask("getRule", { ruleId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  },
  async replayRule(asker) {
    const ruleId = await ruleOf(asker);
    expect((await asker.ask("replayRule", { ruleId, sessionId: SESSION })).data.hits).toEqual([]);
  },
  async listKeys(asker) {
    const keyId = await keyOf(asker);
    expect((await asker.ask("listKeys", {})).data.keys.map((key) => key.keyId)).toContain(keyId);
  },
  async createKey(asker) {
    const { data } = await asker.ask("createKey", { name: "k", role: "reader" });
    expect((await asker.ask("createToken", { apiKey: data.apiKey })).data.accessToken).toMatch(/^ey/);
  },
  async rotateKey(asker) {
    const keyId = await keyOf(asker);
    expect((await asker.ask("rotateKey", { keyId, overlapSeconds: 60 })).data.keyId).not.toBe(keyId);
  },
  async setKeyFilter(asker) {
    const keyId = await keyOf(asker);
    const filter = { chats: [town.channel] };
    await asker.ask("setKeyFilter", { keyId, filter });
    const { data } = await asker.ask("listKeys", {});
    expect(data.keys.find((key) => key.keyId === keyId)?.filter).toEqual(filter);
  },
  async revokeKey(asker) {
    const keyId = await keyOf(asker);
    await asker.ask("revokeKey", { keyId });
    await expect(asker.ask("revokeKey", { keyId: "000000000000" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  },
  async listAudit(asker) {
    await keyOf(asker);
    await until(async () =>
      (await asker.ask("listAudit", { limit: 1000 })).data.entries.some(({ action }) => action === "createKey"),
    );
  },
  async verifyAudit(asker) {
    expect((await asker.ask("verifyAudit", {})).data).toMatchObject({ ok: true, problem: null });
  },
  async getHealth(asker) {
    expect((await asker.ask("getHealth", {})).data).toMatchObject({
      checks: { log: { ok: true }, archive: { ok: true } },
    });
  },
  async getMetrics(asker) {
    expect((await asker.ask("getMetrics", {})).data).toHaveProperty("gateway");
  },
  async getConfig(asker) {
    expect(JSON.stringify((await asker.ask("getConfig", {})).data)).not.toContain('"hash"');
  },
};

it("tells a QR login's changes on a WebSocket, with its password and its end", async () => {
  const [asker] = town.askers;
  if (asker === undefined) throw new Error("nobody to ask");
  const { accessToken } = (await asker.ask("createToken", { apiKey: town.apiKey })).data;
  const { data } = await asker.ask("startQrLogin", { sessionId: name() });
  const address = `${town.server.url.replace("http", "ws")}/api/v1/realtime/login/${data.loginId}`;
  const socket = new WebSocket(address, ["telewire.v1", `bearer.${accessToken}`]);
  const states: unknown[] = [];
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  socket.addEventListener("message", ({ data: text }) => {
    const frame = JSON.parse(String(text)) as { type: string; data: { state: string } };
    if (frame.type === "LOGIN_STATE") states.push(frame.data.state);
  });
  await until(() => states.includes("waiting"), { what: "the first state" });
  const account = await town.account({ password: PASSWORD });
  await town.emulator.post("/login-tokens/accept", { token: data.url, account });
  await until(() => states.includes("password"), { what: "the question for the password" });
  await asker.ask("checkPassword", { loginId: data.loginId, password: PASSWORD });
  expect(await closed).toBe(4500);
  expect([...new Set(states)]).toEqual(["waiting", "password", "done"]);
});

it("has a case for every operation, and for nothing else", () => {
  expect(Object.keys(CASES).toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
});

describe.each([0, 1, 2])("way %i of asking", (way) => {
  it.each(Object.keys(OPERATIONS))("%s", async (id) => {
    const asker = town.askers[way];
    if (asker === undefined) throw new Error("there is no such way of asking");
    await expect(CASES[id]?.(asker)).resolves.toBeUndefined();
  });
});
