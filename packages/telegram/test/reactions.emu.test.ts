import { startEmulator, until } from "@telewire/testing";
import type { EmulatorProcess } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addChat, addUser, logIn, post, runOwner, texts } from "./fixture.ts";

let emulator: EmulatorProcess;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

interface Scope {
  readonly account: string;
  readonly chatId: number;
}
type Fault = Readonly<Record<string, unknown>> & { readonly kind?: string };

/** Breaks the link, so that what was missed is asked for. */
const DROP: Fault = { kind: "drop" };
const INTERNAL = { code: 500, message: "INTERNAL_SERVER_ERROR" };
const REVOKED = { code: 401, message: "SESSION_REVOKED" };

/** Every kind of fault that the emulator has, and how it is made to strike a session that reads. */
const FAULTS: Readonly<Record<string, (scope: Scope) => readonly Fault[]>> = {
  error: ({ account }) => [{ method: "updates.getDifference", account, error: INTERNAL, count: 2 }, DROP],
  delay: ({ account }) => [{ kind: "delay", method: "updates.getDifference", account, delayMs: 300, count: 1 }, DROP],
  "no-answer": ({ account }) => [{ kind: "no-answer", method: "updates.getState", account, count: 2 }],
  drop: ({ account }) => [{ kind: "drop", account }],
  "half-open": ({ account }) => [{ kind: "half-open", account }],
  stall: () => [{ kind: "stall", delayMs: 300 }],
  refuse: () => [{ kind: "refuse", count: 2 }, DROP],
  "skip-push": ({ chatId }) => [{ kind: "skip-push", chatId, count: 3 }],
  "duplicate-push": ({ chatId }) => [{ kind: "duplicate-push", chatId, count: 3 }],
  reorder: ({ chatId }) => [{ kind: "reorder", chatId, count: 2 }],
  "delay-push": ({ chatId }) => [{ kind: "delay-push", chatId, delayMs: 300, count: 2 }],
  "min-peers": ({ account }) => [{ kind: "min-peers", account, count: 2 }],
  "missing-peers": ({ account }) => [{ kind: "missing-peers", account, count: 2 }],
  "too-long": ({ chatId }) => [
    { kind: "too-long", chatId, count: 1 },
    { kind: "skip-push", chatId, count: 1 },
  ],
  "bad-salt": ({ account }) => [{ kind: "bad-salt", account }, DROP],
  "clock-skew": () => [{ kind: "clock-skew", seconds: 600, ttlMs: 2000 }, DROP],
  corrupt: ({ account }) => [{ kind: "corrupt", account, count: 1 }],
  "transport-error": ({ account }) => [{ kind: "transport-error", code: 429, account, count: 1 }],
};

const strikes = async (kind: string): Promise<number> =>
  (await emulator.get<{ faults: Record<string, number> }>("/stats")).faults[kind] ?? 0;

it.each(Object.keys(FAULTS))("loses and repeats nothing over a fault, and is live after it: %s", async (kind) => {
  const account = await logIn(emulator);
  const author = await addUser(emulator);
  const chatId = await addChat(emulator, "supergroup", [account.phone, author.phone]);
  const tuning = { probeIntervalMs: 300, probeTimeoutMs: 300 };
  await using session = await runOwner(emulator, account, { tuning });
  await session.isLive();
  const wanted = texts("before", 5);
  await post(emulator, chatId, wanted, author.phone);
  await until(() => session.sink.texts(chatId).length >= wanted.length);
  const before = await strikes(kind);
  for (const fault of FAULTS[kind]?.({ account: account.phone, chatId }) ?? []) await emulator.post("/faults", fault);
  const during = texts("during", 20);
  await post(emulator, chatId, during, author.phone);
  wanted.push(...during);
  await until(() => session.sink.texts(chatId).length >= wanted.length, { timeoutMs: 30_000, what: "every message" });
  await until(async () => (await strikes(kind)) > before, { what: "the fault" });
  await emulator.call("DELETE", "/faults");
  await session.isLive();
  await post(emulator, chatId, ["after"], author.phone);
  wanted.push("after");
  await until(() => session.sink.texts(chatId).includes("after"));
  expect(session.sink.texts(chatId)).toEqual(wanted);
});

it.each([
  ["lose-key", { kind: "lose-key" }, "AUTH_KEY_CHANGED"],
  ["revoke", { kind: "revoke", error: REVOKED }, "SESSION_REVOKED"],
])("takes a fault for the end of the session, once, and asks for no new login: %s", async (kind, fault, reason) => {
  const account = await logIn(emulator);
  await using session = await runOwner(emulator, account);
  await session.isLive();
  const before = await strikes(kind);
  await emulator.post("/faults", { ...fault, account: account.phone });
  await emulator.post("/faults", DROP);
  await until(() => session.owner.status().state === "revoked", { timeoutMs: 20_000, what: "the end" });
  expect(session.owner.status().evidence.lastError).toBe(reason);
  expect(session.statuses.filter(({ state }) => state === "revoked")).toHaveLength(1);
  expect(session.secrets).toEqual([]);
  expect(await strikes(kind)).toBeGreaterThan(before);
});
