import { silentLogger } from "@telewire/kit";
import { startEmulator, until } from "@telewire/testing";
import type { EmulatorProcess } from "@telewire/testing";
import { LoginManager } from "@telewire/telegram";
import type { CompletedLogin, LoginManagerOptions } from "@telewire/telegram";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeSecret } from "../src/session-secret.ts";
import { addUser, logIn, MemorySink, runOwner, telegramOptions } from "./fixture.ts";
import type { RunningOwner } from "./fixture.ts";

let emulator: EmulatorProcess;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

interface Logins extends AsyncDisposable {
  readonly manager: LoginManager;
  readonly done: CompletedLogin[];
}

function start(options: Partial<LoginManagerOptions> = {}): Logins {
  const done: CompletedLogin[] = [];
  const manager = new LoginManager({
    telegram: telegramOptions(emulator),
    logger: silentLogger,
    onLogin: async (login) => void done.push(login),
    ...options,
  });
  return { manager, done, [Symbol.asyncDispose]: () => manager.close() };
}

const connections = async (): Promise<number> => (await emulator.get<{ connections: number }>("/stats")).connections;

it("logs in by phone and code; nothing is connected any more when the session may start", async () => {
  const user = await addUser(emulator, { firstName: "Ann", lastName: "Lee", username: "annlee" });
  let connectionsAtLogin = -1;
  await using logins = start({
    onLogin: async () =>
      void (connectionsAtLogin = await until(async () => (await connections()) === 0).then(connections)),
  });
  const sent = await logins.manager.sendCode({ phone: `+${user.phone}`, sessionId: "s1" });
  expect(sent).toEqual({ loginId: expect.any(String) as string, type: "app", timeout: 60 });
  const result = await logins.manager.verifyCode({ loginId: sent.loginId, code: await emulator.code(user.phone) });
  expect(result).toEqual({
    sessionId: "s1",
    user: { id: String(user.id), firstName: "Ann", lastName: "Lee", username: "annlee" },
  });
  expect(connectionsAtLogin).toBe(0);
  expect(logins.manager.pending).toBe(0);
  await expect(logins.manager.verifyCode({ loginId: sent.loginId, code: "1" })).rejects.toMatchObject({
    code: "LOGIN_NOT_FOUND",
  });
});

it("keeps the login pending through wrong codes and passwords", async () => {
  const user = await addUser(emulator, { password: "correct horse", passwordHint: "a battery" });
  await using logins = start();
  const { loginId } = await logins.manager.sendCode({ phone: user.phone, sessionId: "s2" });
  await expect(logins.manager.verifyCode({ loginId, code: "00000" })).rejects.toMatchObject({ code: "CODE_INVALID" });
  const code = await emulator.code(user.phone);
  await expect(logins.manager.verifyCode({ loginId, code })).rejects.toMatchObject({
    code: "PASSWORD_REQUIRED",
    details: { hint: "a battery" },
  });
  await expect(logins.manager.verifyCode({ loginId, code, password: "wrong" })).rejects.toMatchObject({
    code: "PASSWORD_INVALID",
  });
  await logins.manager.verifyCode({ loginId, code, password: "correct horse" });
  expect(logins.done).toHaveLength(1);
});

it("takes the password as a step of its own", async () => {
  const user = await addUser(emulator, { password: "correct horse" });
  await using logins = start();
  const { loginId } = await logins.manager.sendCode({ phone: user.phone, sessionId: "s3" });
  await expect(logins.manager.verifyCode({ loginId, code: await emulator.code(user.phone) })).rejects.toMatchObject({
    code: "PASSWORD_REQUIRED",
  });
  await expect(logins.manager.checkPassword({ loginId, password: "correct horse" })).resolves.toMatchObject({
    sessionId: "s3",
  });
});

it("goes on after a step that came too early", async () => {
  const user = await addUser(emulator, { password: "correct horse" });
  await using logins = start();
  const early = (loginId: string) => logins.manager.checkPassword({ loginId, password: "correct horse" });
  const { loginId } = await logins.manager.sendCode({ phone: user.phone, sessionId: "early" });
  await expect(early(loginId)).rejects.toMatchObject({ code: "CONFLICT" });
  const code = await emulator.code(user.phone);
  await logins.manager.verifyCode({ loginId, code, password: "correct horse" });
  expect(logins.done).toHaveLength(1);
  const shown = await logins.manager.startQr({ sessionId: "early-qr" });
  await expect(early(shown.loginId)).rejects.toMatchObject({ code: "CONFLICT" });
  for (const wrong of [
    () => logins.manager.resendCode({ loginId: shown.loginId }),
    () => logins.manager.verifyCode({ loginId: shown.loginId, code: "22222" }),
  ])
    await expect(wrong()).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await logins.manager.qr({ loginId: shown.loginId })).toMatchObject({ state: "waiting" });
});

it("tells numbers without an account, invalid numbers and floods apart", async () => {
  await using logins = start();
  const unknown = await logins.manager.sendCode({ phone: "9996629999", sessionId: "s4" });
  await expect(
    logins.manager.verifyCode({ loginId: unknown.loginId, code: await emulator.code("9996629999") }),
  ).rejects.toMatchObject({ code: "PHONE_NOT_REGISTERED" });
  await expect(logins.manager.verifyCode({ loginId: unknown.loginId, code: "1" })).rejects.toMatchObject({
    code: "LOGIN_NOT_FOUND",
  });
  await emulator.post("/faults", {
    method: "auth.sendCode",
    error: { code: 400, message: "PHONE_NUMBER_INVALID" },
    count: 1,
  });
  await expect(logins.manager.sendCode({ phone: "12345", sessionId: "s5" })).rejects.toMatchObject({
    code: "PHONE_INVALID",
  });
  await emulator.post("/faults", {
    method: "auth.sendCode",
    error: { code: 420, message: "FLOOD_WAIT_70000" },
    count: 1,
  });
  await expect(logins.manager.sendCode({ phone: "9996629998", sessionId: "s6" })).rejects.toMatchObject({
    code: "FLOOD_WAIT",
    retryAfterMs: 70_000_000,
  });
  expect(logins.manager.pending).toBe(0);
});

it("drops a login whose code has expired", async () => {
  const user = await addUser(emulator);
  await using logins = start();
  const { loginId } = await logins.manager.sendCode({ phone: user.phone, sessionId: "s7" });
  await emulator.post("/faults", {
    method: "auth.signIn",
    error: { code: 400, message: "PHONE_CODE_EXPIRED" },
    count: 1,
  });
  await expect(logins.manager.verifyCode({ loginId, code: "11111" })).rejects.toMatchObject({ code: "CODE_EXPIRED" });
  await expect(logins.manager.verifyCode({ loginId, code: "11111" })).rejects.toMatchObject({
    code: "LOGIN_NOT_FOUND",
  });
});

it("follows the account to its data centre and leaves no link behind", async () => {
  const user = await addUser(emulator, { dc: 4 });
  await using logins = start();
  const { loginId } = await logins.manager.sendCode({ phone: user.phone, sessionId: "s8" });
  await logins.manager.verifyCode({ loginId, code: await emulator.code(user.phone) });
  await until(async () => (await connections()) === 0);
  const [login] = logins.done;
  if (login === undefined) throw new Error("no login");
  await using session = await runOwner(emulator, { secret: login.secret }, { sink: new MemorySink() });
  await session.isLive();
  const { connectionList } = await emulator.get<{ connectionList: { dc: number; account: number }[] }>("/stats");
  expect(connectionList).toEqual([expect.objectContaining({ dc: 4, account: user.id })]);
});

it("asks again on the same login for the same phone and session", async () => {
  const user = await addUser(emulator);
  await using logins = start();
  const first = await logins.manager.sendCode({ phone: user.phone, sessionId: "s9" });
  const second = await logins.manager.sendCode({ phone: user.phone, sessionId: "s9" });
  expect(second.loginId).toBe(first.loginId);
  expect(await connections()).toBe(1);
  await logins.manager.verifyCode({ loginId: second.loginId, code: await emulator.code(user.phone) });
});

it("bounds how many logins wait, and for how long", async () => {
  await using logins = start({ maxPending: 1, ttlMs: 400 });
  const { loginId } = await logins.manager.sendCode({ phone: "9996629001", sessionId: "s10" });
  await expect(logins.manager.sendCode({ phone: "9996629002", sessionId: "s11" })).rejects.toMatchObject({
    code: "OVERLOADED",
  });
  await until(() => logins.manager.pending === 0);
  await until(async () => (await connections()) === 0);
  await expect(logins.manager.verifyCode({ loginId, code: "1" })).rejects.toMatchObject({ code: "LOGIN_NOT_FOUND" });
});

it("does not lose a login that could not be stored", async () => {
  const user = await addUser(emulator);
  let isStoreAway = true;
  const stored: CompletedLogin[] = [];
  await using logins = start({
    onLogin: async (login) => {
      if (isStoreAway) throw new Error("the archive is away");
      stored.push(login);
    },
  });
  const { loginId } = await logins.manager.sendCode({ phone: user.phone, sessionId: "s12" });
  const code = await emulator.code(user.phone);
  await expect(logins.manager.verifyCode({ loginId, code })).rejects.toThrow("the archive is away");
  isStoreAway = false;
  await logins.manager.verifyCode({ loginId, code });
  expect(stored).toHaveLength(1);
});

/** What a phone does that scans the code. */
async function scan(url: string, phone: RunningOwner): Promise<void> {
  await phone.owner.call({
    _: "auth.acceptLoginToken",
    token: Buffer.from(new URL(url).searchParams.get("token") ?? "", "base64url"),
  });
}

it("logs in by QR code", async () => {
  const account = await logIn(emulator);
  await using phone = await runOwner(emulator, account);
  await phone.isLive();
  await using logins = start();
  const shown = await logins.manager.startQr({ sessionId: "qr1" });
  expect(shown).toMatchObject({
    state: "waiting",
    url: expect.stringMatching(/^tg:\/\/login\?token=[\w-]+$/) as string,
  });
  const waiting = logins.manager.qr({ loginId: shown.loginId, waitMs: 10_000 });
  await scan(shown.url ?? "", phone);
  expect(await waiting).toMatchObject({ state: "done", sessionId: "qr1", user: { id: String(account.userId) } });
  const [login] = logins.done;
  await using session = await runOwner(emulator, { secret: login?.secret ?? new Uint8Array() });
  await session.isLive();
});

it("follows the account of a QR login to its data centre", async () => {
  const account = await logIn(emulator, { dc: 4 });
  await using phone = await runOwner(emulator, account);
  await phone.isLive();
  await using logins = start();
  const shown = await logins.manager.startQr({ sessionId: "qr2" });
  await scan(shown.url ?? "", phone);
  await until(() => logins.done.length === 1);
  expect(decodeSecret(logins.done[0]?.secret ?? new Uint8Array()).dcs.main.id).toBe(4);
});

it("takes the password of a QR login", async () => {
  const user = await addUser(emulator, { password: "correct horse", passwordHint: "a battery" });
  await using first = start();
  const { loginId } = await first.manager.sendCode({ phone: user.phone, sessionId: "phone" });
  await first.manager.verifyCode({ loginId, code: await emulator.code(user.phone), password: "correct horse" });
  await using phone = await runOwner(emulator, { secret: first.done[0]?.secret ?? new Uint8Array() });
  await phone.isLive();
  await using logins = start();
  const shown = await logins.manager.startQr({ sessionId: "qr3" });
  await scan(shown.url ?? "", phone);
  const asked = await until(async () => {
    const view = await logins.manager.qr({ loginId: shown.loginId });
    return view.state === "waiting" ? null : view;
  });
  expect(asked).toMatchObject({ state: "password", hint: "a battery" });
  await expect(logins.manager.checkPassword({ loginId: shown.loginId, password: "wrong" })).rejects.toMatchObject({
    code: "PASSWORD_INVALID",
  });
  await logins.manager.checkPassword({ loginId: shown.loginId, password: "correct horse" });
  expect(await logins.manager.qr({ loginId: shown.loginId })).toMatchObject({
    state: "done",
    user: { id: String(user.id) },
  });
  expect(logins.done).toHaveLength(1);
});

it("logs a bot in by its token", async () => {
  const bot = await addUser(emulator, { isBot: true, firstName: "Helper", botToken: "5000:secret" });
  await using logins = start();
  await expect(logins.manager.logInBot({ token: "1:wrong", sessionId: "bot" })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    details: { type: "ACCESS_TOKEN_INVALID" },
  });
  await expect(logins.manager.logInBot({ token: "5000:secret", sessionId: "bot" })).resolves.toMatchObject({
    user: { id: String(bot.id) },
  });
  await using session = await runOwner(emulator, { secret: logins.done[0]?.secret ?? new Uint8Array() });
  await session.isLive();
});

it.each(["mtcute", "telethon", "pyrogram", "gramjs"] as const)(
  "takes over a %s session that it exported",
  async (format) => {
    const account = await logIn(emulator);
    let exported = "";
    {
      await using session = await runOwner(emulator, account);
      await session.isLive();
      exported = session.owner.exportSession(format);
    }
    await using logins = start();
    await expect(logins.manager.importSession({ session: exported, sessionId: "copy" })).resolves.toMatchObject({
      sessionId: "copy",
      user: { id: String(account.userId) },
    });
    await until(async () => (await connections()) === 0);
    await using session = await runOwner(emulator, { secret: logins.done[0]?.secret ?? new Uint8Array() });
    await session.isLive();
  },
);

it("refuses a session string whose key is nobody's", async () => {
  const account = await logIn(emulator);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  const exported = session.owner.exportSession("mtcute");
  await session.owner.logOut();
  await using logins = start();
  await expect(logins.manager.importSession({ session: exported, sessionId: "dead" })).rejects.toMatchObject({
    code: "SESSION_LOST",
  });
  await expect(logins.manager.importSession({ session: "nonsense", sessionId: "dead" })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
});
