import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpreadTracker } from "./spread.ts";
import type { SpreadSlice } from "./spread.ts";

const source = (chatId: string, messageId: string) => ({ sessionId: "s", chatId, messageId });
const call = (key: string, chatId: string, messageId: string, atMs: number, senderId = "u") => ({
  key,
  source: source(chatId, messageId),
  senderId,
  atMs,
});

describe("spread of an address", () => {
  it("names the first caller, counts messages and chats, and the calls of the last minute", () => {
    const tracker = new SpreadTracker();
    expect(tracker.observe(call("A", "1", "10", 1000, "ann"))).toMatchObject({
      isFirst: true,
      isFirstInChat: true,
      occurrences: 1,
      spread: 1,
    });
    expect(tracker.observe(call("A", "2", "5", 30_000, "bob"))).toMatchObject({
      isFirst: false,
      isFirstInChat: true,
      occurrences: 2,
      spread: 2,
      callsPerMinute: 2,
    });
    expect(tracker.observe(call("A", "1", "11", 70_000))).toMatchObject({
      isFirstInChat: false,
      occurrences: 3,
      occurrencesInChat: 2,
      spread: 2,
      callsPerMinute: 2,
      firstCaller: { senderId: "ann", messageId: "10" },
    });
  });

  it("counts a message once, however often it is delivered or edited", () => {
    const tracker = new SpreadTracker();
    tracker.observe(call("A", "1", "10", 1000));
    expect(tracker.observe(call("A", "1", "10", 1000))).toMatchObject({ isRepeat: true, occurrences: 1 });
  });

  it("takes back what is deleted or edited away, and hands the first call to the next", () => {
    const tracker = new SpreadTracker();
    tracker.observe(call("A", "1", "10", 1000));
    tracker.observe(call("B", "1", "10", 1000));
    tracker.observe(call("A", "2", "7", 2000));
    expect(tracker.retract(source("1", "10"), new Set(["B"]))).toEqual(["A"]);
    expect(tracker.report("A", 3000)).toMatchObject({ occurrences: 1, firstCaller: { chatId: "2" } });
    expect(tracker.retract(source("1", "10"))).toEqual(["B"]);
    expect(tracker.report("B", 3000)).toBeUndefined();
  });

  it("is first again after the windows have passed", () => {
    const tracker = new SpreadTracker({ globalWindowMs: 1000, chatWindowMs: 500 });
    tracker.observe(call("A", "1", "1", 0));
    expect(tracker.observe(call("A", "1", "2", 600))).toMatchObject({ isFirst: false, isFirstInChat: true });
    expect(tracker.observe(call("A", "1", "3", 5000))).toMatchObject({ isFirst: true, occurrences: 1 });
  });

  it("keeps memory bounded: the address unseen for longest is forgotten", () => {
    const tracker = new SpreadTracker({ maxAddresses: 2 });
    for (const key of ["A", "B", "A", "C"]) tracker.observe(call(key, "1", `${key}${tracker.size}`, 1));
    expect(tracker.size).toBe(2);
    expect(tracker.report("B", 2)).toBeUndefined();
  });

  it("goes on after a restart as if nothing had happened, from slices that were taken while it went on", () => {
    const step = fc.record({
      key: fc.constantFrom("A", "B", "C"),
      chat: fc.constantFrom("1", "2"),
      message: fc.integer({ min: 1, max: 9 }),
      at: fc.integer({ min: 0, max: 10_000 }),
      isDelete: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(40), (steps, restart) => {
        const whole = new SpreadTracker({ globalWindowMs: 4000 });
        let split = new SpreadTracker({ globalWindowMs: 4000 });
        let slices: Iterator<SpreadSlice, void> | undefined;
        let taken: SpreadSlice[] = [];
        steps.forEach(({ key, chat, message, at, isDelete }, index) => {
          if (index === restart) slices = split.slices(2);
          const next = slices?.next();
          if (next?.done === false) taken.push(next.value);
          if (next?.done === true) {
            taken.push(split.lastSlice());
            split = new SpreadTracker({ globalWindowMs: 4000 });
            for (const slice of JSON.parse(JSON.stringify(taken)) as SpreadSlice[]) split.restore(slice);
            [slices, taken] = [undefined, []];
          }
          const act = (tracker: SpreadTracker) =>
            isDelete
              ? tracker.retract(source(chat, String(message))).toSorted()
              : tracker.observe(call(key, chat, String(message), at));
          expect(act(split)).toEqual(act(whole));
        });
      }),
    );
  });
});
