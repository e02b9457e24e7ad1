import { Long, MemoryStorage } from "@mtcute/node";
import type { TelegramClient } from "@mtcute/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { importProvisioned, logIn, mtcuteClient, type Provisioned } from "./support/mtcute.ts";
import { ANN, BOB, Control, PASSWORD, smallWorld, type SmallWorld, until } from "./support/world.ts";

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;
const clients: TelegramClient[] = [];

beforeEach(async () => {
  telegram = await TelegramEmulator.start({ seed: "accounts" });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.destroy()));
  await telegram.stop();
});

const open = (options: Parameters<typeof mtcuteClient>[1] = {}): TelegramClient => {
  const client = mtcuteClient(telegram.ready, options);
  clients.push(client);
  return client;
};

describe("accounts", () => {
  it("provisions sessions that a client imports without key exchange or code", async () => {
    const client = open();
    const session = (await control.post("/sessions", { account: BOB })) as Provisioned;
    await importProvisioned(client, telegram.ready, session);
    expect((await client.getMe()).id).toBe(world.bob);
    expect((await control.get("/stats")).handshakes).toEqual({ rsaPad: 0, legacyPadding: 0 });
  });

  it("provisions many at once, as members of chats", async () => {
    const { sessions } = await control.post("/sessions", { count: 200, chatIds: [world.channel] });
    expect(new Set(sessions.map((session: Provisioned) => session.keyId)).size).toBe(200);
    expect((await control.get(`/chats/${world.channel}`)).memberCount).toBe(203);
  });

  it("lets a client use temporary keys", async () => {
    const client = open({ usePfs: true });
    await logIn(client, control.base, BOB);
    expect((await client.getMe()).id).toBe(world.bob);
    const keys = await control.get("/sessions");
    expect(keys.filter((key: { isTemporary: boolean }) => key.isTemporary)).toHaveLength(1);
    const seen: string[] = [];
    client.onNewMessage.add((message) => void seen.push(message.text));
    await client.startUpdatesLoop();
    await control.post("/messages", { chatId: world.channel, text: "over a temporary key" });
    await until(() => seen.length);
  });

  it("leaves a client alone that reconnects with the same key", async () => {
    const client = open();
    await logIn(client, control.base, BOB);
    for (let round = 0; round < 3; round++) {
      await client.getUsers("self");
      await control.post("/faults", { kind: "drop" });
      expect(await client.getUsers("self")).toHaveLength(1);
    }
  });

  it("logs in by QR code, with the two-step password", async () => {
    const client = open();
    await client.connect();
    let url = "";
    const user = await client.signInQr({
      onUrlUpdated: (next) => {
        if (url === "") void control.post("/login-tokens/accept", { token: next, account: ANN });
        url = next;
      },
      password: PASSWORD,
    });
    expect(user.displayName).toBe("Ann");
  });

  it("sends a login to the data centre where the user lives", async () => {
    await control.post("/users", { phone: "9996643333", firstName: "Far", dc: 4 });
    const client = open();
    await logIn(client, control.base, "9996643333");
    expect((await client.getMe()).displayName).toBe("Far");
    expect((await control.get("/stats")).connectionList.map(({ dc }: { dc: number }) => dc)).toContain(4);
  });

  it("says how the code was sent, and sends it another way on request", async () => {
    await control.patch(`/users/${BOB}`, { codeType: "email" });
    const client = open();
    const sent = await client.sendCode({ phone: BOB });
    if (!("phoneCodeHash" in sent)) throw new Error("logged in without a code");
    expect(sent.type).toBe("email");
    const again = await client.resendCode({ phone: BOB, phoneCodeHash: sent.phoneCodeHash });
    expect(again.type).toBe("sms");
    const { code, codes } = await control.get(`/codes/+${BOB}`);
    expect(codes).toHaveLength(2);
    expect((await client.signIn({ phone: BOB, phoneCodeHash: again.phoneCodeHash, phoneCode: code })).id).toBe(
      world.bob,
    );
  });

  it("lets a client set and take away the two-step password", async () => {
    const client = open();
    await logIn(client, control.base, BOB);
    await client.enableCloudPassword({ password: "first", hint: "one" });
    expect((await control.get(`/users/${BOB}`)).hasPassword).toBe(true);
    await expect(client.removeCloudPassword("wrong")).rejects.toThrow("PASSWORD_HASH_INVALID");
    await client.changeCloudPassword({ currentPassword: "first", newPassword: "second", hint: "two" });
    const other = open();
    await logIn(other, control.base, BOB, "second");
    await client.removeCloudPassword("second");
    expect((await control.get(`/users/${BOB}`)).hasPassword).toBe(false);
  });

  it("lists and ends the other sessions of an account", async () => {
    const [one, two] = [open(), open()];
    await logIn(one, control.base, BOB);
    await logIn(two, control.base, BOB);
    const { authorizations } = await one.call({ _: "account.getAuthorizations" });
    const other = authorizations.find(({ current }) => !current);
    await one.call({ _: "account.resetAuthorization", hash: other?.hash ?? Long.ZERO });
    await expect(two.getUsers("self")).rejects.toThrow("SESSION_REVOKED");
  });

  it("answers 401 after logging out, and -404 for a lost key", async () => {
    const client = open();
    await logIn(client, control.base, BOB);
    await client.logOut();
    await expect(client.call({ _: "messages.getDialogFilters" })).rejects.toThrow("AUTH_KEY_UNREGISTERED");
    const other = open({ storage: new MemoryStorage() });
    await logIn(other, control.base, BOB);
    await control.post("/faults", { kind: "lose-key" });
    await expect(other.call({ _: "messages.getDialogFilters" })).rejects.toThrow("AUTH_KEY_UNREGISTERED");
    expect((await control.get("/stats")).unknownKeys).toBeGreaterThan(0);
  });
});
