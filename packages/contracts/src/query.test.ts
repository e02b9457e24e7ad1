import { expect, it } from "vitest";
import { z } from "zod";
import { flag, integer, list } from "./query.ts";

const problem = (schema: z.ZodType, value: unknown): string | undefined =>
  schema.safeParse(value).error?.issues[0]?.message;

it("reads what stands in a query as text, and tells what is wanted instead of what it cannot read", () => {
  const limit = integer(1, 100);
  expect([limit.parse("5"), limit.parse(5)]).toEqual([5, 5]);
  for (const wrong of ["", "0", "101", "1.5", "1e2", "-1", " 5", 1.5, 0, null, [], "9".repeat(30)])
    expect([wrong, problem(limit, wrong)]).toEqual([wrong, "is not a whole number from 1 to 100"]);
  expect([flag.parse("true"), flag.parse("false"), flag.parse(true)]).toEqual([true, false, true]);
  for (const wrong of ["", "TRUE", "1", 1, null]) expect(problem(flag, wrong)).toBe("is neither true nor false");
  const names = list(z.enum(["a", "b"]), 2);
  expect([names.parse("a,b"), names.parse("a"), names.parse(["b"])]).toEqual([["a", "b"], ["a"], ["b"]]);
  for (const wrong of ["", "a,", ["c"]]) expect(problem(names, wrong)).toContain("expected one of");
  for (const wrong of ["a,b,a", ["a", "b", "a"]]) expect(problem(names, wrong)).toBe("has more than 2");
  expect(problem(names, [])).toBe("is empty");
  expect(problem(names, { 0: "a" })).toBe("is neither a list of texts nor one text with commas");
});

it("does not look through a list that is far too long", () => {
  const wrong = list(z.string().regex(/a/), 10);
  for (const given of [Array.from({ length: 100_000 }, () => ""), ",".repeat(8000), "x".repeat(1_000_000)])
    expect(wrong.safeParse(given).error?.issues.length).toBeLessThan(13);
});
