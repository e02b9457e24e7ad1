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

const provisioned = async (account: string): Promise<TelegramClient> => {
  const created = mtcuteClient(telegram.ready, { storage: new MemoryStorage() });
  await importProvisioned(created, telegram.ready, (await control.post("/sessions", { account })) as Provisioned);
  return created;
};

beforeEach(async () => {
  telegram = await TelegramEmulator.start({ seed: "errors", dcs: [2, 4] });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
  client = await provisioned(ANN);
  for await (const _dialog of client.iterDialogs()) continue;
});

afterEach(async () => {
  await client.destroy();
  await telegram.stop();
});

const callsOf = async (method: string): Promise<number> => (await control.get("/stats")).calls[method] ?? 0;
const strike = (method: string, code: number, message: string): Promise<unknown> =>
  control.post("/faults", { method, error: { code, message }, count: 1 });

describe("RPC errors", () => {
  it.each([
    ["FLOOD_WAIT_3600", 420],
    ["FLOOD_PREMIUM_WAIT_3600", 420],
    ["SLOWMODE_WAIT_900", 420],
    ["TAKEOUT_INIT_DELAY_3600", 420],
    ["FROZEN_METHOD_INVALID", 420],
    ["PEER_FLOOD", 400],
    ["FROZEN_PARTICIPANT_MISSING", 400],
    ["USER_DEACTIVATED", 401],
    ["USER_DEACTIVATED_BAN", 401],
    ["SESSION_REVOKED", 401],
    ["SESSION_EXPIRED", 401],
    ["AUTH_KEY_UNREGISTERED", 401],
    ["AUTH_KEY_DUPLICATED", 406],
  ])("%s reaches the caller as it is", async (message, code) => {
    await strike("messages.sendMessage", code, message);
    await expect(client.sendText(world.supergroup, "hello")).rejects.toMatchObject({ code });
    expect((await control.get("/stats")).errors[message]).toBe(1);
  });

  it.each(["INTERNAL_SERVER_ERROR", "RPC_CALL_FAIL", "TIMEOUT"])("500 %s: the client asks again", async (message) => {
    await strike("help.getNearestDc", 500, message);
    expect((await client.call({ _: "help.getNearestDc" })).thisDc).toBe(2);
    expect(await callsOf("help.getNearestDc")).toBe(2);
  });

  it("a short FLOOD_WAIT is waited for", async () => {
    await strike("messages.sendMessage", 420, "FLOOD_WAIT_1");
    expect((await client.sendText(world.supergroup, "patience")).text).toBe("patience");
    expect(await callsOf("messages.sendMessage")).toBe(2);
  });

  it("FILE_MIGRATE_X sends a download to the other data centre", async () => {
    await control.post("/messages", { chatId: world.channel, text: "file", document: { size: 4096, dc: 4 } });
    const [message] = await client.getHistory(world.channel, { limit: 1 });
    if (message?.media?.type !== "document") throw new Error("no document");
    expect((await client.downloadAsBuffer(message.media.location as never, { dcId: 2, fileSize: 4096 })).length).toBe(
      4096,
    );
    expect((await control.get("/stats")).errors["FILE_MIGRATE_4"]).toBe(1);
  });

  it.each(["USER_MIGRATE_4", "NETWORK_MIGRATE_4", "PHONE_MIGRATE_4"])("%s moves a client", async (message) => {
    const fresh = mtcuteClient(telegram.ready);
    await strike("auth.sendCode", 303, message);
    await control.post("/users", { phone: "9996643333", firstName: "Far", dc: 4 });
    await fresh.sendCode({ phone: "9996643333" });
    expect((await control.get("/stats")).connectionList).toContainEqual(expect.objectContaining({ dc: 4 }));
    await fresh.destroy();
  });
});

describe("the scope of a fault", () => {
  it("is its method, account and chat, as often as it was told", async () => {
    const error = { code: 400, message: "PEER_FLOOD" };
    const method = "messages.sendMessage";
    const { id } = await control.post("/faults", { method, chatId: world.group, error });
    await client.sendText(world.supergroup, "another chat");
    await expect(client.sendText(world.group, "this chat")).rejects.toThrow("PEER_FLOOD");
    await control.delete(`/faults/${id}`);
    await client.sendText(world.group, "gone");
    await control.post("/faults", { method, account: BOB, error });
    await client.sendText(world.group, "not Bob");
    await control.post("/faults", { method, error, ttlMs: 1 });
    await until(
      () => control.get("/faults"),
      (list: unknown[]) => list.length === 1,
    );
    await client.sendText(world.group, "expired");
  });

  it("is its data centre", async () => {
    await control.post("/faults", { method: "help.getNearestDc", dc: 4, error: { code: 400, message: "PEER_FLOOD" } });
    expect((await client.call({ _: "help.getNearestDc" })).thisDc).toBe(2);
    await expect(client.call({ _: "help.getNearestDc" }, { dcId: 4 })).rejects.toThrow("PEER_FLOOD");
  });

  it("is chance, when it has a probability", async () => {
    const error = { code: 400, message: "PEER_FLOOD" };
    await control.post("/faults", { method: "messages.getHistory", error, probability: 0.5 });
    let failed = 0;
    for (let round = 0; round < 60; round++) await client.getHistory(world.channel, { limit: 1 }).catch(() => failed++);
    expect(failed).toBeGreaterThan(12);
    expect(failed).toBeLessThan(48);
  });
});

describe("AUTH_KEY_DUPLICATED", () => {
  it("comes by itself when two connections use one key in turn", async () => {
    const session = (await control.post("/sessions", { account: BOB })) as Provisioned;
    const [one, two] = [mtcuteClient(telegram.ready), mtcuteClient(telegram.ready)];
    await importProvisioned(one, telegram.ready, session);
    await importProvisioned(two, telegram.ready, session);
    await one.getUsers("self");
    await two.getUsers("self");
    await expect(one.getUsers("self")).rejects.toMatchObject({ code: 406, text: "AUTH_KEY_DUPLICATED" });
    await expect(two.getUsers("self")).rejects.toMatchObject({ code: 406 });
    await one.destroy();
    await two.destroy();
  });
});

describe("slow mode", () => {
  it("holds members back, not admins", async () => {
    const members = { members: [ANN, BOB], admins: [BOB] };
    const slow = await control.post("/chats", { kind: "supergroup", title: "Slow", ...members, slowmodeSeconds: 3600 });
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
