import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startSolanaNode } from "../test/solana-node.ts";
import type { SolanaNode } from "../test/solana-node.ts";
import { Budget } from "./budget.ts";
import { RpcClient } from "./rpc-client.ts";

let first: SolanaNode;
let second: SolanaNode;

beforeAll(async () => {
  [first, second] = [await startSolanaNode(), await startSolanaNode()];
}, 60_000);
afterEach(() => first.breakWith(undefined));
afterAll(async () => {
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});

const providers = () => [
  { url: first.url, name: "first" },
  { url: second.url, name: "second" },
];
const ask = (client: RpcClient) => client.call("getMultipleAccounts", [[first.payer.address]]);

describe("JSON-RPC over several providers", () => {
  it("sends the calls of one turn as one batch, in parts of the largest size", async () => {
    const client = new RpcClient({ providers: providers(), maxBatch: 20 });
    const before = { ...first.seen };
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => ask(client)));
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(first.seen).toEqual({ requests: before.requests + 3, calls: before.calls + 50 });
    client.close();
  });

  it.each([
    ["an HTTP error", (respond: (status: number, body: string) => void) => respond(503, "")],
    ["a rate limit", (respond: (status: number, body: string) => void) => respond(429, "slow down")],
    ["what is no JSON", (respond: (status: number, body: string) => void) => respond(200, "<html>")],
    ["an answer to nothing", (respond: (status: number, body: string) => void) => respond(200, "[]")],
    [
      "its own limit",
      (respond: (status: number, body: string) => void) =>
        respond(200, JSON.stringify({ id: 1, error: { code: -32005, message: "limit exceeded" } })),
    ],
    ["silence", () => undefined],
  ])("asks the next provider when the first answers with %s", async (_name, broken) => {
    first.breakWith(broken);
    const client = new RpcClient({ providers: providers(), timeoutMs: 300 });
    expect(await ask(client)).toMatchObject({ ok: true });
    expect(client.stats()).toMatchObject([
      { provider: "first", failures: 1 },
      { provider: "second", failures: 0, calls: 1 },
    ]);
    client.close();
  });

  it("hands a real error of the call back, without asking elsewhere", async () => {
    const client = new RpcClient({ providers: providers() });
    expect(await client.call("noSuchMethod", [])).toEqual({
      ok: false,
      failure: "rpc-error",
      message: "Method not found",
    });
    expect(client.stats()[1]).toMatchObject({ calls: 0 });
    client.close();
  });

  it("leaves a broken provider alone until its breaker closes, and then uses it again", async () => {
    first.breakWith((respond) => respond(500, ""));
    const client = new RpcClient({ providers: providers(), breakAfter: 2, breakMs: 50 });
    for (let count = 0; count < 5; count++) expect((await ask(client)).ok).toBe(true);
    expect(client.stats()[0]).toMatchObject({ requests: 2, isOpen: true });
    first.breakWith(undefined);
    await expect
      .poll(async () => {
        await ask(client);
        return client.stats()[0]!.isOpen;
      })
      .toBe(false);
    client.close();
  });

  it("says so when nobody can be reached, and when it is closed", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const client = new RpcClient({ providers: [{ url: `http://127.0.0.1:${port}`, name: "gone" }] });
    expect(await ask(client)).toMatchObject({ ok: false, failure: "unavailable" });
    client.close();
    expect(await ask(client)).toMatchObject({ ok: false, failure: "aborted" });
  });

  it("spends no more than a provider's budget, and says when all are spent", async () => {
    const client = new RpcClient({
      providers: [
        { url: first.url, name: "first", budget: { callsPerDay: 3 } },
        { url: second.url, name: "second", budget: { callsPerDay: 1 } },
      ],
    });
    for (let count = 0; count < 4; count++) expect((await ask(client)).ok).toBe(true);
    expect(await ask(client)).toEqual({ ok: false, failure: "over-budget", message: "second is over its budget" });
    expect(client.stats().map(({ calls }) => calls)).toEqual([3, 1]);
    client.close();
  });
});

describe("a budget", () => {
  it("refills by the second and forgets by the day", () => {
    let time = 0;
    const budget = new Budget({ callsPerSecond: 2, callsPerDay: 10 }, { now: () => time, monotonic: () => time });
    expect([budget.take(4), budget.take(1)]).toEqual([true, false]);
    time = 1000;
    expect([budget.take(3), budget.take(2)]).toEqual([false, true]);
    time = 60_000;
    expect([budget.take(4), budget.take(1)]).toEqual([true, false]);
    time = 25 * 3_600_000;
    expect(budget.take(4)).toBe(true);
  });
});
