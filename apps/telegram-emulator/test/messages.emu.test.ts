import { randomBytes } from "node:crypto";

import { Long, type Message, type Photo } from "@mtcute/node";
import type { TelegramClient } from "@mtcute/core/client.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { importProvisioned, mtcuteClient, type Provisioned } from "./support/mtcute.ts";
import { ANN, BOB, Control, smallWorld, type SmallWorld, until } from "./support/world.ts";

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;
let ann: TelegramClient;
let bob: TelegramClient;

const connect = async (account: string): Promise<TelegramClient> => {
  const client = mtcuteClient(telegram.ready);
  await importProvisioned(client, telegram.ready, (await control.post("/sessions", { account })) as Provisioned);
  await client.startUpdatesLoop();
  return client;
};

beforeEach(async () => {
  telegram = await TelegramEmulator.start({ seed: "messages" });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
  ann = await connect(ANN);
  bob = await connect(BOB);
  await ann.getPeerDialogs([world.channel, world.supergroup, world.group, "me"]).catch(() => undefined);
  for await (const _dialog of ann.iterDialogs()) continue;
  for await (const _dialog of bob.iterDialogs()) continue;
});

afterEach(async () => {
  await ann.destroy();
  await bob.destroy();
  await telegram.stop();
});

const collect = <T>(emitter: { add(listener: (value: T) => void): void }): T[] => {
  const seen: T[] = [];
  emitter.add((value) => void seen.push(value));
  return seen;
};

describe("messages between two clients", () => {
  it.each(["channel", "supergroup", "group"] as const)("edits and deletes reach the other side: %s", async (kind) => {
    const chat = world[kind];
    const messages = collect<Message>(ann.onNewMessage);
    const edits = collect<Message>(ann.onEditMessage);
    const deletions = collect<{ messageIds: number[] }>(ann.onDeleteMessage);
    const sent = await bob.sendText(chat, "first");
    const [received] = await until(
      () => messages,
      (list) => list.length === 1,
    );
    await bob.editMessage({ message: sent, text: "second" });
    const [edited] = await until(
      () => edits,
      (list) => list.length === 1,
    );
    expect(edited).toMatchObject({ id: received?.id, text: "second" });
    await bob.deleteMessages([sent]);
    const [deleted] = await until(
      () => deletions,
      (list) => list.length === 1,
    );
    expect(deleted?.messageIds).toEqual([received?.id]);
    expect((await ann.getHistory(chat)).map(({ text }) => text)).not.toContain("second");
  });

  it("ids of groups are each member's own, and the control API knows them", async () => {
    const messages = collect<Message>(ann.onNewMessage);
    await control.post("/messages", { chatId: world.ann, from: BOB, text: "shifts the ids of Ann" });
    for (let index = 0; index < 3; index++)
      await control.post("/messages", { chatId: world.group, from: BOB, text: `number ${index}` });
    await until(
      () => messages,
      (list) => list.length === 4,
    );
    const { ids } = await control.get(`/messages?chatId=${world.group}&account=${ANN}&ids=true`);
    expect(messages.slice(1).map(({ id }) => id)).toEqual(ids.slice(1)); // the first is the service message
  });

  it("private messages have their own ids on each side, replies included", async () => {
    const messages = collect<Message>(ann.onNewMessage);
    const first = await bob.sendText("ann_test", "one");
    await bob.sendText("ann_test", "two", { replyTo: first.id });
    const [one, two] = await until(
      () => messages,
      (list) => list.length === 2,
    );
    expect(two?.replyToMessage?.id).toBe(one?.id);
    expect(two?.sender.id).toBe(world.bob);
  });

  it("carries files both ways, by the documented rules", async () => {
    const content = randomBytes(300_000);
    const messages = collect<Message>(ann.onNewMessage);
    await bob.sendMedia(
      world.supergroup,
      { type: "document", file: content, fileName: "data.bin" },
      { caption: "a file" },
    );
    const [message] = await until(
      () => messages,
      (list) => list.length === 1,
    );
    const document = message?.media;
    if (document?.type !== "document") throw new Error(`not a document: ${document?.type}`);
    expect(document).toMatchObject({ fileName: "data.bin", fileSize: content.length });
    expect(Buffer.from(await ann.downloadAsBuffer(document))).toEqual(content);
    await control.post("/files/expire", {});
    await expect(ann.downloadAsBuffer(document)).rejects.toThrow("FILE_REFERENCE_EXPIRED");
    const again = (await ann.getMessages(world.supergroup, message?.id ?? 0))[0]?.media;
    if (again?.type !== "document") throw new Error("not a document");
    expect((await ann.downloadAsBuffer(again)).length).toBe(content.length);
  });

  it("fetches a photo that lives in another data centre", async () => {
    await control.post("/messages", { chatId: world.channel, text: "chart", photo: { size: 5000, dc: 4 } });
    const [message] = await ann.getHistory(world.channel, { limit: 1 });
    expect(message?.media?.type).toBe("photo");
    expect((await ann.downloadAsBuffer(message?.media as Photo)).length).toBe(5000);
    expect((await control.get("/stats")).calls).toMatchObject({
      "auth.exportAuthorization": 1,
      "auth.importAuthorization": 1,
    });
  });

  it("sends albums as messages of one group", async () => {
    const messages = collect<Message>(ann.onNewMessage);
    const photo = { type: "photo" as const, file: randomBytes(1000), fileName: "a.jpg" };
    await bob.sendMediaGroup(world.supergroup, [photo, { ...photo, file: randomBytes(900) }]);
    await until(
      () => messages,
      (list) => list.length === 2,
    );
    expect(new Set(messages.map(({ groupedId }) => String(groupedId))).size).toBe(1);
  });

  it("forwards with the author, reacts, searches and marks as read", async () => {
    const sent = await bob.sendText(world.supergroup, "worth forwarding");
    const [forwarded] = await ann.forwardMessagesById({
      fromChatId: world.supergroup,
      messages: [sent.id],
      toChatId: "me",
    });
    expect(forwarded?.forward?.sender.displayName).toBe("Bob Builder");
    await ann.sendReaction({ chatId: world.supergroup, message: sent.id, emoji: "👍" });
    const [seen] = await bob.getMessages(world.supergroup, sent.id);
    expect(seen?.reactions?.reactions[0]).toMatchObject({ count: 1, emoji: "👍" });
    const found = await ann.searchMessages({ chatId: world.supergroup, query: "forwarding" });
    expect(found.map(({ id }) => id)).toEqual([sent.id]);
    await ann.readHistory(world.supergroup);
    const [dialog] = await ann.getPeerDialogs(world.supergroup);
    expect(dialog?.unreadCount).toBe(0);
  });

  it("creates, fills and leaves chats", async () => {
    const created = await bob.createSupergroup({ title: "Fresh", description: "new" });
    const ids = collect<Message>(ann.onNewMessage);
    await bob.addChatMembers(created.id, ["ann_test"], {});
    await bob.sendText(created.id, "welcome");
    await until(
      () => ids.map(({ text }) => text),
      (texts) => texts.includes("welcome"),
    );
    const members = await bob.getChatMembers(created.id);
    expect(members.map(({ user }) => user.displayName).sort()).toEqual(["Ann", "Bob Builder"]);
    await ann.leaveChat(created.id);
    await expect(ann.sendText(created.id, "too late")).rejects.toThrow(/CHANNEL_PRIVATE/);
  });

  it("answers mistakes with the documented errors", async () => {
    await expect(ann.sendText(world.supergroup, "x".repeat(5000))).rejects.toThrow("MESSAGE_TOO_LONG");
    await expect(ann.sendText(world.channel, "not an admin")).rejects.toThrow("CHAT_ADMIN_REQUIRED");
    await expect(ann.resolvePeer("nobody_here")).rejects.toThrow(/not found|USERNAME_NOT_OCCUPIED/);
    const unknown = { _: "inputPeerUser" as const, userId: 12_345, accessHash: Long.ONE };
    await expect(
      ann.call({
        _: "messages.getHistory",
        peer: unknown,
        offsetId: 0,
        offsetDate: 0,
        addOffset: 0,
        limit: 1,
        maxId: 0,
        minId: 0,
        hash: Long.ZERO,
      }),
    ).rejects.toThrow("PEER_ID_INVALID");
    await expect(ann.call({ _: "stats.getBroadcastStats", channel: { _: "inputChannelEmpty" } })).rejects.toThrow(
      "INPUT_METHOD_INVALID",
    );
  });
});
