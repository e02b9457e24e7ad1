import { openSqliteArchive } from "@telewire/archive";
import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import { systemClock } from "@telewire/kit";
import { tempDirectory } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Idempotency } from "./idempotency.ts";
import type { Attempt } from "./idempotency.ts";

const stack = new AsyncDisposableStack();
let archive: Archive;
let running: string[] = [];
let count = 0;
beforeAll(async () => {
  const { path } = stack.use(await tempDirectory("telewire-idempotency-"));
  archive = stack.use(await openSqliteArchive({ file: `${path}/archive.sqlite`, contentPolicy: "all" }));
});
afterAll(() => stack.disposeAsync());

/** A node, as it runs from now on. */
const nodeOf = (nodeId: string): Idempotency =>
  new Idempotency(archive.records, systemClock, { nodeId, running: async () => running });
const newKey = (): string => `key-${++count}`;
/** A request that its node never brings to an end. */
const hung = (node: Idempotency, key: string): Promise<Attempt> =>
  new Promise((resolve) => {
    void node.once("caller", key, { text: "buy" }, "41", (attempt) => {
      resolve(attempt);
      return new Promise(() => undefined);
    });
  });
const answerOf = (node: Idempotency, key: string, answer: (attempt: Attempt) => string) =>
  node.once("caller", key, { text: "buy" }, "99", async (attempt) => answer(attempt));

it.each([
  ["that was started again", "node-1", ["node-1"]],
  ["that is gone", "node-2", ["node-2"]],
])("goes on from a node %s, with the same random ids, above what the chat had then", async (_what, nodeId, alive) => {
  const key = newKey();
  const lost = await hung(nodeOf("node-1"), key);
  running = alive;
  const { result } = await answerOf(
    nodeOf(nodeId),
    key,
    (attempt) => `sent as ${attempt.randomId(0)} above ${String(attempt.tried?.above)}`,
  );
  expect(result).toBe(`sent as ${lost.randomId(0)} above 41`);
  expect(await answerOf(nodeOf("node-3"), key, () => "sent again")).toEqual({ result, replayed: true });
});

it("waits for a node that is at it", async () => {
  const key = newKey();
  running = ["node-1", "node-2"];
  const { promise, resolve } = Promise.withResolvers<string>();
  const started = Promise.withResolvers<void>();
  const first = nodeOf("node-1").once("caller", key, { text: "buy" }, null, () => {
    started.resolve();
    return promise;
  });
  await started.promise;
  const second = answerOf(nodeOf("node-2"), key, () => "twice");
  resolve("once");
  expect(await first).toEqual({ result: "once", replayed: false });
  expect(await second).toEqual({ result: "once", replayed: true });
});

it.each([
  ["CHAT_NOT_FOUND", "sold"],
  ["TELEGRAM_TIMEOUT", "IDEMPOTENCY_MISMATCH"],
  ["ARCHIVE_UNAVAILABLE", "IDEMPOTENCY_MISMATCH"],
] as const)("after %s the key is answered for another request with: %s", async (code, outcome) => {
  const key = newKey();
  const node = nodeOf("node-1");
  const failing = answerOf(node, key, () => {
    throw new TelewireError(code);
  });
  await expect(failing).rejects.toMatchObject({ code });
  const other = node.once("caller", key, { text: "sell" }, null, async () => "sold");
  expect(await other.then(({ result }) => result).catch((error: TelewireError) => error.code)).toBe(outcome);
});
