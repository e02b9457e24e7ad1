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

  it("takes a bridge's word, whichever side is called first, and for two that it minted for one", () => {
    for (const isOriginFirst of [true, false]) {
      const correlator = new Correlator();
      const origin = call("evm:O", "ethereum");
      const wrapped = call("solana:W", "solana", { bridgedFrom: "evm:O", atMs: 1e12 });
      correlator.observe(isOriginFirst ? origin : wrapped);
      expect(correlator.observe(isOriginFirst ? wrapped : origin)!.members[1]!.reasons).toEqual(["bridged"]);
      expect(correlator.observe(call("evm:V", "base", { bridgedFrom: "evm:O" }))!.members).toHaveLength(3);
    }
  });

  it("makes two stories one when it is learned later that they are", () => {
    const correlator = new Correlator();
    for (const [key, chain] of [
      ["solana:A", "solana"],
      ["evm:B", "base"],
      ["evm:C", "bsc"],
    ] as const)
      expect(correlator.observe(call(key, chain))).toBeUndefined();
    const learned = (key: string, chain: string, what: object) => correlator.observe(call(key, chain, what));
    expect(learned("solana:A", "solana", { name: "Moon Cat" })).toBeUndefined();
    expect(learned("evm:B", "base", { name: "moon cat", deployer: "0xd" })!.members).toMatchObject([
      { key: "solana:A", reasons: [] },
      { key: "evm:B", reasons: ["same-name"] },
    ]);
    expect(learned("evm:C", "bsc", { deployer: "0xd" })!.members[2]).toMatchObject({
      key: "evm:C",
      reasons: ["same-deployer"],
    });
    expect(correlator.size).toBe(1);
    expect(correlator.observe(call("tron:D", "tron", { name: "Moon Cat" }))!.id).toBe("solana:A");
    const again = Correlator.fromState(JSON.parse(JSON.stringify(correlator.toState())));
    expect(again.storyOf("evm:C")).toEqual(correlator.storyOf("evm:C"));
  });

  it("keeps bounded, and survives a restart with what leads to a story", () => {
    const correlator = new Correlator({ maxStories: 3 });
    for (let index = 0; index < 9; index++)
      correlator.observe(
        call(`k${index}`, "solana", { ticker: `T${index}`, deployer: `0x${index}`, bridgedFrom: "o" }),
      );
    expect(correlator.size).toBeLessThanOrEqual(3);
    for (let index = 0; index < 9; index++)
      correlator.observe(call(`l${index}`, "solana", { ticker: `U${index}`, deployer: `0xa${index}` }));
    expect(correlator.size).toBe(3);
    const again = Correlator.fromState(JSON.parse(JSON.stringify(correlator.toState())));
    expect(again.observe(call("evm:Z", "base", { ticker: "U8" }))).toMatchObject({
      members: [{ key: "l8" }, { key: "evm:Z" }],
    });
    expect(again.observe(call("evm:Y", "base", { deployer: "0xa7" }))).toMatchObject({
      members: [{ key: "l7" }, { key: "evm:Y", reasons: ["same-deployer"] }],
    });
  });

  it("reads tickers, but not those of money", () => {
    expect(tickersOf("buy $Blub with $SOL, $100 and $кот; a$b")).toEqual(["BLUB", "КОТ"]);
  });
});
