import { randomBytes } from "node:crypto";
import { startEmulator, until } from "@telewire/testing";
import type { EmulatorProcess } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addChat, addUser, logIn, post, runOwner, texts } from "./fixture.ts";
import type { Account, RunningOwner } from "./fixture.ts";

let emulator: EmulatorProcess;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

async function started(
  fields: Record<string, unknown> = {},
): Promise<{ readonly account: Account; readonly session: RunningOwner }> {
  const account = await logIn(emulator, fields);
  const session = await runOwner(emulator, account);
  await session.isLive();
  return { account, session };
}

it("edits and deletes its own messages, and shows it in the log", async () => {
  const account = await logIn(emulator);
  const other = await addUser(emulator);
  const supergroup = String(await addChat(emulator, "supergroup", [account.phone]));
  await post(emulator, account.userId, ["hi"], other.phone);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  for (const chatId of [supergroup, String(other.id)]) {
    const { messageId } = await session.owner.send({ sessionId: "test", chatId, text: "first" });
    const edited = await session.owner.act("edit", {
      chatId,
      messageId,
      text: "second",
      entities: [{ type: "bold", offset: 0, length: 6 }],
    });
    expect(edited.messageId).toBe(messageId);
    await until(() =>
      session.sink.events.find(
        (event) =>
          event.kind === "edit" &&
          event.chatId === chatId &&
          event.text === "second" &&
          event.entities[0]?.type === "bold",
      ),
    );
    await session.owner.act("delete", { chatId, messageIds: [messageId] });
    await until(() =>
      session.sink.events.find(
        (event) => event.kind === "delete" && event.chatId === chatId && event.messageId === messageId,
      ),
    );
    await expect(session.owner.act("edit", { chatId, messageId, text: "third" })).rejects.toMatchObject({
      code: "MESSAGE_NOT_FOUND",
    });
  }
});

it("formats, replies and schedules", async () => {
  const { account, session } = await started();
  await using _running = session;
  const chatId = String(await addChat(emulator, "supergroup", [account.phone]));
  const first = await session.owner.send({
    sessionId: "test",
    chatId,
    text: "one two",
    entities: [{ type: "textUrl", offset: 0, length: 3, url: "https://example.com/" }],
  });
  await session.owner.send({ sessionId: "test", chatId, text: "answer", replyTo: first.messageId });
  const answer = await until(() => session.sink.events.find(({ text }) => text === "answer"));
  expect(answer.replyTo).toEqual({ messageId: first.messageId });
  expect(session.sink.events[0]?.entities).toEqual([
    { type: "textUrl", offset: 0, length: 3, url: "https://example.com/" },
  ]);
});

it("forwards, reacts, pins and reads", async () => {
  const { account, session } = await started();
  await using _running = session;
  const [from, to] = [
    await addChat(emulator, "channel", [account.phone], "From"),
    await addChat(emulator, "supergroup", [account.phone], "To"),
  ];
  const { ids } = await post(emulator, from, texts("news", 2));
  const { messageIds } = await session.owner.act("forward", {
    fromChatId: String(from),
    messageIds: ids.map(String),
    toChatId: String(to),
  });
  expect(messageIds).toHaveLength(2);
  const forwarded = await until(() =>
    session.sink.events.find(({ chatId, messageId }) => chatId === String(to) && messageId === messageIds[0]),
  );
  expect(forwarded).toMatchObject({ text: "news 0", forward: { fromId: String(from), messageId: String(ids[0]) } });
  const target = { chatId: String(to), messageId: messageIds[0] ?? "" };
  await session.owner.act("react", { ...target, emoji: "🔥" });
  await session.owner.act("react", { ...target, emoji: null });
  const mine = await session.owner.send({ sessionId: "test", chatId: String(to), text: "pin me" });
  await emulator.post(`/chats/${to}/members`, { members: [account.phone], role: "admin" });
  await session.owner.act("pin", { chatId: String(to), messageId: mine.messageId, isPinned: true });
  expect(await session.owner.act("chat", { chatId: String(to) })).toMatchObject({
    title: "To",
    kind: "supergroup",
    pinnedMessageId: mine.messageId,
  });
  await session.owner.act("read", { chatId: String(from) });
  const { chats } = await session.owner.act("chats", { limit: 10 });
  expect(chats.find(({ id }) => id === String(from))).toMatchObject({
    title: "From",
    kind: "channel",
    unreadCount: 0,
    topMessageId: String(ids[1]),
  });
});

it("searches in one chat and in all, and gets messages by id", async () => {
  const { account, session } = await started();
  await using _running = session;
  const channel = await addChat(emulator, "channel", [account.phone]);
  const { ids } = await post(emulator, channel, ["alpha one", "beta", "alpha two"]);
  const inChat = await session.owner.act("search", { chatId: String(channel), query: "alpha", limit: 10 });
  expect(inChat.messages.map(({ text }) => text)).toEqual(["alpha two", "alpha one"]);
  const everywhere = await session.owner.act("search", { query: "beta", limit: 10 });
  expect(everywhere.messages.map(({ text }) => text)).toContain("beta");
  const byId = await session.owner.act("messages", { chatId: String(channel), messageIds: [String(ids[1])] });
  expect(byId.messages.map(({ text }) => text)).toEqual(["beta"]);
});

it("resolves a name once, joins, lists members and leaves", async () => {
  const { session } = await started();
  await using _running = session;
  const owner = await addUser(emulator, { firstName: "Olga" });
  const { id } = await emulator.post<{ id: number }>("/chats", {
    kind: "supergroup",
    title: "Public",
    username: "publicgroup",
    members: [owner.phone],
    creator: owner.phone,
  });
  const chatId = String(id);
  expect(await session.owner.act("resolve", { username: "@publicgroup" })).toEqual({
    id: chatId,
    kind: "supergroup",
    title: "Public",
    username: "publicgroup",
  });
  await session.owner.act("resolve", { username: "https://t.me/publicgroup" });
  expect((await emulator.get<{ calls: Record<string, number> }>("/stats")).calls["contacts.resolveUsername"]).toBe(1);
  await expect(session.owner.act("resolve", { username: "nobody_here" })).rejects.toMatchObject({
    code: "CHAT_NOT_FOUND",
  });
  expect(await session.owner.act("join", { username: "publicgroup" })).toMatchObject({ id: chatId });
  await post(emulator, id, ["welcome"], owner.phone);
  await until(() => session.sink.texts(id).includes("welcome"));
  const { members, count } = await session.owner.act("members", { chatId, offset: 0, limit: 10 });
  expect(count).toBe(2);
  expect(members).toContainEqual(expect.objectContaining({ userId: String(owner.id), name: "Olga", role: "creator" }));
  await session.owner.act("leave", { chatId });
  await expect(session.owner.send({ sessionId: "test", chatId, text: "x" })).rejects.toMatchObject({
    status: expect.any(Number) as number,
  });
});

it("lists the members of a basic group", async () => {
  const account = await logIn(emulator);
  const bob = await addUser(emulator, { firstName: "Bob" });
  const group = await addChat(emulator, "group", [account.phone, bob.phone], "Basic");
  await using session = await runOwner(emulator, account);
  await session.isLive();
  const { members, count } = await session.owner.act("members", {
    chatId: String(group),
    offset: 0,
    limit: 10,
    query: "bob",
  });
  expect({ count, names: members.map(({ name }) => name) }).toEqual({ count: 1, names: ["Bob"] });
});

it.each([
  ["document", 1_300_000],
  ["photo", 40_000],
] as const)("uploads and downloads a %s of %i bytes", async (as, size) => {
  const { account, session } = await started();
  await using _running = session;
  const chatId = String(await addChat(emulator, "supergroup", [account.phone]));
  const file =
    as === "photo" ? Buffer.concat([Buffer.from("ffd8ffe0", "hex"), randomBytes(size - 4)]) : randomBytes(size);
  const partBytes = 524_288;
  const parts = Math.ceil(size / partBytes);
  const fileId = randomBytes(8).readBigInt64LE().toString();
  for (let part = 0; part < parts; part++) {
    await session.owner.act("uploadPart", {
      fileId,
      part,
      parts,
      sizeBytes: size,
      bytes: file.subarray(part * partBytes, (part + 1) * partBytes).toString("base64"),
    });
  }
  const media = [{ fileId, parts, sizeBytes: size, fileName: "a.bin", mimeType: "application/octet-stream", as }];
  const { messages } = await session.owner.act("sendMedia", { chatId, media, caption: "a file" });
  const event = await until(() => session.sink.events.find(({ text }) => text === "a file"));
  expect(event).toMatchObject({ messageId: messages[0]?.messageId, media: { type: as } });
  const chunks: Buffer[] = [];
  for (let offsetBytes = 0; ;) {
    const { bytes, sizeBytes } = await session.owner.act("download", {
      chatId,
      messageId: event.messageId,
      offsetBytes,
      limitBytes: 1_048_576,
    });
    chunks.push(Buffer.from(bytes, "base64"));
    offsetBytes += chunks.at(-1)?.length ?? 0;
    if (offsetBytes >= sizeBytes || chunks.at(-1)?.length === 0) break;
  }
  expect(Buffer.concat(chunks).equals(file)).toBe(true);
});

it("lists chats page by page: the pinned ones first, each once", async () => {
  const { account, session } = await started();
  await using _running = session;
  const ids: string[] = [];
  for (let count = 0; count < 5; count++) ids.push(String(await addChat(emulator, "channel", [account.phone])));
  for (const id of ids) await post(emulator, Number(id), ["hi"]);
  const everything = async (limit: number): Promise<string[]> => {
    const seen: string[] = [];
    for (let place = {}; ;) {
      const { chats, next } = await session.owner.act("chats", { limit, ...place });
      expect(chats.length).toBeLessThan(limit + 1);
      seen.push(...chats.map(({ id }) => id));
      if (next === null) return seen;
      place = { after: next };
    }
  };
  await until(async () => (await everything(100)).length === 5);
  for (const id of [ids[0], ids[1]]) {
    await session.owner.callRaw({
      method: "messages.toggleDialogPin",
      arguments: { pinned: true, peer: { _: "inputDialogPeer", peer: await inputPeer(session, id ?? "") } },
    });
  }
  const all = await everything(100);
  expect(new Set(all.slice(0, 2))).toEqual(new Set([ids[0], ids[1]]));
  expect(all.toSorted()).toEqual(ids.toSorted());
  for (const limit of [1, 2, 3]) expect(await everything(limit)).toEqual(all);
});

/** As a raw call wants it. */
async function inputPeer(session: RunningOwner, chatId: string): Promise<object> {
  const { result } = await session.owner.callRaw({
    method: "messages.getDialogs",
    arguments: { offset_date: 0, offset_id: 0, offset_peer: { _: "inputPeerEmpty" }, limit: 100, hash: { $long: "0" } },
  });
  const { chats } = result as { chats: { id: number; accessHash: unknown }[] };
  const found = chats.find(({ id }) => chatId.endsWith(String(id)));
  return { _: "inputPeerChannel", channel_id: found?.id, access_hash: found?.accessHash };
}
