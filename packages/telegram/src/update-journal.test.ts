import type { NewMessageEntry } from "@telewire/contracts";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { UpdateJournal } from "./update-journal.ts";
import type { UpdateBatch } from "./update-sink.ts";

const event = (id: number) => ({ messageId: String(id) }) as NewMessageEntry;

function fixture(maxPending: number) {
  const batches: { readonly batch: UpdateBatch; readonly done: PromiseWithResolvers<void> }[] = [];
  const calls: string[] = [];
  const journal = new UpdateJournal({
    sessionId: "s",
    sink: {
      commit(batch) {
        const done = Promise.withResolvers<void>();
        batches.push({ batch, done });
        return done.promise;
      },
    },
    maxPending,
    collectState: (set) => set("common", `after ${batches.length}`),
    onCommitted: (count) => calls.push(`committed ${count}`),
    onStalled: () => calls.push("stalled"),
    onDrained: () => calls.push("drained"),
    onRejected: () => calls.push("rejected"),
  });
  return { journal, batches, calls };
}

it("cuts what one turn brought into one batch, with the state after it", async () => {
  const { journal, batches } = fixture(10);
  journal.add(event(1));
  await Promise.resolve();
  journal.add(event(2));
  journal.set("peer:1", "x");
  expect(batches).toHaveLength(0);
  await setImmediate();
  expect(batches.map(({ batch }) => batch)).toEqual([
    { sessionId: "s", events: [event(1), event(2)], state: { "peer:1": "x", common: "after 0" } },
  ]);
});

it("tells when the sink owes too much, and when it is through", async () => {
  const { journal, batches, calls } = fixture(2);
  for (const id of [1, 2, 3, 4]) journal.add(event(id));
  expect(calls).toEqual(["stalled"]);
  let isReady = false;
  const ready = journal.ready().then(() => (isReady = true));
  await setImmediate();
  expect(isReady).toBe(false);
  batches[0]?.done.resolve();
  await ready;
  expect(calls).toEqual(["stalled", "committed 4", "drained"]);
  expect(journal.pending).toBe(0);
});

it("hands nothing over after a batch was refused", async () => {
  const { journal, batches, calls } = fixture(10);
  journal.add(event(1));
  await setImmediate();
  batches[0]?.done.reject(new Error("stale"));
  await setImmediate();
  journal.add(event(2));
  await setImmediate();
  expect(calls).toEqual(["rejected"]);
  expect(batches).toHaveLength(1);
});
