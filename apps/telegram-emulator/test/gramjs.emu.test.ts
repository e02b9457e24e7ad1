import { createRequire } from "node:module";

import type { TelegramClient } from "telegram";
import type * as GramEvents from "telegram/events/index.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { gramClient, gramLogIn, type GramTransport } from "./support/gramjs.ts";
import { ANN, BOB, Control, PASSWORD, smallWorld, type SmallWorld, until } from "./support/world.ts";

const { NewMessage } = createRequire(import.meta.url)("telegram/events") as typeof GramEvents;

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;

beforeAll(async () => {
  telegram = await TelegramEmulator.start({ seed: "gramjs" });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
});

afterAll(() => telegram.stop());

const stop = async (client: TelegramClient): Promise<void> => {
  await client.destroy();
};

const TRANSPORTS: readonly GramTransport[] = ["ConnectionTCPFull", "ConnectionTCPAbridged", "ConnectionTCPObfuscated"];

describe.each(TRANSPORTS)("GramJS over %s", (transport) => {
  it("logs in with the two-step password, receives, reads and sends", async () => {
    const client = gramClient(telegram.ready, telegram.core.rsa.fingerprint, "", transport);
    await gramLogIn(client, control.base, ANN, PASSWORD);
    const seen: string[] = [];
    client.addEventHandler(
      (event) => void seen.push(`${String(event.chatId)}:${event.message.message}`),
      new NewMessage({}),
    );
    await control.post("/messages", [
      { chatId: world.channel, text: "post", replyMarkup: [[{ text: "CA", copy: "abc" }]] },
      { chatId: world.supergroup, from: BOB, text: "talk" },
      { chatId: world.group, from: BOB, text: "group" },
      { chatId: world.ann, from: BOB, text: "private" },
    ]);
    const wanted = [
      `${world.channel}:post`,
      `${world.supergroup}:talk`,
      `${world.group}:group`,
      `${world.bob}:private`,
    ];
    await until(
      () => seen,
      (list) => wanted.every((item) => list.includes(item)),
    );
    const sent = await client.sendMessage(world.supergroup, { message: `over ${transport}` });
    const [newest] = await client.getMessages(world.supergroup, { limit: 1 });
    expect(newest).toMatchObject({ id: sent.id, message: `over ${transport}`, out: true });
    const titles = (await client.getDialogs({})).map((dialog) => dialog.title);
    expect(titles).toEqual(expect.arrayContaining(["News", "Talk", "Friends", "Bob Builder"]));
    await stop(client);
  });
});
