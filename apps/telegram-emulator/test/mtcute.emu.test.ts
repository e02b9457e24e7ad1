import { MemoryStorage, type Message } from "@mtcute/node";
import type { TelegramClient } from "@mtcute/core/client.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { logIn, mtcuteClient, type MtcuteOptions } from "./support/mtcute.ts";
import { ANN, BOB, Control, PASSWORD, smallWorld, type SmallWorld, until } from "./support/world.ts";

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;
const clients: TelegramClient[] = [];

beforeEach(async () => {
  telegram = await TelegramEmulator.start({ seed: "mtcute" });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.destroy()));
  await telegram.stop();
});

const connect = async (options: MtcuteOptions = {}): Promise<TelegramClient> => {
  const client = mtcuteClient(telegram.ready, options);
  clients.push(client);
  await logIn(client, control.base, ANN, PASSWORD);
  return client;
};

const listen = async (client: TelegramClient): Promise<Message[]> => {
  const seen: Message[] = [];
  client.onNewMessage.add((message) => void seen.push(message));
  await client.startUpdatesLoop();
  return seen;
};

describe("mtcute", () => {
  it("refuses a wrong code and a wrong password", async () => {
    const client = mtcuteClient(telegram.ready);
    clients.push(client);
    const { phoneCodeHash } = (await client.sendCode({ phone: ANN })) as { phoneCodeHash: string };
    await expect(client.signIn({ phone: ANN, phoneCodeHash, phoneCode: "00000" })).rejects.toThrow(
      "PHONE_CODE_INVALID",
    );
    const { code } = await control.get(`/codes/${ANN}`);
    await expect(client.signIn({ phone: ANN, phoneCodeHash, phoneCode: code })).rejects.toThrow(
      "SESSION_PASSWORD_NEEDED",
    );
    expect(await client.getPasswordHint()).toBe("as in the comic");
    await expect(client.checkPassword("wrong")).rejects.toThrow("PASSWORD_HASH_INVALID");
    expect((await client.checkPassword(PASSWORD)).displayName).toBe("Ann");
  });

  it("receives from channels, supergroups, groups and private chats", async () => {
    const client = await connect();
    const seen = await listen(client);
    await control.post("/messages", [
      {
        chatId: world.channel,
        text: "post",
        replyMarkup: [
          [
            { text: "Buy", url: "https://example.org/" },
            { text: "CA", copy: "abc" },
          ],
        ],
      },
      {
        chatId: world.supergroup,
        from: BOB,
        text: "talk",
        entities: [{ type: "text_link", offset: 0, length: 4, url: "https://example.org/" }],
      },
      { chatId: world.group, from: BOB, text: "group" },
      { chatId: world.ann, from: BOB, text: "private", preview: { url: "https://example.org/", title: "Example" } },
    ]);
    await until(
      () => seen.length,
      (count) => count === 4,
    );
    const byText = new Map(seen.map((message) => [message.text, message]));
    expect(byText.get("post")).toMatchObject({ chat: { id: world.channel, title: "News" }, isChannelPost: true });
    expect(byText.get("post")?.raw).toMatchObject({
      replyMarkup: { rows: [{ buttons: [{ _: "keyboardButtonUrl" }, { _: "keyboardButtonCopy", copyText: "abc" }] }] },
    });
    expect(byText.get("talk")?.entities[0]?.params).toMatchObject({ kind: "text_link", url: "https://example.org/" });
    expect(byText.get("talk")?.sender.displayName).toBe("Bob Builder");
    expect(byText.get("group")?.chat.id).toBe(world.group);
    expect(byText.get("private")).toMatchObject({ chat: { id: world.bob }, media: { type: "webpage" } });
  });

  it("sends, reads history by pages, edits and deletes, and sees them in its dialogs", async () => {
    const client = await connect();
    for (let index = 0; index < 5; index++) await client.sendText(world.supergroup, `message ${index}`);
    const newest = await client.getHistory(world.supergroup, { limit: 2 });
    expect(newest.map((message) => message.text)).toEqual(["message 4", "message 3"]);
    const older = await client.getHistory(world.supergroup, { limit: 2, offset: { id: newest[1]?.id ?? 0, date: 0 } });
    expect(older.map((message) => message.text)).toEqual(["message 2", "message 1"]);
    const dialogs = [];
    for await (const dialog of client.iterDialogs()) dialogs.push([dialog.peer.id, dialog.lastMessage?.text]);
    expect(dialogs).toContainEqual([world.supergroup, "message 4"]);
  });

  it("catches up on what it missed: common box and channels", async () => {
    const storage = new MemoryStorage();
    const client = await connect({ storage });
    const seen = await listen(client);
    await control.post("/messages", [
      { chatId: world.channel, text: "first" },
      { chatId: world.ann, from: BOB, text: "first private" },
    ]);
    await until(
      () => seen.length,
      (count) => count === 2,
    );
    await control.post("/faults", { kind: "skip-push", count: 2 });
    await control.post("/messages", [
      { chatId: world.channel, text: "missed" },
      { chatId: world.ann, from: BOB, text: "missed private" },
    ]);
    await control.post("/messages", [
      { chatId: world.channel, text: "last" },
      { chatId: world.ann, from: BOB, text: "last private" },
    ]);
    await until(
      () => seen.length,
      (count) => count === 6,
    );
    const channelTexts = seen.filter((message) => message.chat.id === world.channel).map((message) => message.text);
    expect(channelTexts).toEqual(["first", "missed", "last"]);
  });

  it("keeps its login over a restart of the data centre", async () => {
    const client = await connect();
    await control.post("/restart", {});
    expect((await client.getMe()).id).toBe(world.ann);
    expect((await control.get("/stats")).connections).toBeGreaterThan(0);
  });
});
