import { describe, expect, it } from "vitest";
import { AnomalyWatch } from "./anomalies.ts";
import type { Anomaly } from "./anomalies.ts";

const MINUTE = 60_000;
const observe = (watch: AnomalyWatch, { chatId, atMs, calls, ...rest }: ReturnType<typeof message>): Anomaly[] => [
  ...watch.message(chatId, atMs),
  ...watch.calls({ chatId, atMs, calls, ...rest }),
];
const message = (chatId: string, atMs: number, calls: string[] = [], senderId?: string) => ({
  chatId,
  atMs,
  calls,
  newCalls: calls,
  ...(senderId === undefined ? {} : { senderId }),
});

function quiet(watch: AnomalyWatch, minutes: number, perMinute: number): Anomaly[] {
  const found: Anomaly[] = [];
  for (let minute = 0; minute < minutes; minute++)
    for (let count = 0; count < perMinute; count++)
      found.push(...observe(watch, message("1", minute * MINUTE + count * 1000)));
  return found;
}

describe("anomalies", () => {
  it("stays silent while the rate is the usual one", () => {
    expect(quiet(new AnomalyWatch(), 60, 3)).toEqual([]);
  });

  it("reports a burst once a minute, with the figures to check it by", () => {
    const watch = new AnomalyWatch();
    quiet(watch, 30, 2);
    const found = Array.from({ length: 40 }, (_, index) =>
      observe(watch, message("1", 30 * MINUTE + index * 100)),
    ).flat();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: "message-rate", subject: "1" });
    expect(found[0]!.explanation).toMatch(/^6 messages in this chat in 60 s, usually 2 /);
  });

  it("sees one address posted in many chats at once, not one chat repeating itself", () => {
    const watch = new AnomalyWatch({ coordinatedChats: 3 });
    const found = ["1", "1", "1", "2", "3"].flatMap((chat, index) =>
      observe(watch, message(chat, index * 1000, ["solana:A"])),
    );
    expect(found).toEqual([
      expect.objectContaining({
        kind: "coordinated",
        subject: "solana:A",
        explanation: "3 chats posted this address within 2 s",
      }),
    ]);
    expect(
      ["1", "2", "3"].flatMap((chat, index) => observe(watch, message(chat, (index + 10) * 5 * MINUTE, ["solana:B"]))),
    ).toEqual([]);
  });

  it("sees a sender who suddenly calls much more than before", () => {
    const watch = new AnomalyWatch();
    const found: Anomaly[] = [];
    for (let minute = 0; minute < 20; minute++)
      found.push(...observe(watch, message("1", minute * MINUTE, [`k${minute}`], "ann")));
    expect(found).toEqual([]);
    for (let call = 0; call < 12; call++)
      found.push(...observe(watch, message("1", 20 * MINUTE + call, [`n${call}`], "ann")));
    expect(found.map((anomaly) => anomaly.kind)).toContain("sender-change");
  });

  it("sees a chat that calls much more than before, and one that turns to new addresses", () => {
    const kindsOf = (calls: (index: number) => { calls: string[]; newCalls: string[] }): string[] => {
      const watch = new AnomalyWatch();
      const at = (atMs: number, what: { calls: string[]; newCalls: string[] }) =>
        watch.calls({ chatId: "1", atMs, ...what });
      for (let minute = 0; minute < 20; minute++)
        at(minute * MINUTE, { calls: ["old"], newCalls: minute % 2 === 0 ? [`k${minute}`] : [] });
      return Array.from({ length: 12 }, (_, index) => at(20 * MINUTE + index, calls(index))).flatMap((found) =>
        found.map(({ kind }) => kind),
      );
    };
    expect(kindsOf(() => ({ calls: ["old"], newCalls: [] }))).toEqual(["call-rate"]);
    expect(kindsOf((index) => ({ calls: [`n${index}`], newCalls: [`n${index}`] }))).toEqual([
      "call-rate",
      "new-addresses",
    ]);
  });

  it("goes on after a restart as if nothing had happened, in bounded memory", () => {
    const watch = new AnomalyWatch({ maxSeries: 50 });
    for (let chat = 0; chat < 500; chat++) observe(watch, message(String(chat), chat, [`a${chat}`], `s${chat}`));
    expect(watch.size).toBeLessThanOrEqual(100);
    quiet(watch, 30, 2);
    const again = AnomalyWatch.fromState(JSON.parse(JSON.stringify(watch.toState())), { maxSeries: 50 });
    for (let index = 0; index < 20; index++) {
      const next = message("1", 30 * MINUTE + index);
      expect(observe(again, next)).toEqual(observe(watch, next));
    }
  });
});
