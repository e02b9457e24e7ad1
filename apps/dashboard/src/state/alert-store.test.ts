import type { AlertEntry } from "@telewire/contracts";
import { expect, it } from "vitest";
import { AlertStore } from "./alert-store.ts";

it("keeps the newest hundred alerts, newest first, and nothing else", () => {
  const store = new AlertStore();
  let calls = 0;
  store.subscribe(() => calls++);
  for (let id = 1; id <= 101; id++)
    store.receive({ type: "RULE_HIT", id: String(id), data: { id: String(id) } as AlertEntry, timestamp: id });
  store.receive({ type: "METRICS", id: null, data: {}, timestamp: 1 });
  const ids = store.getSnapshot().map(({ id }) => id);
  expect([ids.length, ids[0], ids.at(-1), calls]).toEqual([100, "101", "2", 101]);
});
