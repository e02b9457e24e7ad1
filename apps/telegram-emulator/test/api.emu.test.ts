import { expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { importProvisioned, mtcuteClient, type Provisioned } from "./support/mtcute.ts";
import { EmulatorProcess } from "./support/process.ts";
import { Control, until } from "./support/world.ts";

const WORLD = new URL("../examples/world.yaml", import.meta.url).pathname;

it("is used from a program: people, chats, messages and trouble", async () => {
  await using telegram = await TelegramEmulator.start({ seed: "api", dcs: [2] });
  const ann = telegram.addUser({ phone: "9996621111", firstName: "Ann" });
  const bob = telegram.addUser({ phone: "9996622222", firstName: "Bob", password: "secret" });
  expect([ann.hasPassword, bob.hasPassword]).toEqual([false, true]);
  const news = telegram.addChat({ kind: "channel", title: "News", members: [ann.id] });
  expect(news).toMatchObject({ title: "News", memberCount: 2 });
  const client = mtcuteClient(telegram.ready);
  await importProvisioned(client, telegram.ready, telegram.addSession(ann.id) as unknown as Provisioned);
  const texts: string[] = [];
  client.onNewMessage.add((message) => void texts.push(message.text));
  await client.startUpdatesLoop();
  expect(telegram.post({ chatId: news.id, text: "to all" }).chatId).toBe(news.id);
  expect(telegram.post({ chatId: ann.id, from: bob.id, text: "to Ann" }).copies).toBeDefined();
  await until(
    () => texts,
    (list) => list.length === 2,
  );
  const id = telegram.addFault({ method: "help.getNearestDc", error: { code: 400, message: "PEER_FLOOD" } });
  await expect(client.call({ _: "help.getNearestDc" })).rejects.toThrow("PEER_FLOOD");
  telegram.removeFault(id);
  expect((await client.call({ _: "help.getNearestDc" })).thisDc).toBe(2);
  telegram.addFault({ kind: "delay", delayMs: 1 });
  telegram.removeFault();
  expect(telegram.core.faults.list()).toEqual([]);
  expect(telegram.codeOf("9996621111")).toBeNull();
  expect(() => telegram.addUser({ phone: "9996621111" })).toThrow("phone 9996621111 is taken");
  await client.destroy();
});

it("starts with a world from a file, for the program and for the command", async () => {
  await using telegram = await TelegramEmulator.start({ world: WORLD, dcs: [2] });
  const emulator = await EmulatorProcess.start("--seed", WORLD, "--dcs", "2");
  try {
    for (const { control: base } of [telegram.ready, emulator.ready]) {
      const control = new Control(base);
      expect(await control.get("/users/@ann_example")).toMatchObject({ firstName: "Ann", hasPassword: true });
      const texts = (await control.get("/messages?chatId=@talk_example")).map(({ text }: { text: string }) => text);
      expect(texts).toEqual(["", "hello all"]); // the first is the service message of its creation
      expect(await control.get("/faults")).toHaveLength(1);
      expect((await control.get("/limits")).rules).toHaveLength(1);
    }
  } finally {
    await emulator.kill();
  }
});

it("takes a world as an object, and refuses what no world has", async () => {
  const users = [{ phone: "9996621111", firstName: "Ann" }];
  await using telegram = await TelegramEmulator.start({ world: { users }, dcs: [2] });
  expect(telegram.core.world.users.size).toBe(1);
  await expect(TelegramEmulator.start({ world: { people: [] } as never, dcs: [2] })).rejects.toThrow(
    "a world has no people",
  );
});
