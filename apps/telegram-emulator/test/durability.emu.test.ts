import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import type { ReadyInfo } from "../src/index.ts";
import { logIn, mtcuteClient } from "./support/mtcute.ts";
import { EmulatorProcess } from "./support/process.ts";
import { ANN, BOB, Control, PASSWORD, smallWorld, until } from "./support/world.ts";

let folder: string;
let stateFile: string;
let emulator: EmulatorProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "telegram-emulator-"));
  stateFile = join(folder, "state.journal");
});

afterEach(async () => {
  await emulator?.kill();
  emulator = undefined;
  await rm(folder, { recursive: true });
});

const restartOnSamePorts = async (ready: ReadyInfo): Promise<EmulatorProcess> => {
  const dcs = ready.dcs.map(({ id }) => id).join(",");
  return EmulatorProcess.start(
    "--state",
    stateFile,
    "--dcs",
    dcs,
    "--port",
    String(ready.dcs[0]?.port),
    "--control-port",
    new URL(ready.control).port,
  );
};

it("has every message that it reported, after kill -9 at any moment", async () => {
  emulator = await EmulatorProcess.start("--state", stateFile, "--dcs", "2");
  const control = new Control(emulator.ready.control);
  const world = await smallWorld(control);
  const reported: Record<number, number[]> = {};
  const send = async (): Promise<void> => {
    for (let index = 0; ; index++) {
      const chatId = [world.channel, world.supergroup, world.group, world.ann][index % 4] ?? 0;
      const { id } = await control.post("/messages", {
        chatId,
        from: chatId === world.channel ? undefined : BOB,
        text: `message ${index}`,
      });
      (reported[chatId] ??= []).push(id);
    }
  };
  for (const goal of [40, 90, 150]) {
    const count = (): number => Object.values(reported).flat().length;
    const sending = send().catch(() => undefined);
    await until(count, (sent) => sent >= goal);
    await emulator.kill();
    await sending;
    emulator = await restartOnSamePorts(emulator.ready);
    for (const [chatId, ids] of Object.entries(reported)) {
      const { ids: kept } = await control.get(`/messages?chatId=${chatId}&ids=true`);
      expect(kept).toEqual(expect.arrayContaining(ids));
      expect(new Set(kept).size).toBe(kept.length);
    }
  }
});

it("lets a client go on with its login and fetch what it missed", async () => {
  emulator = await EmulatorProcess.start("--state", stateFile, "--dcs", "2");
  const control = new Control(emulator.ready.control);
  const world = await smallWorld(control);
  const client = mtcuteClient(emulator.ready);
  try {
    await logIn(client, control.base, ANN, PASSWORD);
    const seen: string[] = [];
    client.onNewMessage.add((message) => void seen.push(message.text));
    await client.startUpdatesLoop();
    await control.post("/messages", { chatId: world.channel, text: "before" });
    await until(() => seen.length);
    await emulator.kill();
    emulator = await restartOnSamePorts(emulator.ready);
    await control.post("/messages", { chatId: world.channel, text: "while away" });
    expect((await client.getMe()).id).toBe(world.ann);
    await control.post("/messages", { chatId: world.channel, text: "after" });
    await until(
      () => seen,
      (texts) => texts.includes("after"),
    );
    expect(seen).toEqual(["before", "while away", "after"]);
    expect((await control.get("/stats")).handshakes).toEqual({ rsaPad: 0, legacyPadding: 0 });
  } finally {
    await client.destroy();
  }
});

it("drops a line that a crash cut short", async () => {
  emulator = await EmulatorProcess.start("--state", stateFile, "--dcs", "2");
  const { ready } = emulator;
  const control = new Control(ready.control);
  const world = await smallWorld(control);
  await control.post("/messages", { chatId: world.channel, text: "whole" });
  await emulator.kill();
  await appendFile(stateFile, '{"t":"msg","box":-100220000');
  emulator = await restartOnSamePorts(ready);
  const { id } = await control.post("/messages", { chatId: world.channel, text: "next" });
  expect(id).toBe(3);
  await emulator.kill();
  emulator = await restartOnSamePorts(ready);
  expect((await control.get(`/messages?chatId=${world.channel}&ids=true`)).ids).toEqual([1, 2, 3]);
});

it("stops cleanly on SIGTERM and refuses a taken port with a clear message", async () => {
  emulator = await EmulatorProcess.start("--dcs", "2");
  const { port } = emulator.ready.dcs[0] ?? { port: 0 };
  await expect(EmulatorProcess.start("--dcs", "2", "--port", String(port))).rejects.toThrow(/EADDRINUSE/);
  expect(await emulator.kill("SIGTERM")).toBe(0);
  emulator = await EmulatorProcess.start("--dcs", "2");
});
