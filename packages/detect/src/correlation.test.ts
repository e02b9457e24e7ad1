import { describe, expect, it } from "vitest";
import { Correlator, tickersOf } from "./correlation.ts";

let nextId = 0;
const call = (key: string, chain: string, more: object = {}) => ({
  key,
  chain,
  chatId: "1",
  messageId: String(nextId++),
  atMs: 1000,
  ...more,
});

describe("stories over chains", () => {
  it("joins a ticker called on two chains within the window, and says why", () => {
    const correlator = new Correlator({ windowMs: 1000 });
    expect(correlator.observe(call("solana:A", "solana", { ticker: "BLUB" }))).toBeUndefined();
    expect(correlator.observe(call("evm:B", "base", { ticker: "BLUB", atMs: 1500 }))).toMatchObject({
      ticker: "BLUB",
      members: [
        { key: "solana:A", reasons: [] },
        { key: "evm:B", reasons: ["same-ticker"] },
      ],
    });
    expect(correlator.observe(call("evm:C", "bsc", { ticker: "BLUB", atMs: 9999 }))).toBeUndefined();
  });

  it("does not take a copy of the ticker on the same chain for the token", () => {
    const correlator = new Correlator();
    correlator.observe(call("solana:A", "solana", { ticker: "BLUB" }));
    expect(correlator.observe(call("solana:B", "solana", { ticker: "BLUB" }))).toBeUndefined();
    expect(correlator.storyOf("solana:B")!.id).not.toBe(correlator.storyOf("solana:A")!.id);
  });

  it("joins by message, deployer and name, written differently", () => {
    const correlator = new Correlator();
    correlator.observe(call("evm:1", "ethereum", { messageId: "7" }));
    expect(correlator.observe(call("evm:2", "bsc", { messageId: "7" }))!.members[1]!.reasons).toEqual(["same-message"]);
    correlator.observe(call("evm:3", "ethereum", { deployer: "0xd" }));
    expect(correlator.observe(call("evm:4", "base", { deployer: "0xd", atMs: 1e12 }))!.members[1]!.reasons).toEqual([
      "same-deployer",
    ]);
    correlator.observe(call("evm:5", "ethereum", { name: "Moon Cat" }));
    expect(correlator.observe(call("tron:6", "tron", { name: "MOON-CAT" }))!.members[1]!.reasons).toEqual([
      "same-name",
    ]);
  });

  it("takes a bridge's word, keeps bounded, and survives a restart", () => {
    const correlator = new Correlator({ maxStories: 3 });
    for (let index = 0; index < 9; index++) correlator.observe(call(`k${index}`, "solana", { ticker: `T${index}` }));
    expect(correlator.size).toBe(3);
    expect(correlator.bridge(call("solana:X", "solana"), call("evm:Y", "base")).members[1]!.reasons).toEqual([
      "bridged",
    ]);
    const again = Correlator.fromState(JSON.parse(JSON.stringify(correlator.toState())));
    expect(again.storyOf("evm:Y")).toEqual(correlator.storyOf("evm:Y"));
    expect(again.observe(call("evm:Z", "base", { ticker: "T8" }))).toMatchObject({
      members: [{ key: "k8" }, { key: "evm:Z" }],
    });
  });

  it("reads tickers, but not those of money", () => {
    expect(tickersOf("buy $Blub with $SOL, $100 and $кот; a$b")).toEqual(["BLUB", "КОТ"]);
  });
});
