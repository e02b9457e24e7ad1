/** Detection: time a message (ordinary and hostile), linear growth, precision and recall; beside a plain regex scan. */
import { readFileSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { SeededRandom } from "@telewire/testing/seeded-random";
import { generateCorpus } from "../packages/detect/corpus/generate.ts";
import type { Item } from "../packages/detect/corpus/item.ts";
import { overconfidence, precision, recall, scoreCorpus } from "../packages/detect/corpus/score.ts";
import type { Report } from "../packages/detect/corpus/score.ts";
import { stackedPairs } from "../packages/detect/corpus/stacks.ts";
import { detect, toInput } from "../packages/detect/src/index.ts";
import type { JsonlMessage } from "../packages/detect/src/index.ts";
import { print } from "./result.ts";
import type { BenchResult } from "./result.ts";
import { drawnHostileMessage, drawnHostileText } from "../packages/detect/corpus/hostile-drawn.ts";
import { hostileMessages } from "../packages/detect/corpus/hostile-messages.ts";
import { hostileTexts, ordinaryMessages } from "../packages/detect/corpus/load.ts";

export interface BenchOptions {
  readonly rounds?: number;
  readonly log?: (line: string) => void;
}

const CORPUS = new URL("../vectors/corpus/", import.meta.url);
const DEFAULT_ROUNDS = 7;
const ORDINARY = 4000;
/** Until the compiler is done with what ordinary messages ask for. */
const WARM_ROUNDS = 8;
const HOSTILE_SEEDS = 24;
const DRAWN = 2000;
/** Of the slowest of those that are drawn, each is taken again as often, and its least counts: noise has no say. */
const SLOWEST = 20;
const AGAIN = 15;
const UNSEEN_SEEDS = [90_001, 90_002, 90_003];
const PLAIN = /\b(?:0x[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{32,44})\b/g;

type Input = ReturnType<typeof toInput>;

export async function run(options: BenchOptions = {}): Promise<BenchResult[]> {
  const rounds = options.rounds ?? DEFAULT_ROUNDS;
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const inputs = ordinaryMessages(7, ORDINARY).map(toInput);
  const results: BenchResult[] = [];
  const ours = times(rounds, inputs, (input) => void detect(input));
  const plain = times(rounds, inputs, (input) => {
    for (const match of input.text.matchAll(PLAIN)) void match[0].length;
  });
  for (const [name, rank] of [
    ["p50", 0.5],
    ["p90", 0.9],
    ["p99", 0.99],
    ["p99.9", 0.999],
  ] as const) {
    results.push({
      ...spread(
        `ordinary message of 300 bytes, ${name}`,
        "µs",
        ours.map((sorted) => at(sorted, rank)),
      ),
      peer: { name: "plain regex scan", median: median(plain.map((sorted) => at(sorted, rank))) },
    });
  }
  results.push({
    ...spread("ordinary messages, mean", "µs", ours.map(mean)),
    peer: { name: "plain regex scan", median: median(plain.map(mean)) },
  });
  for (const [name, text] of Object.entries(hostileTexts())) {
    results.push(spread(`hostile 4,096 characters: ${name}`, "µs", hostile(toInput({ text }), rounds)));
  }
  results.push(...hostileWithSurfaces());
  results.push(worstDrawn("texts", (random) => ({ text: drawnHostileText(random) })));
  results.push(worstDrawn("messages with buttons, quotes and earlier messages", drawnHostileMessage));
  results.push(growth(rounds));
  results.push(...quality(log));
  return results;
}

/** Sorted times of each message in µs, one array a round; the first rounds warm up and are not kept. */
function times(rounds: number, inputs: readonly Input[], work: (input: Input) => void): Float64Array[] {
  const kept: Float64Array[] = [];
  for (let round = -WARM_ROUNDS; round < rounds; round++) {
    const taken = new Float64Array(inputs.length);
    inputs.forEach((input, index) => {
      const start = performance.now();
      work(input);
      taken[index] = (performance.now() - start) * 1000;
    });
    if (round >= 0) kept.push(taken.sort());
  }
  return kept;
}

function hostile(input: Input, rounds: number): number[] {
  for (let warm = 0; warm < 20; warm++) detect(input);
  return Array.from({ length: rounds * 3 }, () => {
    const start = performance.now();
    detect(input);
    return (performance.now() - start) * 1000;
  });
}

/** CPU time of each kind of message, every one with addresses that were not seen before: no cache of hashes helps. */
function hostileWithSurfaces(): BenchResult[] {
  const sets = Array.from({ length: HOSTILE_SEEDS }, (_, seed) => hostileMessages(seed + 1));
  return Object.keys(sets[0]!).map((name) => {
    const inputs = sets.map((set) => toInput(set[name]!));
    for (const input of inputs) detect(input);
    const taken = inputs.map((input) => cpuOf(() => void detect(input)));
    return spread(`hostile message, CPU: ${name}`, "µs", taken);
  });
}

/** CPU time of the slowest of many hostile messages, put together at random from what costs time. */
function worstDrawn(kind: string, draw: (random: SeededRandom) => JsonlMessage): BenchResult {
  const random = new SeededRandom(4096);
  const inputs = Array.from({ length: DRAWN }, () => toInput(draw(random)));
  const taken = inputs.map((input) => cpuOf(() => void detect(input)));
  const slowest = inputs
    .map((input, index) => ({ input, first: taken[index]! }))
    .sort((a, b) => b.first - a.first)
    .slice(0, SLOWEST);
  const least = slowest.map(({ input }) =>
    Math.min(...Array.from({ length: AGAIN }, () => cpuOf(() => void detect(input)))),
  );
  return {
    name: `slowest of ${DRAWN} drawn hostile ${kind}, CPU`,
    unit: "µs",
    median: Math.max(...least),
    min: Math.min(...least),
    max: Math.max(...least),
  };
}

function cpuOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** Time for twice the text over time for the text: 2 is linear. The worst over the hostile texts. */
function growth(rounds: number): BenchResult {
  const ratios = Object.values(hostileTexts()).map((text) => {
    const half = median(hostile(toInput({ text: text.slice(0, 2048) }), rounds));
    return median(hostile(toInput({ text }), rounds)) / half;
  });
  return {
    name: "time of 4,096 characters over 2,048, worst text",
    unit: "ratio",
    median: Math.max(...ratios),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
  };
}

function quality(log: (line: string) => void): BenchResult[] {
  const files = readdirSync(CORPUS).filter((file) => file.endsWith(".jsonl"));
  const items = files.flatMap((file) =>
    readFileSync(new URL(file, CORPUS), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Item),
  );
  const fixed = scoreCorpus(items);
  const fresh = UNSEEN_SEEDS.map((seed) => scoreCorpus(generateCorpus(seed, 60)));
  const stacked = UNSEEN_SEEDS.map((seed) => scoreCorpus(stackedPairs(seed, 20)));
  printReport(fixed, log);
  const plain = plainScore(items);
  const share = (name: string, of: (report: Report) => number, peer: number) => [
    {
      ...spread(`${name}, corpus of ${items.length}`, "share", [of(fixed)]),
      peer: { name: "plain regex scan", median: peer },
    },
    spread(`${name}, unseen seeds`, "share", fresh.map(of)),
  ];
  return [
    ...share("precision", (report) => precision(report.overall), plain.precision),
    ...share("recall", (report) => recall(report.overall), plain.recall),
    spread(
      "recall, worst class, unseen seeds",
      "share",
      fresh.map((report) => Math.min(...report.classes.map(recall))),
    ),
    spread(
      "precision, two transforms at once, unseen seeds",
      "share",
      stacked.map((report) => precision(report.overall)),
    ),
    spread(
      "recall, two transforms at once, unseen seeds",
      "share",
      stacked.map((report) => recall(report.overall)),
    ),
    ...fixed.classes.flatMap((score) => [
      ...(score.truePositives + score.falseNegatives === 0
        ? []
        : [spread(`recall of ${score.name}`, "share", [recall(score)])]),
      spread(`precision of ${score.name}`, "share", [
        score.truePositives + score.falsePositives === 0
          ? 1
          : score.falsePositives > 0 && score.truePositives === 0
            ? 1 - score.falsePositives / score.messages
            : precision(score),
      ]),
      ...(score.findings === 0
        ? []
        : [spread(`mean confidence less the share that is right, ${score.name}`, "share", [overconfidence(score)])]),
    ]),
    ...fixed.calibration.map((bin) =>
      spread(
        `right where the confidence is from ${bin.from} (mean ${bin.meanConfidence.toFixed(3)}, ${bin.findings} findings)`,
        "share",
        [bin.right],
      ),
    ),
    spread("right roles, corpus", "share", [fixed.overall.rightRoles / fixed.overall.truePositives]),
    spread("right chains where one is named, corpus", "share", [fixed.overall.rightChains / fixed.overall.namedChains]),
  ];
}

function plainScore(items: readonly Item[]): { precision: number; recall: number } {
  let right = 0;
  let found = 0;
  let expected = 0;
  for (const item of items) {
    const addresses = new Set(
      [...item.text.matchAll(PLAIN)].map(([text]) => (text.startsWith("0x") ? text.toLowerCase() : text)),
    );
    found += addresses.size;
    expected += item.expected.length;
    right += item.expected.filter(({ address }) => addresses.has(address)).length;
  }
  return { precision: right / found, recall: right / expected };
}

function printReport(report: Report, log: (line: string) => void): void {
  for (const score of [...report.classes, report.overall]) {
    log(
      `${score.name.padEnd(32)} ${String(score.messages).padStart(5)} messages  precision ${precision(score).toFixed(4)}  recall ${recall(score).toFixed(4)}  confidence less right ${overconfidence(score).toFixed(3)}`,
    );
  }
  for (const bin of report.calibration)
    log(
      `confidence from ${bin.from}: ${bin.findings} findings, mean ${bin.meanConfidence.toFixed(3)}, right ${bin.right.toFixed(3)}`,
    );
}

function at(sorted: Float64Array, rank: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * rank))]!;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function spread(name: string, unit: string, values: readonly number[]): BenchResult {
  return { name, unit, median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, rounds: { type: "string" } } });
  const results = await run(values.rounds === undefined ? {} : { rounds: Number(values.rounds) });
  print("detect", results);
}
