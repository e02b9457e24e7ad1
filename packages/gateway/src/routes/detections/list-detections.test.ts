import type { DetectionEntry } from "@telewire/contracts";
import { expect, it } from "vitest";
import { ALICE, call, CHAT, startGateway } from "../../../test/gateway-fixture.ts";

const EVM = "0x52908400098527886E0F7030069857D2E4169EE7";
const TON = "EQBeoAkmNEMyKbuyWoGGZlIOsQiEdcaRrPe5MSHsjAJK60YJ";

it("finds a detection by any spelling of its address", async () => {
  await using fixture = await startGateway();
  const token = await fixture.token();
  const found = (messageId: string, address: string, display: string) => {
    const position = `d.e.0.${messageId}-0`;
    const entry: DetectionEntry = {
      id: position,
      schemaVersion: "1.0.0",
      kind: "detection",
      family: address.startsWith("0x") ? "evm" : "ton",
      address,
      display,
      role: "token",
      surface: "text",
      transforms: [],
      confidence: 0.9,
      reasons: [],
      flags: [],
      source: { sessionId: ALICE, chatId: CHAT, messageId },
      firstSeen: "2026-01-01T00:00:00.000Z",
      occurrences: 1,
      trace: { telegramDate: "2026-01-01T00:00:00.000Z", receivedAt: 1, appendedAt: 2 },
    };
    return { position, sessionId: ALICE, chatId: CHAT, json: JSON.stringify(entry) };
  };
  const raw = "0:5ea0092634433229bbb25a818666520eb1088475c691acf7b93121ec8c024aeb";
  await fixture.archive.detections.write([found("1", EVM.toLowerCase(), EVM), found("2", raw, TON)]);
  const listed = async (address: string): Promise<string[]> => {
    const url = `${fixture.url}/api/v1/detections?address=${encodeURIComponent(address)}`;
    const { detections } = (await call(url, { token })).data as { detections: DetectionEntry[] };
    return detections.map(({ display }) => display);
  };
  for (const spelling of [EVM, EVM.toLowerCase()]) expect(await listed(spelling)).toEqual([EVM]);
  for (const spelling of [TON, raw]) expect(await listed(spelling)).toEqual([TON]);
  expect(await listed("0xnothing")).toEqual([]);
});
