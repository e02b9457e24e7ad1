import { formatPosition, parsePosition } from "@telewire/contracts";
import { expect, it } from "vitest";
import { EntryQueue } from "./entry-queue.ts";
import { HotEntry } from "./hot-entry.ts";

const positionOf = (major: number): string =>
  formatPosition({ stream: "messages", epoch: "e", partition: 0, major, minor: 0 });

function entryAt(major: number): HotEntry {
  const record = { position: positionOf(major), stream: "messages", partition: 0, kind: "message" } as const;
  return new HotEntry({ ...record, sessionId: "s", chatId: "c", json: "{}" });
}

it("gives what is after a position, whatever was taken out before", () => {
  const queue = new EntryQueue();
  const majors = (from: number | null, limit: number): number[] =>
    queue.after(from === null ? null : parsePosition(positionOf(from)), limit).map(({ parts }) => parts.major);
  for (let major = 10; major <= 50_000; major += 10) queue.push(entryAt(major));
  for (let taken = 10; taken <= 40_000; taken += 10) expect(queue.shift()?.parts.major).toBe(taken);
  expect(queue.size).toBe(1000);
  expect(queue.first?.parts.major).toBe(40_010);
  expect(majors(null, 2)).toEqual([40_010, 40_020]);
  expect(majors(5, 1)).toEqual([40_010]);
  expect(majors(49_975, 9)).toEqual([49_980, 49_990, 50_000]);
  expect(majors(50_000, 9)).toEqual([]);
  while (queue.shift() !== undefined);
  expect([queue.size, queue.first, majors(null, 1)]).toEqual([0, undefined, []]);
});
