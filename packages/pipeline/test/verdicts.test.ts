import type { NewDetectionEntry, Validation } from "@telewire/contracts";
import { silentLogger } from "@telewire/kit";
import type { NewRecord } from "@telewire/log";
import { tempDirectory, until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { Verdicts } from "../src/insight/verdicts.ts";
import { NodeMetrics } from "../src/metrics/node-metrics.ts";
import { deleted, InsightNode, MINT, post, START } from "./insight-node.ts";

const answer = (status: Validation["status"], kind?: string): Validation => ({
  status,
  chain: "solana",
  ...(kind === undefined ? {} : { kind }),
  reasons: [status === "unknown" ? "rpc-unavailable" : "mint-layout"],
  checkedAt: START,
});
const empty = answer("refuted", "empty");
const token = answer("confirmed", "token");

describe("Verdicts", () => {
  it("asks again about what is not there yet, and takes the reproach back", async () => {
    await using world = await setUp([empty, empty, token]);
    const { published, node } = world;
    await world.receive(post(1, 10, 0, MINT));
    await until(() => published.length === 2);
    expect(published.map(({ validation }) => validation)).toEqual([empty, token]);
    const reputation = node.service.state.reputations.of("sender", "5", START);
    expect(reputation.counts).toMatchObject({ valid: 1, missing: 0 });
  });

  it("says that nobody could tell only after it asked for the last time", async () => {
    await using world = await setUp([answer("unknown"), answer("unknown"), answer("unknown")]);
    await world.receive(post(1, 10, 0, MINT));
    await until(() => world.published.length === 1);
    expect(world.asked()).toBe(3);
    expect(world.published[0]?.validation?.status).toBe("unknown");
  });

  it("says nothing of a call that was taken back meanwhile", async () => {
    const gate = Promise.withResolvers<Validation>();
    await using world = await setUp([gate.promise]);
    await world.receive(post(1, 10, 0, MINT));
    await world.node.receive(deleted(post(1, 10, 0, MINT)));
    gate.resolve(token);
    await gate.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.published).toEqual([]);
  });

  it("asks after a restart about what it left without a verdict", async () => {
    await using folder = await tempDirectory();
    {
      await using node = await InsightNode.open(folder.path);
      await node.receive(post(1, 10, 0, MINT));
      await node.receive(post(1, 11, 0, MINT));
      await node.receive(deleted(post(1, 11, 0, MINT)));
    }
    await using world = await setUp([token], folder.path);
    await until(() => world.published.length === 1);
    expect(world.published[0]).toMatchObject({ kind: "detectionUpdate", address: MINT, validation: token });
    expect(world.published[0]?.source.messageId).toBe("10");
  });

  it("goes on with what another living node left, which then keeps silent", async () => {
    const gate = Promise.withResolvers<Validation>();
    await using first = await setUp([gate.promise]);
    await first.receive(post(1, 10, 0, MINT));
    await until(() => first.asked() === 1);
    first.verdicts.release("a");
    gate.resolve(token);
    await gate.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(first.published).toEqual([]);
    await using next = await setUp([token], undefined, first.node);
    await until(() => next.published.length === 1);
    expect(next.published).toMatchObject([{ address: MINT, validation: token }]);
  });

  it("asks again about what a predecessor found empty a moment ago", async () => {
    await using folder = await tempDirectory();
    {
      await using world = await setUp([empty], folder.path, undefined, []);
      await world.receive(post(1, 10, 0, MINT));
      await until(() => world.published.length === 1);
      await world.write();
    }
    await using world = await setUp([token], folder.path);
    await until(() => world.published.length === 1);
    expect(world.published[0]?.validation).toEqual(token);
  });

  it("leaves nothing out when more comes than can be asked at once", async () => {
    await using world = await setUp([], undefined, undefined, [], 3);
    const events = Array.from({ length: 40 }, (_, index) => post(1, index + 1, index, MINT));
    await Promise.all(events.map((event) => world.receive(event)));
    await until(() => world.published.length === events.length);
    expect(new Set(world.published.map(({ source }) => source.messageId)).size).toBe(events.length);
  });
});

/** A node that owns session `a`; with `on`, another one over the same log. */
async function setUp(
  answers: readonly (Validation | Promise<Validation>)[],
  directory?: string,
  on?: InsightNode,
  againAfterMs: readonly number[] = [1, 1],
  maxUnderWay?: number,
) {
  const stack = new AsyncDisposableStack();
  const node = on ?? stack.use(await InsightNode.open(directory ?? stack.use(await tempDirectory()).path));
  const left = [...answers];
  const published: NewDetectionEntry[] = [];
  const records: NewRecord[] = [];
  const publish = (record: NewRecord): void => {
    records.push(record);
    published.push(JSON.parse(record.json) as NewDetectionEntry);
  };
  const verdicts = new Verdicts({
    log: node.log,
    state: node.service.state,
    validator: { validate: async () => left.shift() ?? token, close: () => undefined },
    metrics: new NodeMetrics(),
    logger: silentLogger,
    clock: { now: () => START + 60_000, monotonic: () => 0 },
    againAfterMs,
    ...(maxUnderWay === undefined ? {} : { maxUnderWay }),
  });
  stack.defer(() => verdicts.close());
  verdicts.adopt("a", publish);
  return {
    node,
    verdicts,
    published,
    write: () => node.write("a", records),
    asked: () => answers.length - left.length,
    receive: async (event: Parameters<InsightNode["receive"]>[0]): Promise<void> => {
      const entries = await node.receive(event);
      verdicts.follow(
        entries.map((entry) => ({
          stream: "detections",
          kind: entry.kind as "detection",
          chatId: entry.source.chatId,
          json: JSON.stringify(entry),
        })),
      );
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
