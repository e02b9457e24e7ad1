import type { TelegramClient } from "@mtcute/core/client.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type EmulatorOptions, TelegramEmulator } from "../src/index.ts";
import { importProvisioned, mtcuteClient, type Provisioned } from "./support/mtcute.ts";
import { RawClient } from "./support/raw-client.ts";
import { ANN, Control, smallWorld, type SmallWorld, until } from "./support/world.ts";

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;
let client: TelegramClient;

const start = async (limits: EmulatorOptions["limits"]): Promise<void> => {
  telegram = await TelegramEmulator.start({ seed: "limits", dcs: [2], limits: limits ?? false });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
  const created = mtcuteClient(telegram.ready);
  await importProvisioned(created, telegram.ready, (await control.post("/sessions", { account: ANN })) as Provisioned);
  client = created;
  for await (const _dialog of client.iterDialogs()) continue;
};

afterEach(async () => {
  await client.destroy();
  await telegram.stop();
});

/** How many times it works before the flood wait, and how long that is. */
const untilFlood = async (work: () => Promise<unknown>): Promise<{ calls: number; seconds: number }> => {
  for (let calls = 0; ; calls++) {
    try {
      await work();
    } catch (error) {
      const { code, seconds } = error as { code?: number; seconds?: number };
      if (code !== 420 || seconds === undefined) throw error;
      return { calls, seconds };
    }
  }
};

describe("the flood limits that are as in life", () => {
  beforeEach(() => start(true));

  it("stop one who resolves many usernames", async () => {
    const resolve = () => client.call({ _: "contacts.resolveUsername", username: "news_test" });
    const { calls, seconds } = await untilFlood(resolve);
    expect(calls).toBe(50);
    expect(seconds).toBeGreaterThan(600);
  });

  it("stop one who says much in one chat, but not in another", async () => {
    const { calls, seconds } = await untilFlood(() => client.sendText(world.supergroup, "again"));
    expect(calls).toBe(20);
    expect(seconds).toBeGreaterThan(10);
    await control.post("/limits", { enabled: true });
    expect((await control.get("/stats")).errors[`FLOOD_WAIT_${seconds}`]).toBe(1);
  });

  it("stop one who reads history without pause", async () => {
    const { calls } = await untilFlood(() => client.getHistory(world.channel, { limit: 1 }));
    expect(calls).toBe(30);
  });

  it("stop one who asks for codes again and again", async () => {
    const stranger = mtcuteClient(telegram.ready);
    const { calls, seconds } = await untilFlood(() => stranger.sendCode({ phone: "9996655555" }));
    expect(calls).toBe(5);
    expect(seconds).toBeGreaterThan(3600);
    await stranger.destroy();
  });
});

describe("limits of one's own", () => {
  beforeEach(() =>
    start([
      { method: "help.getNearestDc", per: "account", count: 2, seconds: 100, waitSeconds: 77 },
      { method: "connect", per: "server", count: 3, seconds: 100 },
    ]),
  );

  it("are given at the start", async () => {
    const { calls, seconds } = await untilFlood(() => client.call({ _: "help.getNearestDc" }));
    expect(calls).toBe(2);
    expect(seconds).toBeGreaterThan(76);
  });

  it("answer -429 to who connects too often", async () => {
    const session = await control.post("/sessions", { account: ANN });
    const codes: number[] = [];
    for (let round = 0; round < 4; round++) {
      const raw = new RawClient(telegram.ready, session);
      await raw.connect();
      raw.call({ _: "help.getConfig" });
      await until(() => raw.received.length + raw.transportErrors.length, Boolean);
      codes.push(...raw.transportErrors);
      raw.close();
    }
    expect(codes).toEqual([429, 429]);
  });
});
