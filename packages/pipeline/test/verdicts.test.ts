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
    }
    await using world = await setUp([token], folder.path);
    world.verdicts.start();
    world.verdicts.resume("b", world.publish);
    expect(world.asked()).toBe(0);
    world.verdicts.resume("a", world.publish);
    await until(() => world.published.length === 1);
    expect(world.published[0]).toMatchObject({ kind: "detectionUpdate", address: MINT, validation: token });
  });
});

async function setUp(answers: readonly (Validation | Promise<Validation>)[], directory?: string) {
  const stack = new AsyncDisposableStack();
  const node = stack.use(await InsightNode.open(directory ?? stack.use(await tempDirectory()).path));
  const left = [...answers];
  const published: NewDetectionEntry[] = [];
  const publish = ({ json }: NewRecord): void => void published.push(JSON.parse(json) as NewDetectionEntry);
  const verdicts = new Verdicts({
    state: node.service.state,
    validator: { validate: async () => left.shift() ?? token, close: () => undefined },
    metrics: new NodeMetrics(),
    logger: silentLogger,
    clock: { now: () => START + 60_000, monotonic: () => 0 },
    againAfterMs: [1, 1],
  });
  stack.defer(() => verdicts.close());
  return {
    node,
    verdicts,
    published,
    publish,
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
        publish,
      );
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
