import { expect, it } from "vitest";
import { Ring } from "./ring.ts";

it("keeps the newest, newest first, and tells what fell out", () => {
  const ring = new Ring<number>(3);
  expect(ring.push([1, 2])).toEqual([]);
  expect(ring.push([3, 4])).toEqual([1]);
  expect(ring.items).toEqual([4, 3, 2]);
  expect(ring.push([5, 6, 7, 8])).toEqual([5, 4, 3, 2]);
  expect(ring.items).toEqual([8, 7, 6]);
});

it("takes older items only as far as there is room", () => {
  const ring = new Ring<number>(3);
  ring.push([3, 4]);
  expect(ring.append([2, 1])).toEqual([2]);
  expect(ring.append([1])).toEqual([]);
  expect(ring.items).toEqual([4, 3, 2]);
});

it("replaces in place", () => {
  const ring = new Ring<{ key: string; value: number }>(3);
  ring.push([
    { key: "a", value: 1 },
    { key: "b", value: 2 },
  ]);
  ring.replace(new Map([["a", { key: "a", value: 9 }]]), ({ key }) => key);
  expect(ring.items.map(({ value }) => value)).toEqual([2, 9]);
});
