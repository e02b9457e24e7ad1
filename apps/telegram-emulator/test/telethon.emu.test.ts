import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { ANN, BOB, Control, PASSWORD, smallWorld, type SmallWorld } from "./support/world.ts";

const PYTHON = "/usr/bin/python3";
const SCRIPT = new URL("./support/run_telethon.py", import.meta.url).pathname;

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;

beforeAll(async () => {
  telegram = await TelegramEmulator.start({ seed: "telethon" });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
});

afterAll(() => telegram.stop());

const run = async (transport: string): Promise<Record<string, unknown>> => {
  const child = spawn(PYTHON, [
    SCRIPT,
    JSON.stringify(telegram.ready),
    transport,
    `+${ANN}`,
    PASSWORD,
    String(world.supergroup),
    "4",
  ]);
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    const step = JSON.parse(line) as Record<string, unknown>;
    if (step["step"] === "ready") await sendFour();
    else {
      await exited;
      return step;
    }
  }
  throw new Error(`Telethon ended early: ${errors}`);
};

const sendFour = (): Promise<unknown> =>
  control.post("/messages", [
    { chatId: world.channel, text: "post", replyMarkup: [[{ text: "CA", copy: "abc" }]] },
    { chatId: world.supergroup, from: BOB, text: "talk" },
    { chatId: world.group, from: BOB, text: "group" },
    { chatId: world.ann, from: BOB, text: "private" },
  ]);

describe.each(["ConnectionTcpFull", "ConnectionTcpAbridged", "ConnectionTcpIntermediate", "ConnectionTcpObfuscated"])(
  "Telethon over %s",
  (transport) => {
    it("logs in with the two-step password, receives, reads and sends", async () => {
      const seen = await run(transport);
      expect(seen["me"]).toBe("Ann");
      expect(seen["seen"]).toEqual(
        expect.arrayContaining([
          [world.channel, "post"],
          [world.supergroup, "talk"],
          [world.group, "group"],
          [world.bob, "private"],
        ]),
      );
      expect(seen["dialogs"]).toEqual(expect.arrayContaining(["News", "Talk", "Friends", "Bob Builder"]));
      expect(seen["history"]).toEqual([
        [seen["sent"], `over ${transport}`, true],
        [expect.any(Number), "talk", false],
      ]);
    });
  },
);
