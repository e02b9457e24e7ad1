import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Box } from "../../world/box.ts";
import { type PageRequest, pageOf } from "./page.ts";

const PEER = -5;
const none: PageRequest = { offsetId: 0, offsetDate: 0, addOffset: 0, limit: 100, maxId: 0, minId: 0 };

const boxWith = (count: number, deleted: readonly number[] = []): Box => {
  const box = new Box();
  for (let id = 1; id <= count; id++) box.add({ id, date: 1000 + id, peer: PEER, text: `${id}` });
  box.delete(deleted, 5000);
  return box;
};

const idsOf = (box: Box, request: Partial<PageRequest>): number[] =>
  pageOf(box, PEER, { ...none, ...request }).messages.map(({ id }) => id);

describe("paging of history", () => {
  const box = boxWith(10, [5]);

  it.each<[string, Partial<PageRequest>, number[]]>([
    ["the newest", { limit: 3 }, [10, 9, 8]],
    ["before an id", { offsetId: 8, limit: 3 }, [7, 6, 4]],
    ["before a date", { offsetDate: 1008, limit: 2 }, [7, 6]],
    ["skipping some", { offsetId: 8, addOffset: 1, limit: 2 }, [6, 4]],
    ["around an id", { offsetId: 6, addOffset: -2, limit: 4 }, [7, 6, 4, 3]],
    ["newer than an id", { offsetId: 4, addOffset: -3, limit: 2 }, [7, 6]],
    ["between ids", { minId: 3, maxId: 8 }, [7, 6, 4]],
    ["past the end", { offsetId: 1 }, []],
  ])("%s", (_name, request, expected) => {
    expect(idsOf(box, request)).toEqual(expected);
  });

  it("agrees with the plain definition for any request", () => {
    const request = fc.record({
      offsetId: fc.integer({ min: 0, max: 34 }),
      offsetDate: fc.constant(0),
      addOffset: fc.integer({ min: -8, max: 8 }),
      limit: fc.integer({ min: 1, max: 12 }),
      maxId: fc.integer({ min: 0, max: 34 }),
      minId: fc.integer({ min: 0, max: 34 }),
    });
    fc.assert(
      fc.property(request, fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 }), (page, deleted) => {
        const sample = boxWith(30, deleted);
        const newestFirst = [...sample.messages.keys()].sort((a, b) => b - a);
        const index = page.offsetId > 0 ? newestFirst.findIndex((id) => id < page.offsetId) : 0;
        const start = Math.max(0, (index < 0 ? newestFirst.length : index) + page.addOffset);
        const expected = newestFirst
          .slice(start, start + page.limit)
          .filter((id) => (page.maxId <= 0 || id < page.maxId) && (page.minId <= 0 || id > page.minId));
        expect(idsOf(sample, page)).toEqual(expected);
      }),
    );
  });

  it("counts what exists", () => {
    expect(pageOf(box, PEER, { ...none, limit: 2 })).toMatchObject({ count: 9, isWhole: false });
    expect(pageOf(box, PEER, none, ({ text }) => text.includes("1"))).toMatchObject({ count: 2, isWhole: true });
  });
});
