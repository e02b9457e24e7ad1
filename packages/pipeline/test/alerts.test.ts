import { RuleRecords } from "@telewire/archive";
import type { RuleRow } from "@telewire/archive";
import type { AlertEntry } from "@telewire/contracts";
import { tempDirectory, until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { edited, InsightNode, MINT, post, START } from "./insight-node.ts";

const rule = (ruleId: string, fields: Partial<RuleRow>): RuleRow => ({
  ruleId,
  ownerId: "key",
  name: `rule ${ruleId}`,
  kind: "keyword",
  pattern: "",
  chats: [],
  isCaseSensitive: false,
  isWholeWord: true,
  isEnabled: true,
  createdAt: START,
  updatedAt: START,
  ...fields,
});

async function alertsOf(node: InsightNode): Promise<AlertEntry[]> {
  const records = await node.log.read("alerts", 0, null, { limit: 1000 });
  return records.map(({ json }) => JSON.parse(json) as AlertEntry);
}

describe("alerts", () => {
  it("takes changes of rules while it runs, and raises a hit once a message", async () => {
    await using folder = await tempDirectory();
    await using node = await InsightNode.open(folder.path);
    const rules = new RuleRecords(node.archive.records);
    await node.receive(post(1, 1, 0, "airdrop"));
    await rules.put(rule("k", { pattern: "airdrop" }));
    await rules.put(rule("r", { kind: "regex", pattern: "stealth\\s+launch", chats: ["-1002"] }));
    const isInForce = (): boolean =>
      node.service.rules.hits({ text: "stealth launch", entities: [], surfaces: {} }, "-1002").length > 0;
    await until(isInForce);
    const event = post(1, 2, 1, "big AIRDROP, stealth launch");
    await node.receive(event);
    await node.receive(edited(event, "big airdrop today", 2));
    await node.receive(post(2, 3, 3, "Stealth  launch"));
    await rules.delete("r");
    await until(() => !isInForce());
    await node.receive(post(2, 4, 4, "stealth launch"));
    expect((await alertsOf(node)).map(({ kind, source, rule: hit }) => [kind, source.messageId, hit])).toEqual([
      [
        "ruleHit",
        "2",
        {
          ruleId: "k",
          name: "rule k",
          ownerId: "key",
          surface: "text",
          span: { offset: 4, length: 7 },
          match: "AIRDROP",
        },
      ],
      ["ruleHit", "3", expect.objectContaining({ ruleId: "r", match: "Stealth  launch" })],
    ]);
  });

  it("tells of one address in many chats at once, also when a restart falls between", async () => {
    await using folder = await tempDirectory();
    {
      await using node = await InsightNode.open(folder.path);
      for (const chat of [1, 2, 3]) await node.receive(post(chat, 1, chat, MINT));
      expect(await alertsOf(node)).toEqual([]);
    }
    await using node = await InsightNode.open(folder.path);
    await node.receive(post(4, 1, 9, MINT));
    await node.receive({ ...post(4, 1, 9, MINT), sessionId: "b" });
    expect(await alertsOf(node)).toMatchObject([
      {
        kind: "anomaly",
        source: { sessionId: "a", chatId: "-1004" },
        anomaly: {
          type: "coordinated",
          subject: `solana:${MINT}`,
          explanation: "4 chats posted this address within 8 s",
        },
      },
    ]);
  });

  it("tells of a burst of messages in a chat, not of a gap that is filled", async () => {
    await using folder = await tempDirectory();
    await using node = await InsightNode.open(folder.path);
    let id = 0;
    for (let minute = 0; minute < 10; minute++) await node.receive(post(1, ++id, minute * 60, "gm"));
    for (let count = 0; count < 12; count++)
      await node.receive({ ...post(1, ++id, 600 + count, "old"), backfilled: true });
    expect(await alertsOf(node)).toEqual([]);
    for (let count = 0; count < 12; count++) await node.receive(post(1, ++id, 600 + count, "now"));
    expect((await alertsOf(node)).map(({ anomaly }) => anomaly?.type)).toEqual(["message-rate"]);
  });
});
