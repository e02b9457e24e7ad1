import { until } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ApiTown, SESSION } from "./api-town.ts";
import type { Asker } from "./asker.ts";

/** More than Telegram's longest page. */
const SERVICE_MESSAGES = 101;
let town: ApiTown;
let asker: Asker;
beforeAll(async () => {
  town = await ApiTown.found({ MONITORED_CHATS: "-1009999999999" });
  const [first] = town.askers;
  if (first === undefined) throw new Error("nobody to ask");
  asker = first;
}, 120_000);
afterAll(() => town[Symbol.asyncDispose]());

interface Polled {
  readonly ids: string[];
  readonly cursor: string;
  readonly hasMore: boolean;
}
async function poll(cursor?: string, limit = 20, wait = 0): Promise<Polled> {
  const input = { sessionId: SESSION, chatId: town.group, limit, wait, ...(cursor === undefined ? {} : { cursor }) };
  const { data, meta } = await asker.ask("pollMessages", input);
  return {
    ids: data.messages.map(({ messageId }) => messageId),
    cursor: data.nextCursor,
    hasMore: meta.hasMore === true,
  };
}
async function drain(from: string, limit: number): Promise<{ readonly ids: string[]; readonly cursor: string }> {
  const ids: string[] = [];
  for (let cursor = from; ;) {
    const page = await poll(cursor, limit);
    ids.push(...page.ids);
    cursor = page.cursor;
    if (!page.hasMore) return { ids, cursor };
  }
}
async function say(count: number): Promise<string[]> {
  const messages = Array.from({ length: count }, (_, index) => ({ chatId: town.group, text: `m${index}` }));
  return (await town.emulator.post<{ ids: number[] }>("/messages", messages)).ids.map(String);
}

it("polls a chat that is not recorded: its newest messages, then each new one once, over service messages", async () => {
  const old = await say(30);
  const first = await poll();
  expect(first.ids).toEqual(old.slice(-20));
  const next = await say(25);
  const caughtUp = await until(async () => {
    const page = await drain(first.cursor, 10);
    return page.ids.length === 25 ? page : undefined;
  });
  expect(caughtUp.ids).toEqual(next);
  for (let count = 0; count < SERVICE_MESSAGES; count++)
    await asker.ask("pinMessage", { sessionId: SESSION, chatId: town.group, messageId: next[count % 25] ?? "" });
  const waiting = poll((await drain(caughtUp.cursor, 100)).cursor, 20, 20);
  const [late] = await say(1);
  expect((await waiting).ids).toEqual([late]);
  expect((await drain("t.0", 50)).ids).toEqual([...old, ...next, late]);
}, 60_000);

it("answers many who poll the same place with one question to Telegram", async () => {
  const { cursor } = await poll("latest");
  const asked = async (): Promise<number> => {
    const { calls } = await town.emulator.get<{ calls: Readonly<Record<string, number>> }>("/stats");
    return calls["messages.getHistory"] ?? 0;
  };
  await poll(cursor);
  const before = await asked();
  expect(before).toBeGreaterThan(0);
  await Promise.all(Array.from({ length: 50 }, () => poll(cursor)));
  expect((await asked()) - before).toBeLessThan(3);
});
