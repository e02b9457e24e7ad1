import { MemoryStorage } from "@mtcute/node";
import type { TelegramClient } from "@mtcute/core/client.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FAULT_KINDS, type FaultKind } from "../src/faults/fault.ts";
import { TelegramEmulator } from "../src/index.ts";
import { importProvisioned, mtcuteClient, type MtcuteOptions, type Provisioned } from "./support/mtcute.ts";
import { ANN, BOB, Control, smallWorld, type SmallWorld, until } from "./support/world.ts";

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;
let client: TelegramClient;
let texts: string[];
let tooLong: number[];

const provisioned = async (account: string, options: MtcuteOptions = {}): Promise<TelegramClient> => {
  const created = mtcuteClient(telegram.ready, { storage: new MemoryStorage(), ...options });
  await importProvisioned(created, telegram.ready, (await control.post("/sessions", { account })) as Provisioned);
  return created;
};

beforeEach(async () => {
  telegram = await TelegramEmulator.start({ seed: "faults", dcs: [2, 4] });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
  tooLong = [];
  client = await provisioned(ANN, { onChannelTooLong: (channelId) => void tooLong.push(channelId) });
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

const fault = (spec: object): Promise<{ id: string }> => control.post("/faults", spec);
const post = (text: string): Promise<unknown> => control.post("/messages", { chatId: world.channel, text });
const postAsBob = (text: string): Promise<unknown> =>
  control.post("/messages", { chatId: world.supergroup, from: BOB, text });
const struck = async (kind: string): Promise<number> => (await control.get("/stats")).faults[kind] ?? 0;
const nearest = (timeout?: number): Promise<{ thisDc: number }> =>
  client.call({ _: "help.getNearestDc" }, timeout === undefined ? {} : { timeout });
const seen = (...wanted: string[]): Promise<string[]> =>
  until(
    () => texts,
    (list) => wanted.every((text) => list.includes(text)),
  );
const TIMED_OUT = /timed? ?out|\d+ ?ms/i;

/** What each fault does to a real client; a kind without an entry does not compile. */
const EFFECTS: Readonly<Record<FaultKind, () => Promise<void>>> = {
  error: async () => {
    await fault({ method: "messages.sendMessage", error: { code: 400, message: "PEER_FLOOD" }, count: 1 });
    await expect(client.sendText(world.supergroup, "hello")).rejects.toMatchObject({ code: 400, text: "PEER_FLOOD" });
    await client.sendText(world.supergroup, "hello again");
  },
  delay: async () => {
    await fault({ kind: "delay", method: "help.getNearestDc", delayMs: 300, count: 1 });
    await expect(nearest(50)).rejects.toThrow(TIMED_OUT);
    expect((await nearest()).thisDc).toBe(2);
  },
  "no-answer": async () => {
    await fault({ kind: "no-answer", method: "help.getNearestDc", count: 1 });
    await expect(nearest(200)).rejects.toThrow(TIMED_OUT);
    expect((await nearest()).thisDc).toBe(2);
  },
  drop: async () => {
    await fault({ kind: "drop", account: ANN });
    await until(
      async () => (await control.get("/stats")).connectionsTotal,
      (count) => count > 1,
    );
    expect((await client.getMe()).displayName).toBe("Ann");
  },
  "half-open": async () => {
    await fault({ kind: "half-open", account: ANN });
    await post("into the void");
    expect((await control.get("/stats")).connectionList).toContainEqual(expect.objectContaining({ isHalfOpen: true }));
    await expect(nearest(300)).rejects.toThrow(TIMED_OUT);
    expect(texts).not.toContain("into the void");
  },
  stall: async () => {
    await fault({ kind: "stall", delayMs: 300 });
    await post("held back");
    expect(texts).not.toContain("held back");
    await seen("held back");
  },
  refuse: async () => {
    const { id } = await fault({ kind: "refuse", dc: 2 });
    await fault({ kind: "drop" });
    await until(() => struck("refuse"), Boolean);
    expect((await control.get("/stats")).connections).toBe(0);
    await control.delete(`/faults/${id}`);
    expect((await client.getMe()).displayName).toBe("Ann");
  },
  "skip-push": async () => {
    await fault({ kind: "skip-push", chatId: world.channel, count: 3 });
    for (const text of ["a", "b", "c"]) await post(text);
    expect(texts).toEqual(["start"]);
    await post("d"); // shows the gap, which the client fetches
    await seen("d");
    expect(texts).toEqual(["start", "a", "b", "c", "d"]);
  },
  "duplicate-push": async () => {
    await fault({ kind: "duplicate-push" });
    for (const text of ["a", "b", "c"]) await post(text);
    await seen("c");
    expect(texts).toEqual(["start", "a", "b", "c"]);
    expect(await struck("duplicate-push")).toBe(3);
  },
  reorder: async () => {
    await fault({ kind: "reorder", count: 1 });
    await post("a");
    await post("b");
    await seen("a", "b");
    expect(texts).toEqual(["start", "a", "b"]);
    expect((await control.get("/stats")).calls["updates.getChannelDifference"] ?? 0).toBe(0);
  },
  "delay-push": async () => {
    await fault({ kind: "delay-push", delayMs: 300, count: 1 });
    await post("late");
    expect(texts).not.toContain("late");
    await seen("late");
  },
  "min-peers": async () => {
    const senders: string[] = [];
    client.onNewMessage.add(
      ({ sender }) => void senders.push(`${sender.displayName} ${"isMin" in sender && sender.isMin}`),
    );
    await fault({ kind: "min-peers", account: ANN, count: 1 });
    await postAsBob("from somebody hardly known");
    await seen("from somebody hardly known");
    expect(senders).toEqual(["Bob Builder true"]);
    await expect(client.getUsers(world.bob)).rejects.toThrow("USER_ID_INVALID"); // its hash is good for nothing
  },
  "missing-peers": async () => {
    const users: string[] = [];
    client.onNewMessage.add((message) => void users.push(message.sender.displayName));
    await fault({ kind: "missing-peers", account: ANN, count: 1 });
    await postAsBob("from a stranger");
    await seen("from a stranger");
    expect(users).toEqual(["Bob Builder"]);
    const { calls } = await control.get("/stats");
    expect(calls["updates.getChannelDifference"] ?? calls["updates.getDifference"]).toBeGreaterThan(0);
  },
  "too-long": async () => {
    await fault({ kind: "too-long", chatId: world.channel, count: 1 });
    await fault({ kind: "skip-push", count: 1 });
    await post("lost");
    await post("shows the gap");
    await until(() => tooLong.length, Boolean);
    expect(texts).not.toContain("lost");
    await post("goes on");
    await seen("goes on");
  },
  "lose-key": async () => {
    await fault({ kind: "lose-key", account: ANN });
    await expect(client.call({ _: "messages.getDialogFilters" })).rejects.toThrow("AUTH_KEY_UNREGISTERED");
    expect((await control.get("/stats")).unknownKeys).toBeGreaterThan(0);
  },
  revoke: async () => {
    const error = { code: 401, message: "USER_DEACTIVATED_BAN" };
    await fault({ kind: "revoke", account: ANN, error });
    await expect(client.getUsers("self")).rejects.toMatchObject({ code: 401, text: error.message });
    await post("not for Ann any more");
    await expect(client.getUsers("self")).rejects.toMatchObject({ code: 401 });
    expect(texts).toEqual(["start"]);
  },
  "bad-salt": async () => {
    const before = (await control.get("/stats")).framesReceived;
    await fault({ kind: "bad-salt" });
    expect((await nearest()).thisDc).toBe(2);
    expect((await control.get("/stats")).framesReceived - before).toBeGreaterThan(1); // asked twice
  },
  "clock-skew": async () => {
    await fault({ kind: "clock-skew", seconds: 600 });
    const asked = nearest(4000);
    expect(await until(async () => (await control.get("/stats")).badMessages, Boolean)).toBeGreaterThan(0);
    expect((await asked).thisDc).toBe(2);
  },
  corrupt: async () => {
    await fault({ kind: "corrupt", account: ANN, count: 1 });
    await post("mangled");
    await post("whole");
    expect((await seen("mangled", "whole")).length).toBe(3);
  },
  "transport-error": async () => {
    await fault({ kind: "transport-error", code: 429, account: ANN, count: 1 });
    await nearest(1000).catch(() => undefined);
    expect(await struck("transport-error")).toBe(1);
    await until(
      async () => (await control.get("/stats")).connectionsTotal,
      (count) => count > 1,
    );
    expect((await client.getMe()).displayName).toBe("Ann");
  },
};

describe("a fault of the kind", () => {
  it.each(FAULT_KINDS)("%s shows", async (kind) => {
    await EFFECTS[kind]();
    expect(await struck(kind)).toBeGreaterThan(0);
  });
});

describe("a restart", () => {
  it("that keeps the state is survived", async () => {
    await control.post("/restart", { downMs: 200 });
    expect((await client.getMe()).displayName).toBe("Ann");
    await post("after the restart");
    await seen("after the restart");
  });

  it("that loses it makes strangers of all", async () => {
    await control.post("/restart", { state: "lost" });
    await expect(client.call({ _: "messages.getDialogFilters" })).rejects.toThrow("AUTH_KEY_UNREGISTERED");
    expect((await control.get("/stats")).users).toBe(0);
  });
});
