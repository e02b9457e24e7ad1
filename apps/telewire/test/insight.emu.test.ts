import type { AlertEntry, DetectionEntry, ServerFrame } from "@telewire/contracts";
import { until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { ServerProcess, World } from "./fixture.ts";

const MINT = "7GCihgDB8fe6KNjn2MYtkzZcRjQy3t9GHdC8uHYmW2hr";
const OTHER = "0x6982508145454ce325ddbe47a25d4ec3d2311933";

describe("insight over a real server", () => {
  it("goes on counting after a kill, and retracts what was called before it", { timeout: 60_000 }, async () => {
    await using world = await World.create(3);
    await using server = await ServerProcess.start(world.env);
    const token = await world.token(server);
    await server.logIn(world.emulator, token, "ann");
    const [first = "", second = "", third = ""] = world.chatIds;
    const say = async (chatId: string, text: string): Promise<number> =>
      (await world.emulator.post<{ ids: [number] }>("/messages", { chatId, text })).ids[0];
    const found = (count: number, is: (entry: DetectionEntry) => boolean): Promise<DetectionEntry[]> =>
      until(
        async () => {
          const { data } = await server.call<{ detections: DetectionEntry[] }>(
            "GET",
            "/api/v1/detections",
            undefined,
            token,
          );
          const entries = data.detections.filter(is);
          return entries.length >= count ? entries : undefined;
        },
        { timeoutMs: 20_000, what: `${count} detections: ${is.toString()}` },
      );
    const isCall = ({ kind, address }: DetectionEntry): boolean => kind === "detection" && address === MINT;

    const early = await say(first, `buy ${MINT}`);
    await say(second, `${MINT} now`);
    expect((await found(2, isCall))[0]).toMatchObject({ occurrences: 2, spread: { chats: 2 } });

    await server.signal("SIGKILL");
    const late = await say(third, "nothing yet");
    await server.restart();
    await server.untilLive(token, "ann");
    await say(third, `even ${MINT}`);
    const [newest] = await found(3, isCall);
    expect(newest).toMatchObject({
      occurrences: 3,
      spread: {
        isFirst: false,
        isFirstInChat: true,
        chats: 3,
        firstCaller: { chatId: first, messageId: String(early) },
      },
    });

    const read = async (path: string): Promise<unknown> =>
      (await server.call<unknown>("GET", `/api/v1/${path}`, undefined, token)).data;
    expect(await read(`addresses/solana/${MINT}`)).toMatchObject({
      spread: { occurrences: 3, chats: 3, firstCaller: { chatId: first } },
      story: null,
    });
    expect(await read(`reputations/channel/${first}`)).toMatchObject({
      explanation: [expect.stringContaining("called first"), expect.stringContaining("taken up by other chats")],
    });
    await world.emulator.call("DELETE", "/messages", { chatId: first, ids: [early] });
    await world.emulator.call("PATCH", `/messages/${late}`, { chatId: third, text: `here: ${OTHER}` });
    await found(1, ({ kind, address, source }) => kind === "retraction" && address === MINT && source.chatId === first);
    await found(1, ({ kind, address }) => kind === "detection" && address === OTHER);
  });

  it(
    "raises a rule's hit on the topic soon after the rule was made, and replays it over the archive",
    { timeout: 60_000 },
    async () => {
      await using world = await World.create(1);
      await using server = await ServerProcess.start(world.env);
      const token = await world.token(server);
      await server.logIn(world.emulator, token, "ann");
      const [chatId = ""] = world.chatIds;
      const hits: string[] = [];
      const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/v1/realtime/alerts`, [
        "telewire.v1",
        `bearer.${token}`,
      ]);
      const opened = Promise.withResolvers<void>();
      socket.addEventListener("message", ({ data }) => {
        const frame = JSON.parse(String(data)) as ServerFrame;
        if (frame.type === "HELLO") opened.resolve();
        if (frame.type === "RULE_HIT") hits.push(frame.data.rule?.match ?? "");
      });
      await opened.promise;
      const rule = { name: "launches", kind: "regex", pattern: "stealth\\s+launch in \\d+" };
      const made = await server.call<{ ruleId: string }>("POST", "/api/v1/rules", rule, token);
      let said = 0;
      await until(
        async () => {
          await world.emulator.post("/messages", { chatId, text: `gm, Stealth launch in ${++said} minutes` });
          return hits.length > 0;
        },
        { timeoutMs: 20_000, intervalMs: 200, what: "a hit" },
      );
      socket.close();
      const listed = await server.call<{ alerts: AlertEntry[] }>(
        "GET",
        "/api/v1/alerts?kinds=ruleHit",
        undefined,
        token,
      );
      expect(listed.data.alerts.map(({ rule: hit }) => hit?.match)).toContain(hits[0]);
      expect(hits[0]).toMatch(/^Stealth launch in \d+$/);
      await until(async () => {
        const replayed = await server.call<{ hits: unknown[] }>(
          "POST",
          `/api/v1/rules/${made.data.ruleId}/replay`,
          { sessionId: "ann" },
          token,
        );
        return replayed.data.hits.length === said;
      });
    },
  );
});
