import { setTimeout as sleep } from "node:timers/promises";
import { startEmulator, startTcpProxy, until } from "@telewire/testing";
import type { EmulatorProcess } from "@telewire/testing";
import { SeededRandom } from "@telewire/testing/seeded-random";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeSecret, encodeSecret } from "../src/session-secret.ts";
import { addChat, addUser, logIn, MemorySink, runOwner, texts } from "./fixture.ts";

const MESSAGES = 12_000;
const RATE = 1_500;
const SEED = Number(process.env["SEED"] ?? 20_261);

let emulator: EmulatorProcess;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

interface Load {
  readonly id: string;
  readonly state: string;
  readonly chats: readonly { readonly chatId: number; readonly sent: number }[];
}

it("gives every message to the log once and in order while links break, owners die and the log goes away", async () => {
  const account = await logIn(emulator);
  const author = await addUser(emulator);
  const chats = await Promise.all(
    ["channel", "channel", "supergroup", "supergroup", "group"].map((kind) =>
      addChat(emulator, kind as "channel", [account.phone, author.phone]),
    ),
  );
  await using proxy = await startTcpProxy(emulator.dc.port);
  const { dcs, ...secret } = decodeSecret(account.secret);
  const main = { ...dcs.main, port: proxy.port };
  const relayed = { secret: encodeSecret({ ...secret, dcs: { main, media: main } }) };
  const sink = new MemorySink();
  const options = { sink, tuning: { probeIntervalMs: 500, probeTimeoutMs: 500, maxPendingEvents: 500 } };
  let session = await runOwner(emulator, relayed, options);
  await session.isLive();
  const { id } = await emulator.post<Load>("/load", {
    chatIds: chats,
    rate: RATE,
    count: MESSAGES,
    textTemplate: "{chat} {i}",
  });
  const random = new SeededRandom(SEED);
  const wreck = [
    async () => proxy.cut(),
    async () => proxy.blackhole(),
    async () => {
      sink.leave();
      await sleep(300);
      sink.comeBack();
    },
    async () => {
      // The process dies with events that the log has not taken.
      sink.leave();
      await sleep(50);
      sink.rejection = new Error("dead");
      sink.comeBack();
      await session.owner.close();
      sink.rejection = null;
      session = await runOwner(emulator, relayed, options);
    },
    async () => {
      await session.owner.close();
      session = await runOwner(emulator, relayed, options);
    },
  ];
  while ((await emulator.get<Load>(`/load/${id}`)).state === "running") {
    await sleep(300 + random.next() * 700);
    await random.pick(wreck)();
  }
  await until(() => sink.events.length >= MESSAGES && session.owner.status().state === "live", { timeoutMs: 30_000 });
  await session.owner.close();
  const { chats: sent } = await emulator.get<Load>(`/load/${id}`);
  expect(new Set(sent.map(({ chatId }) => chatId))).toEqual(new Set(chats));
  for (const { chatId, sent: count } of sent) expect(sink.texts(chatId)).toEqual(texts(String(chatId), count));
  expect(sink.events).toHaveLength(MESSAGES);
}, 90_000);
