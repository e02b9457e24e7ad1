import type { DetectionEntry } from "@telewire/contracts";
import { expect, it } from "vitest";
import type { DetectionRow } from "../state/feed-store.ts";
import { filterDetections, filtersOf, NO_FILTERS, searchOf } from "./filters.ts";

function row(key: string, entry: Partial<DetectionEntry>, isRetracted = false): DetectionRow {
  const all = { address: key, display: key, family: "evm", role: "token", surface: "text", confidence: 0.98 };
  const rest = { transforms: [], occurrences: 1, source: { sessionId: "s", chatId: "-1", messageId: "1" } };
  return {
    key,
    entry: { ...all, ...rest, ...entry } as DetectionEntry,
    isRetracted,
    retractedAt: null,
    latencyMs: null,
  };
}

const ROWS = [
  row("plain", {}),
  row("split", { surface: "joined", transforms: ["earlier-message"], confidence: 0.8 }),
  row("again", { occurrences: 3 }),
  row("gone", {}, true),
];

function shown(filters: Partial<typeof NO_FILTERS>): readonly string[] {
  return filterDetections(ROWS, { ...NO_FILTERS, ...filters }).map(({ key }) => key);
}

it("finds rows by the words that they show", () => {
  expect(shown({ text: "several messages" })).toEqual(["split"]);
  expect(shown({ text: "messages  several" })).toEqual(["split"]);
  expect(shown({ text: "several retracted" })).toEqual([]);
  expect(shown({ text: "LIKELY" })).toEqual(["split"]);
  expect(shown({ text: "retracted" })).toEqual(["gone"]);
});

it("hides what was retracted, and what was called before", () => {
  expect(shown({ hide: "retracted" })).toEqual(["plain", "split", "again"]);
  expect(shown({ hide: "repeated" })).toEqual(["plain", "split"]);
});

it("keeps the filters in the page's address", () => {
  const filters = { ...NO_FILTERS, text: "a & b", chatId: "-1001", hide: "retracted" };
  expect(filtersOf(searchOf(filters))).toEqual(filters);
  expect(searchOf(NO_FILTERS)).toBe("");
});
