import { startEmulator, until } from "@telewire/testing";
import type { EmulatorProcess } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addChat, addUser, logIn, post, runOwner, texts } from "./fixture.ts";

let emulator: EmulatorProcess;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

it("receives messages of channels, groups and private chats, in order, with names", async () => {
  const account = await logIn(emulator);
  const author = await addUser(emulator, { firstName: "Bob", username: `bob${account.userId}` });
  const channel = await addChat(emulator, "channel", [account.phone], "Alpha");
  const group = await addChat(emulator, "group", [account.phone, author.phone], "Basic");
  await using session = await runOwner(emulator, account);
  await session.isLive();
  await post(emulator, channel, texts("c", 20));
  await post(emulator, group, texts("g", 20), author.phone);
  await post(emulator, account.userId, texts("p", 20), author.phone);
  await until(() => session.sink.events.length >= 60);
  expect(session.sink.texts(channel)).toEqual(texts("c", 20));
  expect(session.sink.texts(group)).toEqual(texts("g", 20));
  expect(session.sink.texts(author.id)).toEqual(texts("p", 20));
  const [first] = session.sink.events;
  expect(first).toMatchObject({ kind: "message", chat: { kind: "channel", title: "Alpha" }, backfilled: false });
  expect(session.sink.events.at(-1)).toMatchObject({
    chat: { kind: "private", title: "Bob" },
    sender: { name: "Bob", username: `bob${account.userId}` },
  });
  expect(first?.trace.receivedAt).toBeGreaterThan(Date.now() - 60_000);
  expect(session.owner.status().evidence).toMatchObject({
    messages: 60,
    pendingAppends: 0,
    reconnects: 0,
    lastError: null,
  });
});

it("reports edits and deletes", async () => {
  const account = await logIn(emulator);
  const author = await addUser(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  const { ids } = await post(emulator, channel, ["first"]);
  const { ids: direct } = await post(emulator, account.userId, ["hello"], author.phone);
  await until(() => session.sink.events.length === 2);
  await fetch(`${emulator.ready.control}/messages/${ids[0]}`, {
    method: "PATCH",
    body: JSON.stringify({ chatId: channel, text: "changed" }),
  });
  await emulator.call("DELETE", "/messages", { chatId: channel, ids });
  await emulator.call("DELETE", "/messages", { chatId: account.userId, ids: direct });
  await until(() => session.sink.events.length === 5);
  expect(
    session.sink.events.slice(2).map(({ kind, chatId, messageId, text }) => ({ kind, chatId, messageId, text })),
  ).toEqual([
    { kind: "edit", chatId: String(channel), messageId: String(ids[0]), text: "changed" },
    { kind: "delete", chatId: String(channel), messageId: String(ids[0]), text: "" },
    { kind: "delete", chatId: String(author.id), messageId: String(direct[0]), text: "" },
  ]);
});

it("sends, and shows what it sent in the log like any other message", async () => {
  const account = await logIn(emulator);
  const other = await addUser(emulator);
  const supergroup = await addChat(emulator, "supergroup", [account.phone]);
  const group = await addChat(emulator, "group", [account.phone]);
  await post(emulator, account.userId, ["hi"], other.phone);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  for (const chatId of [supergroup, group, other.id]) {
    const sent = await session.owner.send({ sessionId: "test", chatId: String(chatId), text: `to ${chatId}` });
    const event = await until(() =>
      session.sink.events.find(({ messageId, chatId: of }) => messageId === sent.messageId && of === String(chatId)),
    );
    expect(event).toMatchObject({ text: `to ${chatId}`, isOutgoing: true, sender: { id: String(account.userId) } });
  }
  await post(emulator, other.id, ["from elsewhere"], account.phone);
  await until(() => session.sink.texts(other.id).includes("from elsewhere"));
});

it("sends a message with the same random id once", async () => {
  const account = await logIn(emulator);
  const supergroup = await addChat(emulator, "supergroup", [account.phone]);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  const request = { sessionId: "test", chatId: String(supergroup), text: "once", randomId: "-1234567890123456789" };
  const first = await session.owner.send(request);
  expect(await session.owner.send(request)).toEqual(first);
  await session.owner.send({ ...request, text: "other", randomId: "5" });
  await until(() => session.sink.texts(supergroup).includes("other"));
  expect(session.sink.texts(supergroup)).toEqual(["once", "other"]);
});

it("answers a repeated send with its own message among equal ones, another owner as well", async () => {
  const account = await logIn(emulator);
  const supergroup = await addChat(emulator, "supergroup", [account.phone]);
  const request = { sessionId: "test", chatId: String(supergroup), text: "the same" };
  const at = Date.now();
  const ids: string[] = [];
  {
    await using session = await runOwner(emulator, account);
    await session.isLive();
    for (const randomId of ["7", "8", "9"]) ids.push((await session.owner.send({ ...request, randomId })).messageId);
    for (const [index, randomId] of ["7", "8", "9"].entries())
      expect((await session.owner.send({ ...request, randomId })).messageId).toBe(ids[index]);
  }
  await using later = await runOwner(emulator, account);
  await later.isLive();
  const repeat = async (randomId: string, above?: string): Promise<string> => {
    const tried = { at, ...(above === undefined ? {} : { above }) };
    return (await later.owner.send({ ...request, randomId, tried })).messageId;
  };
  // By what the chat had when it was tried first; and never a message that is another call's.
  expect(await repeat("9", ids[1])).toBe(ids[2]);
  expect([await repeat("7"), await repeat("8")]).toEqual([ids[0], ids[1]]);
});

it("reads history backwards", async () => {
  const account = await logIn(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  const { ids } = await post(emulator, channel, texts("h", 5));
  await using session = await runOwner(emulator, account);
  await session.isLive();
  const request = { sessionId: "test", chatId: String(channel), limit: 3 };
  const newest = await session.owner.history(request);
  expect(newest.messages.map(({ text }) => text)).toEqual(["h 4", "h 3", "h 2"]);
  const older = await session.owner.history({ ...request, beforeMessageId: String(ids[2]) });
  expect(older.messages.map(({ text }) => text)).toEqual(["h 1", "h 0"]);
  await expect(session.owner.history({ ...request, chatId: "-1009999999999" })).rejects.toMatchObject({
    code: "CHAT_NOT_FOUND",
  });
});

it("logs out, and is of no use afterwards", async () => {
  const account = await logIn(emulator);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  await session.owner.logOut();
  expect(session.owner.status()).toMatchObject({ state: "revoked", evidence: { lastError: "LOGGED_OUT" } });
  await expect(session.owner.send({ sessionId: "test", chatId: "1", text: "x" })).rejects.toMatchObject({
    code: "SESSION_LOST",
  });
});

it("leaves no timer behind: one of an answered call would hold its answer in memory until it runs out", async () => {
  const account = await logIn(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const session = await runOwner(emulator, account);
  await session.isLive();
  const live = timers();
  for (let times = 0; times < 10; times++)
    await session.owner.history({ sessionId: "test", chatId: String(channel), limit: 10 });
  await until(() => timers() <= live + 2, { timeoutMs: 5000, what: "the calls' timers to be gone" });
  await session.owner.close();
  await until(() => timers() <= before, { timeoutMs: 5000, what: "the owner's timers to be gone" });
  expect(session.owner.status().state).toBe("stopped");
});
