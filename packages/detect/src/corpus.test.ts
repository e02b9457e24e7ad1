import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generateCorpus } from "../corpus/generate.ts";
import type { Item } from "../corpus/item.ts";
import { precision, recall, scoreCorpus } from "../corpus/score.ts";
import type { Report } from "../corpus/score.ts";

const FOLDER = new URL("../../../vectors/corpus/", import.meta.url);
const MIN_PRECISION = 0.995;
const MIN_RECALL = 0.985;
const MIN_CLASS_RECALL = 0.95;
const UNSEEN_SLACK = 0.01;
const MAX_CALIBRATION_ERROR = 0.2;

function files(): Item[] {
  return readdirSync(FOLDER).filter((file) => file.endsWith(".jsonl"))
    .flatMap((file) => readFileSync(new URL(file, FOLDER), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Item));
}

function expectQuality(report: Report, slack: number): void {
  const missed = report.misses.slice(0, 10).map(({ item, findings }) => JSON.stringify({ item, findings })).join("\n");
  expect(precision(report.overall), missed).toBeGreaterThanOrEqual(MIN_PRECISION - slack);
  expect(recall(report.overall), missed).toBeGreaterThanOrEqual(MIN_RECALL - slack);
}

describe("the labelled corpus", () => {
  const items = files();
  const report = scoreCorpus(items);

  it("holds at least 2,000 messages, a third of them without an address", () => {
    expect(items.length).toBeGreaterThanOrEqual(2000);
    expect(items.filter((item) => item.expected.length === 0).length).toBeGreaterThan(items.length / 4);
  });

  it("is read with the precision and recall that we promise, in every class", () => {
    expectQuality(report, 0);
    for (const score of report.classes) expect(recall(score), score.name).toBeGreaterThanOrEqual(MIN_CLASS_RECALL);
  });

  it("gets roles, named chains and spans right", () => {
    const { overall } = report;
    expect(overall.rightRoles / overall.truePositives).toBeGreaterThan(0.98);
    expect(overall.rightChains / overall.namedChains).toBeGreaterThan(0.98);
    expect(overall.rightSpans / overall.spans).toBeGreaterThan(0.98);
  });

  it("does not promise more than it keeps: in each bin the share of right findings is near the confidence, or above", () => {
    for (const bin of report.calibration) if (bin.findings > 20) expect(bin.right, `from ${bin.from}`).toBeGreaterThan(bin.meanConfidence - MAX_CALIBRATION_ERROR / 4);
  });
});

describe("messages of unseen seeds", () => {
  it.each([31_337, 271_828, 3_141_592])("seed %i is read as well as the corpus", (seed) => {
    const report = scoreCorpus(generateCorpus(seed, 30));
    expectQuality(report, UNSEEN_SLACK);
  });
});
