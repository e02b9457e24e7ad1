import { startEmulator, startTcpProxy, until } from "@telewire/testing";
import type { EmulatorProcess } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeSecret, encodeSecret } from "../src/session-secret.ts";
import { addChat, addUser, logIn, MemorySink, post, runOwner, texts } from "./fixture.ts";
import type { Account } from "./fixture.ts";

// What the library does by itself on reconnects and errors, and what the owner makes of it.

let emulator: EmulatorProcess;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

interface Stats {
  readonly connectionList: readonly {
    readonly dc: number;
    readonly account: number | null;
    readonly isHalfOpen: boolean;
  }[];
  readonly calls: Readonly<Record<string, number>>;
}

const stats = (): Promise<Stats> => emulator.get<Stats>("/stats");
const connectionsOf = async (userId: number): Promise<number> =>
  (await stats()).connectionList.filter(({ account }) => account === userId).length;
const fault = (spec: object): Promise<unknown> => emulator.post("/faults", spec);

/** The same session behind a relay that can be broken. */
function through(account: Account, port: number): Account {
  const secret = decodeSecret(account.secret);
  const dc = { ...secret.dcs.main, port };
  return { ...account, secret: encodeSecret({ ...secret, dcs: { main: dc, media: dc } }) };
}

it("fetches what came while the link was down, right after it is back", async () => {
  const account = await logIn(emulator);
  const author = await addUser(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  await using proxy = await startTcpProxy(emulator.dc.port);
  await using session = await runOwner(emulator, through(account, proxy.port));
  await session.isLive();
  await post(emulator, channel, texts("before", 3));
  await until(() => session.sink.events.length === 3);
  for (let round = 1; round <= 3; round++) {
    proxy.cut();
    await until(() => session.owner.status().state !== "live");
    await post(emulator, channel, texts(`channel ${round}`, 50));
    await post(emulator, account.userId, texts(`private ${round}`, 50), author.phone);
    await until(() => session.sink.events.length === 3 + round * 100, { timeoutMs: 8_000 });
  }
  expect(session.sink.texts(channel)).toEqual([
    ...texts("before", 3),
    ...texts("channel 1", 50),
    ...texts("channel 2", 50),
    ...texts("channel 3", 50),
  ]);
  expect(session.sink.texts(author.id)).toEqual([
    ...texts("private 1", 50),
    ...texts("private 2", 50),
    ...texts("private 3", 50),
  ]);
  await session.isLive();
  expect(session.owner.status().evidence.reconnects).toBe(3);
});

it("outlives a restart of the data centre", async () => {
  const account = await logIn(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  await emulator.post("/restart", { downMs: 300 });
  await post(emulator, channel, texts("after", 20));
  await until(() => session.sink.events.length === 20);
  expect(session.sink.texts(channel)).toEqual(texts("after", 20));
});

it("goes on from the state in the log after a restart of the process: nothing lost, nothing twice", async () => {
  const account = await logIn(emulator);
  const author = await addUser(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  const sink = new MemorySink();
  for (let round = 0; round < 3; round++) {
    await using session = await runOwner(emulator, account, { sink });
    await session.isLive();
    await post(emulator, channel, texts(`live ${round}`, 30));
    await post(emulator, account.userId, texts(`private ${round}`, 30), author.phone);
    await until(() => sink.events.length === round * 90 + 60);
    await session.owner.close();
    await post(emulator, channel, texts(`away ${round}`, 30));
    if (round === 2) break;
    await using next = await runOwner(emulator, account, { sink });
    await next.isLive();
    await until(() => sink.events.length === round * 90 + 90);
  }
  const expected = [0, 1].flatMap((round) => [...texts(`live ${round}`, 30), ...texts(`away ${round}`, 30)]);
  expect(sink.texts(channel)).toEqual([...expected, ...texts("live 2", 30)]);
});

it("fetches again what the log never got: state is not ahead of events", async () => {
  const account = await logIn(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  const sink = new MemorySink();
  {
    await using session = await runOwner(emulator, account, { sink });
    await session.isLive();
    await until(() => sink.state.has("common"));
    sink.leave();
    await post(emulator, channel, texts("lost", 40));
    await until(() => session.owner.status().evidence.pendingAppends === 40);
    // The process dies here: the log never took them.
    sink.rejection = new Error("the process is gone");
    sink.comeBack();
  }
  sink.rejection = null;
  await using session = await runOwner(emulator, account, { sink });
  await session.isLive();
  await until(() => sink.events.length === 40);
  expect(sink.texts(channel)).toEqual(texts("lost", 40));
});

it("notices a link that is half open by its probe, and fetches what was missed", async () => {
  const account = await logIn(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  await using proxy = await startTcpProxy(emulator.dc.port);
  await using session = await runOwner(emulator, through(account, proxy.port), {
    tuning: { probeIntervalMs: 200, probeTimeoutMs: 300 },
  });
  await session.isLive();
  await until(() => session.owner.status().evidence.lastProbeMs !== null);
  proxy.blackhole();
  await post(emulator, channel, texts("silent", 10));
  // With a call pending the library would find out after 7 s, without one after two minutes.
  await until(() => session.sink.events.length === 10, { timeoutMs: 5_000 });
  expect(session.sink.texts(channel)).toEqual(texts("silent", 10));
  expect(session.owner.status().evidence.reconnects).toBeGreaterThan(0);
});

it("ends a call that is never answered", async () => {
  const account = await logIn(emulator);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  await fault({ kind: "no-answer", method: "help.getNearestDc", account: account.phone, count: 1 });
  await expect(session.owner.call({ _: "help.getNearestDc" }, { timeoutMs: 200 })).rejects.toMatchObject({
    code: "TELEGRAM_TIMEOUT",
  });
});

it("hands a flood wait to the caller at once, and does not ask again while it runs", async () => {
  const account = await logIn(emulator);
  const supergroup = await addChat(emulator, "supergroup", [account.phone]);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  const request = { sessionId: "test", chatId: String(supergroup), text: "x" };
  await fault({
    method: "messages.sendMessage",
    account: account.phone,
    error: { code: 420, message: "FLOOD_WAIT_5" },
    count: 1,
  });
  const before = (await stats()).calls["messages.sendMessage"] ?? 0;
  await expect(session.owner.send(request)).rejects.toMatchObject({ code: "FLOOD_WAIT", retryAfterMs: 5_000 });
  await expect(session.owner.send(request)).rejects.toMatchObject({ code: "FLOOD_WAIT" });
  expect(((await stats()).calls["messages.sendMessage"] ?? 0) - before).toBe(1);
  expect(session.owner.status().state).toBe("live");
});

it("waits for slow mode of one chat without stopping the others", async () => {
  const account = await logIn(emulator);
  const supergroup = await addChat(emulator, "supergroup", [account.phone]);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  const request = { sessionId: "test", chatId: String(supergroup), text: "x" };
  await fault({
    method: "messages.sendMessage",
    account: account.phone,
    error: { code: 420, message: "SLOWMODE_WAIT_9" },
    count: 1,
  });
  await expect(session.owner.send(request)).rejects.toMatchObject({ code: "SLOWMODE_WAIT", retryAfterMs: 9_000 });
  await expect(session.owner.send(request)).resolves.toBeTruthy();
});

it.each([
  ["AUTH_KEY_UNREGISTERED", 401, "revoked"],
  ["SESSION_REVOKED", 401, "revoked"],
  ["SESSION_EXPIRED", 401, "revoked"],
  ["USER_DEACTIVATED", 401, "banned"],
  ["USER_DEACTIVATED_BAN", 401, "banned"],
  ["AUTH_KEY_DUPLICATED", 406, "duplicated"],
])("latches %s found by the probe: final state, no link, no retry", async (message, code, state) => {
  const account = await logIn(emulator);
  await using session = await runOwner(emulator, account, { tuning: { probeIntervalMs: 50 } });
  await session.isLive();
  await fault({ kind: "revoke", account: account.phone, error: { code, message } });
  await until(() => session.owner.status().state === state);
  await until(async () => (await connectionsOf(account.userId)) === 0);
  const calls = (await stats()).calls;
  expect(session.owner.status().evidence.lastError).toBe(message);
  expect(session.statuses.at(-1)?.state).toBe(state);
  await expect(session.owner.call({ _: "updates.getState" })).rejects.toMatchObject({
    code: state === "banned" ? "SESSION_BANNED" : "SESSION_LOST",
  });
  const lost = await runOwner(emulator, account, { sink: session.sink });
  await until(() => lost.owner.status().state === state);
  await lost.owner.close();
  expect((await stats()).calls["auth.sendCode"]).toBe(calls["auth.sendCode"]);
});

it("takes a lost auth key for the loss of the session: no new key in silence", async () => {
  const account = await logIn(emulator);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  await fault({ kind: "lose-key", account: account.phone });
  await fault({ kind: "drop" });
  await until(() => session.owner.status().state === "revoked");
  expect(session.owner.status().evidence.lastError).toBe("AUTH_KEY_CHANGED");
  expect(session.secrets).toEqual([]);
  await until(async () => (await stats()).connectionList.length === 0);
});

it("stays at home when one call is sent elsewhere", async () => {
  const account = await logIn(emulator);
  const supergroup = await addChat(emulator, "supergroup", [account.phone]);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  await fault({
    method: "help.getNearestDc",
    dc: 2,
    account: account.phone,
    error: { code: 303, message: "USER_MIGRATE_4" },
    count: 1,
  });
  await expect(session.owner.call({ _: "help.getNearestDc" })).resolves.toMatchObject({ _: "nearestDc" });
  await session.owner.send({ sessionId: "test", chatId: String(supergroup), text: "home" });
  await until(() => session.sink.texts(supergroup).includes("home"));
  const home = (await stats()).connectionList.filter(({ dc, account: of }) => dc === 2 && of === account.userId);
  expect(home).toHaveLength(1);
  await post(emulator, supergroup, ["still heard"]);
  await until(() => session.sink.texts(supergroup).includes("still heard"));
  expect(session.owner.status().state).toBe("live");
});

it("shows what Telegram forbids an account, and goes on reading", async () => {
  const account = await logIn(emulator);
  const supergroup = await addChat(emulator, "supergroup", [account.phone]);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  const request = { sessionId: "test", chatId: String(supergroup), text: "x" };
  await fault({
    method: "messages.sendMessage",
    account: account.phone,
    error: { code: 400, message: "PEER_FLOOD" },
    count: 1,
  });
  await expect(session.owner.send(request)).rejects.toMatchObject({ code: "SESSION_LIMITED" });
  expect(session.owner.status().state).toBe("limited");
  await fault({
    method: "messages.sendMessage",
    account: account.phone,
    error: { code: 420, message: "FROZEN_METHOD_INVALID" },
    count: 1,
  });
  await expect(session.owner.send(request)).rejects.toMatchObject({ code: "SESSION_FROZEN" });
  expect(session.owner.status().state).toBe("frozen");
  await post(emulator, supergroup, ["readable"]);
  await until(() => session.sink.texts(supergroup).includes("readable"));
  await session.owner.send(request);
  expect(session.owner.status().state).toBe("live");
});

it("fills a channel's hole from its history when the difference is too long", async () => {
  const account = await logIn(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  const sink = new MemorySink();
  {
    await using session = await runOwner(emulator, account, { sink });
    await session.isLive();
    await post(emulator, channel, texts("live", 5));
    await until(() => sink.events.length === 5);
  }
  await post(emulator, channel, texts("hole", 250));
  await fault({ kind: "too-long", account: account.phone, chatId: channel, count: 1 });
  await using session = await runOwner(emulator, account, { sink });
  await until(() => sink.events.length === 255);
  await post(emulator, channel, texts("again", 5));
  await until(() => sink.events.length === 260);
  expect(sink.texts(channel)).toEqual([...texts("live", 5), ...texts("hole", 250), ...texts("again", 5)]);
  expect(sink.events.map(({ backfilled }) => backfilled)).toEqual([
    ...Array<boolean>(5).fill(false),
    ...Array<boolean>(250).fill(true),
    ...Array<boolean>(5).fill(false),
  ]);
  expect(session.owner.status().evidence.backfilled).toBe(250);
});

it("fills private chats and groups from their history when the common difference is too long", async () => {
  const account = await logIn(emulator);
  const author = await addUser(emulator);
  const group = await addChat(emulator, "group", [account.phone, author.phone]);
  const sink = new MemorySink();
  {
    await using session = await runOwner(emulator, account, { sink });
    await session.isLive();
    await post(emulator, group, texts("live", 5), author.phone);
    await until(() => sink.events.length === 5);
  }
  await post(emulator, group, texts("group", 120), author.phone);
  await post(emulator, account.userId, texts("private", 120), author.phone);
  await fault({ kind: "too-long", account: account.phone, count: 1 });
  await using session = await runOwner(emulator, account, { sink });
  await session.isLive();
  await until(() => sink.events.length >= 245);
  await post(emulator, group, ["again"], author.phone);
  await until(() => sink.texts(group).includes("again"));
  expect(sink.texts(group)).toEqual([...texts("live", 5), ...texts("group", 120), "again"]);
  expect(sink.texts(author.id)).toEqual(texts("private", 120));
});

it.each(["skip-push", "duplicate-push", "reorder"])(
  "brings every message once and in order through %s",
  async (kind) => {
    const account = await logIn(emulator);
    const author = await addUser(emulator);
    const channel = await addChat(emulator, "channel", [account.phone]);
    await using session = await runOwner(emulator, account, { tuning: { probeIntervalMs: 500 } });
    await session.isLive();
    await fault({ kind, account: account.phone, chatId: channel, probability: 0.3, ttlMs: 20_000 });
    await fault({ kind, account: account.phone, chatId: author.id, probability: 0.3, ttlMs: 20_000 });
    for (let round = 0; round < 10; round++) {
      await post(emulator, channel, texts(`c ${round}`, 10));
      await post(emulator, account.userId, texts(`p ${round}`, 10), author.phone);
    }
    await emulator.call("DELETE", "/faults");
    await post(emulator, channel, ["end"]);
    await post(emulator, account.userId, ["end"], author.phone);
    await until(() => session.sink.texts(channel).at(-1) === "end" && session.sink.texts(author.id).at(-1) === "end");
    const rounds = (prefix: string): string[] => [
      ...Array.from({ length: 10 }, (_, round) => texts(`${prefix} ${round}`, 10)).flat(),
      "end",
    ];
    expect(session.sink.texts(channel)).toEqual(rounds("c"));
    expect(session.sink.texts(author.id)).toEqual(rounds("p"));
  },
);

it("goes on through internal errors and a new server salt", async () => {
  const account = await logIn(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  await using proxy = await startTcpProxy(emulator.dc.port);
  await using session = await runOwner(emulator, through(account, proxy.port));
  await session.isLive();
  await fault({ kind: "bad-salt", account: account.phone });
  await fault({
    method: "updates.getDifference",
    account: account.phone,
    error: { code: 500, message: "INTERNAL" },
    count: 2,
  });
  proxy.cut();
  await post(emulator, channel, texts("through", 10));
  await until(() => session.sink.events.length === 10);
  await session.isLive();
  expect(session.sink.texts(channel)).toEqual(texts("through", 10));
});

it("lets go of Telegram while the log is away, and loses nothing", async () => {
  const account = await logIn(emulator);
  const author = await addUser(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  await using session = await runOwner(emulator, account, { tuning: { maxPendingEvents: 50 } });
  await session.isLive();
  session.sink.leave();
  await post(emulator, channel, texts("c", 200));
  await post(emulator, account.userId, texts("p", 100), author.phone);
  await until(() => session.owner.status().state === "stalled");
  await until(async () => (await connectionsOf(account.userId)) === 0);
  await post(emulator, channel, texts("later", 200));
  expect(session.owner.status().evidence.pendingAppends).toBeLessThan(60);
  session.sink.comeBack();
  await session.isLive();
  await until(() => session.sink.events.length === 500);
  expect(session.sink.texts(channel)).toEqual([...texts("c", 200), ...texts("later", 200)]);
  expect(session.sink.texts(author.id)).toEqual(texts("p", 100));
});

it("stops when the log will never take its events", async () => {
  const account = await logIn(emulator);
  const channel = await addChat(emulator, "channel", [account.phone]);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  session.sink.rejection = new Error("stale owner");
  await post(emulator, channel, ["refused"]);
  await until(() => session.owner.status().state === "stopped");
  await until(async () => (await connectionsOf(account.userId)) === 0);
  await expect(session.owner.call({ _: "help.getNearestDc" })).rejects.toMatchObject({ code: "SESSION_NOT_READY" });
});

it("keeps its link when it has nothing to say after a call", async () => {
  const account = await logIn(emulator);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  await session.owner.call({ _: "help.getNearestDc" });
  const connectedAt = performance.now();
  // The library's ping says 7 s.
  await until(() => performance.now() - connectedAt > 8_000);
  expect(session.owner.status()).toMatchObject({ state: "live", evidence: { reconnects: 0 } });
});

it("keeps one connection per session", async () => {
  const account = await logIn(emulator);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  expect(await connectionsOf(account.userId)).toBe(1);
});

it("never comes near a duplicated key when its link breaks again and again", async () => {
  const account = await logIn(emulator);
  await using proxy = await startTcpProxy(emulator.dc.port);
  await using session = await runOwner(emulator, through(account, proxy.port));
  await session.isLive();
  for (let round = 1; round <= 3; round++) {
    proxy.cut();
    await until(() => session.owner.status().evidence.reconnects === round);
    await session.isLive();
    expect(await connectionsOf(account.userId)).toBe(1);
  }
  expect(session.owner.status()).toMatchObject({ state: "live", evidence: { lastError: null } });
});

it("reports a key that somebody else uses at the same time", async () => {
  const account = await logIn(emulator);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  await using other = await runOwner(emulator, account);
  await other.isLive();
  // Calls that come in turns over two connections: Telegram takes the key from both.
  await until(async () => {
    for (const { owner } of [session, other]) await owner.call({ _: "updates.getState" }).catch(() => undefined);
    return [session, other].every(({ owner }) => owner.status().state === "duplicated");
  });
  await until(async () => (await connectionsOf(account.userId)) === 0);
  expect(session.owner.status().evidence.lastError).toBe("AUTH_KEY_DUPLICATED");
});
