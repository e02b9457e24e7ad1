import type { DetectionEntry, ServerFrame } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { startEvmNode, tokenArguments } from "../../../packages/validate/test/evm-node.ts";
import { startSolanaNode } from "../../../packages/validate/test/solana-node.ts";
import { ServerProcess, World } from "./fixture.ts";

const NOTHING_THERE = "0x6982508145454ce325ddbe47a25d4ec3d2311933";

describe("validation on chain", () => {
  it("follows each detection as an update, over log, WebSocket and archive", { timeout: 90_000 }, async () => {
    await using solana = await startSolanaNode();
    await using evm = await startEvmNode();
    const { mint } = await solana.createMint({ decimals: 6, supply: 1000n, keepsMintAuthority: true });
    const token = await evm.deploy("Token", tokenArguments("Moon Cat", "MCAT", 9, 10n ** 18n));
    await using world = await World.create(1);
    await using server = await ServerProcess.start({
      ...world.env,
      TELEWIRE_SOLANA_RPC_URLS: solana.url,
      TELEWIRE_EVM_RPC_URLS: JSON.stringify({ ethereum: [evm.url] }),
    });
    const accessToken = await world.token(server);
    await server.logIn(world.emulator, accessToken, "ann");
    const frames: ServerFrame[] = [];
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/v1/realtime/detections`, [
      "telewire.v1",
      `bearer.${accessToken}`,
    ]);
    socket.addEventListener("message", ({ data }) => void frames.push(JSON.parse(String(data)) as ServerFrame));
    await until(() => frames.some(({ type }) => type === "HELLO"));
    const [chatId = ""] = world.chatIds;
    await world.emulator.post(
      "/messages",
      [`buy ${mint}`, `$MCAT on ethereum ${token}`, `on ethereum ${NOTHING_THERE}`].map((text) => ({ chatId, text })),
    );
    const updates = await until(
      () => {
        const found = frames.filter((frame) => frame.type === "DETECTION_UPDATED");
        return found.length === 3 ? found.map(({ data }) => data) : undefined;
      },
      { timeoutMs: 20_000, what: "three updates" },
    );
    socket.close();
    const of = (address: string): DetectionEntry | undefined =>
      updates.find((entry) => entry.address === address || entry.address === address.toLowerCase());
    expect(of(mint)?.validation).toMatchObject({
      status: "confirmed",
      chain: "solana",
      kind: "token",
      token: { decimals: 6, supply: "1000", standard: "spl-token" },
    });
    expect(of(token)?.validation).toMatchObject({
      status: "confirmed",
      chain: "ethereum",
      token: { name: "Moon Cat", symbol: "MCAT", decimals: 9 },
    });
    expect(of(NOTHING_THERE)?.validation).toMatchObject({ status: "refuted", kind: "empty" });
    for (const { address } of updates) {
      const ofAddress = frames.filter(
        (frame) => frame.type.startsWith("DETECTION") && (frame.data as DetectionEntry).address === address,
      );
      expect(ofAddress.map(({ type }) => type)).toEqual(["DETECTION", "DETECTION_UPDATED"]);
    }
    await until(async () => {
      const { data } = await server.call<{ detections: DetectionEntry[] }>(
        "GET",
        "/api/v1/detections",
        undefined,
        accessToken,
      );
      return data.detections.filter(({ validation }) => validation !== undefined).length === 3;
    });
  });
});
