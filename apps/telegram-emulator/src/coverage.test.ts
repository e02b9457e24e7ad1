import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { coverageTable } from "./coverage.ts";
import { METHODS } from "./services/index.ts";
import { sharedCodec } from "./tl/codec.ts";

it("COVERAGE.md is what the registrations say", () => {
  expect(readFileSync(new URL("../COVERAGE.md", import.meta.url), "utf8")).toBe(coverageTable());
});

it("registers each method once, under a name of the schema", () => {
  const known = new Set(sharedCodec().methodNames());
  const names = METHODS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});
