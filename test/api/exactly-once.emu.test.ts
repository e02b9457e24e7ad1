import { createClient } from "@telewire/client";
import { until } from "@telewire/testing";
import { expect, it } from "vitest";
import { ApiTown, SESSION } from "./api-town.ts";

interface Stored {
  readonly id: number;
  readonly text?: string;
}

it("sends once with one key, though the server was killed before Telegram's answer came", async () => {
  await using town = await ApiTown.found();
  const { emulator, server, group: chatId, apiKey } = town;
  const texts = async (): Promise<Stored[]> =>
    (await emulator.get<Stored[]>(`/messages?chatId=${chatId}`)).filter(({ text }) => text === "only once");
  const send = () =>
    createClient({ baseUrl: server.url, apiKey, maxRetries: 0 }).api.sendMessage(
      { sessionId: SESSION, chatId, text: "**only once**", parseMode: "markdown" },
      { idempotencyKey: "order-1" },
    );
  await emulator.post("/faults", { kind: "delay", delayMs: 1500, method: "messages.sendMessage", count: 1 });
  const lost = send().catch((error: unknown) => error);
  await until(async () => (await emulator.get<unknown[]>("/faults")).length === 0, { what: "the call" });
  await server.kill();
  expect(await lost).toBeInstanceOf(Error);
  await until(async () => (await texts()).length === 1, { what: "the message" });
  await server.start();
  const again = await until(() => send().catch(() => undefined), { timeoutMs: 40_000, what: "the answer" });
  const [only] = await texts();
  expect(again.data.messageId).toBe(String(only?.id));
  expect((await send()).data).toEqual(again.data);
  expect(await texts()).toHaveLength(1);
}, 90_000);
