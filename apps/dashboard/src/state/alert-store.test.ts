import type { AlertEntry } from "@telewire/contracts";
import { expect, it } from "vitest";
import { AlertStore } from "./alert-store.ts";

function hit(
  id: number,
  sessionId: string,
  messageId: number,
): { type: "RULE_HIT"; id: string; data: AlertEntry; timestamp: number } {
  const source = { sessionId, chatId: "-1001", messageId: String(messageId) };
  return { type: "RULE_HIT", id: String(id), data: { id: String(id), source } as AlertEntry, timestamp: id };
}

it("keeps the newest hundred alerts, newest first, and nothing else", () => {
  const store = new AlertStore();
  let calls = 0;
  store.subscribe(() => calls++);
  for (let id = 1; id <= 101; id++) store.receive(hit(id, "a", id));
  store.receive({ type: "METRICS", id: null, data: {}, timestamp: 1 });
  const ids = store.getSnapshot().map(({ id }) => id);
  expect([ids.length, ids[0], ids.at(-1), calls]).toEqual([100, "101", "2", 101]);
});

it("shows what two sessions saw in one channel once", () => {
  const store = new AlertStore();
  store.receive(hit(1, "a", 7));
  store.receive(hit(2, "b", 7));
  expect(store.getSnapshot().map(({ id }) => id)).toEqual(["1"]);
});

it("puts what came before the page below what came since, each once", () => {
  const store = new AlertStore();
  store.receive(hit(9, "a", 9));
  store.load([hit(10, "b", 9), hit(8, "b", 8), hit(7, "a", 8), hit(6, "a", 6)].map(({ data }) => data));
  expect(store.getSnapshot().map(({ id }) => id)).toEqual(["9", "8", "6"]);
});
