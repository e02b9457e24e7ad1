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
  const sendAs = (idempotencyKey: string) =>
    createClient({ baseUrl: server.url, apiKey, maxRetries: 0 }).api.sendMessage(
      { sessionId: SESSION, chatId, text: "**only once**", parseMode: "markdown" },
      { idempotencyKey },
    );
  const send = () => sendAs("order-1");
  const ids = async (): Promise<string[]> => (await texts()).map(({ id }) => String(id));
  const before = (await sendAs("order-0")).data.messageId;
  await emulator.post("/faults", { kind: "delay", delayMs: 1500, method: "messages.sendMessage", count: 1 });
  const lost = send().catch((error: unknown) => error);
  await until(async () => (await emulator.get<unknown[]>("/faults")).length === 0, { what: "the call" });
  await server.kill();
  expect(await lost).toBeInstanceOf(Error);
  await until(async () => (await texts()).length === 2, { what: "the message" });
  await server.start();
  // The same words under other keys, sent right before and before the lost answer is asked for again.
  const [, first = ""] = await ids();
  const other = await until(() => sendAs("order-2").catch(() => undefined), { timeoutMs: 40_000, what: "another" });
  const again = await send();
  expect(again.data.messageId).toBe(first);
  expect((await send()).data).toEqual(again.data);
  expect(await ids()).toEqual([before, first, other.data.messageId]);
}, 90_000);
