import { MemoryStorage } from "@mtcute/node";
import type { TelegramClient } from "@mtcute/core/client.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { importProvisioned, mtcuteClient, type Provisioned } from "./support/mtcute.ts";
import { ANN, BOB, Control, smallWorld, type SmallWorld, until } from "./support/world.ts";

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;
let client: TelegramClient;
let texts: string[];

const provisioned = async (account: string): Promise<TelegramClient> => {
  const created = mtcuteClient(telegram.ready, { storage: new MemoryStorage() });
  await importProvisioned(created, telegram.ready, (await control.post("/sessions", { account })) as Provisioned);
  return created;
};

beforeEach(async () => {
  telegram = await TelegramEmulator.start({ seed: "faults", dcs: [2, 4] });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
  client = await provisioned(ANN);
  texts = [];
  client.onNewMessage.add((message) => void texts.push(message.text));
  await client.startUpdatesLoop();
  await control.post("/messages", { chatId: world.channel, text: "start" });
  await until(() => texts.length);
});

afterEach(async () => {
  await client.destroy();
  await telegram.stop();
});

const post = (text: string): Promise<unknown> => control.post("/messages", { chatId: world.channel, text });

describe("RPC errors", () => {
  it.each([
    ["FLOOD_WAIT_3600", 420],
    ["SLOWMODE_WAIT_900", 420],
    ["PEER_FLOOD", 400],
    ["FROZEN_METHOD_INVALID", 420],
    ["USER_DEACTIVATED_BAN", 401],
    ["AUTH_KEY_UNREGISTERED", 401],
  ])("%s reaches the caller as it is", async (message, code) => {
    await control.post("/faults", { method: "messages.sendMessage", account: ANN, error: { code, message }, count: 1 });
    await expect(client.sendText(world.supergroup, "hello")).rejects.toMatchObject({ code });
    expect((await control.get("/stats")).errors[message]).toBe(1);
  });

  it("strikes only its method, account and chat, and as often as it was told", async () => {
    const { id } = await control.post("/faults", {
      method: "messages.sendMessage",
      chatId: world.group,
      error: { code: 400, message: "PEER_FLOOD" },
    });
    await client.sendText(world.supergroup, "another chat");
    await expect(client.sendText(world.group, "this chat")).rejects.toThrow("PEER_FLOOD");
    await control.delete(`/faults/${id}`);
    await client.sendText(world.group, "gone");
    await control.post("/faults", {
      method: "messages.sendMessage",
      account: BOB,
      error: { code: 400, message: "PEER_FLOOD" },
    });
    await client.sendText(world.group, "not Bob");
    await control.post("/faults", {
      method: "messages.sendMessage",
      error: { code: 400, message: "PEER_FLOOD" },
      ttlMs: 1,
    });
    await until(
      () => control.get("/faults"),
      (list: unknown[]) => list.length === 1,
    );
    await client.sendText(world.group, "expired");
  });

  it("is struck by chance as often as the probability says", async () => {
    await control.post("/faults", {
      method: "messages.getHistory",
      error: { code: 400, message: "PEER_FLOOD" },
      probability: 0.5,
    });
    let failed = 0;
    for (let round = 0; round < 60; round++) await client.getHistory(world.channel, { limit: 1 }).catch(() => failed++);
    expect(failed).toBeGreaterThan(12);
    expect(failed).toBeLessThan(48);
  });
});

describe("pushes", () => {
  it("skipped: the client finds the gap and fetches it", async () => {
    await control.post("/faults", { kind: "skip-push", chatId: world.channel, count: 3 });
    for (const text of ["a", "b", "c", "d"]) await post(text);
    await until(
      () => texts,
      (seen) => seen.length === 5,
    );
    expect(texts).toEqual(["start", "a", "b", "c", "d"]);
  });

  it("duplicated: the client sees each once", async () => {
    await control.post("/faults", { kind: "duplicate-push" });
    for (const text of ["a", "b", "c"]) await post(text);
    await until(
      () => texts,
      (seen) => seen.includes("c"),
    );
    expect(texts).toEqual(["start", "a", "b", "c"]);
    expect((await control.get("/stats")).faults["duplicate-push"]).toBe(3);
  });

  it("reordered: the client puts them in order", async () => {
    await control.post("/faults", { kind: "reorder", count: 1 });
    await Promise.all([post("a"), post("b")]);
    await until(
      () => texts,
      (seen) => seen.length === 3,
    );
    expect([...texts].sort()).toEqual(["a", "b", "start"]);
    expect((await control.get("/stats")).faults["reorder"]).toBe(1);
  });

  it("too long: the client is told to start over", async () => {
    await control.post("/faults", { kind: "too-long", chatId: world.channel, count: 1 });
    await control.post("/faults", { kind: "skip-push", count: 1 });
    await post("lost");
    await post("next");
    expect(await until(async () => (await control.get("/stats")).faults["too-long"], Boolean)).toBe(1);
  });
});

describe("links", () => {
  it("dropped: the client comes back", async () => {
    await control.post("/faults", { kind: "drop", account: ANN });
    await until(
      async () => (await control.get("/stats")).connectionsTotal,
      (count) => count > 1,
    );
    expect((await client.getMe()).displayName).toBe("Ann");
  });

  it("half-open: nothing arrives and nobody is told", async () => {
    await control.post("/faults", { kind: "half-open", account: ANN });
    await post("into the void");
    const stats = await control.get("/stats");
    expect(stats.connectionList).toContainEqual(expect.objectContaining({ isHalfOpen: true }));
    await expect(client.call({ _: "help.getNearestDc" }, { timeout: 300 })).rejects.toThrow(/timed? ?out|300/i);
    expect(texts).not.toContain("into the void");
  });

  it("stalled: what was held back arrives later", async () => {
    await control.post("/faults", { kind: "stall", delayMs: 300 });
    await post("held back");
    expect(texts).not.toContain("held back");
    await until(
      () => texts,
      (seen) => seen.includes("held back"),
    );
  });

  it("refused: connections are closed until the fault is gone", async () => {
    const { id } = await control.post("/faults", { kind: "refuse", dc: 2 });
    await control.post("/faults", { kind: "drop" });
    await until(
      async () => (await control.get("/stats")).faults["refuse"],
      (count) => count > 0,
    );
    await control.delete(`/faults/${id}`);
    expect((await client.getMe()).displayName).toBe("Ann");
  });

  it("slow and unanswered calls", async () => {
    await control.post("/faults", { kind: "delay", method: "help.getNearestDc", delayMs: 200, count: 1 });
    const before = performance.now();
    await client.call({ _: "help.getNearestDc" });
    expect(performance.now() - before).toBeGreaterThanOrEqual(195);
    await control.post("/faults", { kind: "no-answer", method: "help.getNearestDc", count: 1 });
    await expect(client.call({ _: "help.getNearestDc" }, { timeout: 200 })).rejects.toThrow(/timed? ?out|200/i);
  });

  it("corrupted frames: the client asks again", async () => {
    await control.post("/faults", { kind: "corrupt", account: ANN, count: 1 });
    await post("mangled");
    await post("whole");
    expect(
      await until(
        () => texts,
        (seen) => seen.length === 3,
      ),
    ).toEqual(expect.arrayContaining(["mangled", "whole"]));
  });

  it("wrong salts are corrected without the caller noticing", async () => {
    await control.post("/faults", { kind: "bad-salt" });
    expect((await client.call({ _: "help.getNearestDc" })).thisDc).toBe(2);
  });

  it("a skewed clock makes the client adjust its own", async () => {
    await control.post("/faults", { kind: "clock-skew", seconds: 600 });
    client.call({ _: "help.getNearestDc" }, { timeout: 1000 }).catch(() => undefined);
    expect(await until(async () => (await control.get("/stats")).badMessages, Boolean)).toBeGreaterThan(0);
  });
});

describe("limits", () => {
  it("are off by default, and punish when they are on", async () => {
    for (let round = 0; round < 5; round++) await client.sendText(world.supergroup, `fine ${round}`);
    await control.post("/limits", { rules: [{ method: "messages.sendMessage", per: "chat", count: 2, seconds: 600 }] });
    await client.sendText(world.supergroup, "one");
    await client.sendText(world.supergroup, "two");
    await expect(client.sendText(world.supergroup, "three")).rejects.toMatchObject({ code: 420 });
    await control.post("/limits", { enabled: false });
    expect(await control.get("/limits")).toEqual({ rules: [] });
  });

  it("slow mode holds members back, not admins", async () => {
    const slow = await control.post("/chats", {
      kind: "supergroup",
      title: "Slow",
      members: [ANN, BOB],
      admins: [BOB],
      slowmodeSeconds: 3600,
    });
    const bob = await provisioned(BOB);
    try {
      for await (const _dialog of client.iterDialogs()) continue;
      for await (const _dialog of bob.iterDialogs()) continue;
      await client.sendText(slow.id, "first");
      await expect(client.sendText(slow.id, "second")).rejects.toMatchObject({ code: 420 });
      await bob.sendText(slow.id, "one");
      await bob.sendText(slow.id, "two");
    } finally {
      await bob.destroy();
    }
  });
});
