import { detectLine } from "../src/jsonl.ts";
import type { JsonlFinding } from "../src/jsonl.ts";
import type { Item } from "./item.ts";

export interface ClassScore {
  readonly name: string;
  readonly messages: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly rightRoles: number;
  readonly rightChains: number;
  readonly namedChains: number;
  readonly rightSpans: number;
  readonly spans: number;
  readonly findings: number;
  /** Sum over the findings. */
  readonly confidence: number;
}
export interface CalibrationBin {
  readonly from: number;
  readonly findings: number;
  readonly meanConfidence: number;
  readonly right: number;
}
export interface Miss {
  readonly item: Item;
  readonly findings: readonly JsonlFinding[];
}
export interface Report {
  readonly classes: readonly ClassScore[];
  readonly overall: ClassScore;
  readonly calibration: readonly CalibrationBin[];
  readonly misses: readonly Miss[];
}

const BINS = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98];

/** Runs the detector over labelled messages, through the same door as `telewire detect --jsonl`. */
export function scoreCorpus(items: readonly Item[]): Report {
  const classes = new Map<string, ClassScore>();
  const bins = BINS.map((from) => ({ from, findings: 0, sum: 0, right: 0 }));
  const misses: Miss[] = [];
  for (const item of items) {
    const { findings } = detectLine(item);
    const score = scoreItem(item, findings);
    if (
      score.falsePositives + score.falseNegatives > 0 ||
      score.rightRoles < score.truePositives ||
      score.rightChains < score.namedChains
    )
      misses.push({ item, findings });
    classes.set(item.class, add(classes.get(item.class), score));
    for (const finding of findings) {
      const bin = bins.findLast(({ from }) => finding.confidence >= from)!;
      bin.findings++;
      bin.sum += finding.confidence;
      if (item.expected.some((expected) => matches(expected, finding))) bin.right++;
    }
  }
  const overall = [...classes.values()].reduce<ClassScore>(
    (sum, score) => add(sum, { ...score, name: "overall" }),
    empty("overall"),
  );
  const calibration = bins
    .filter(({ findings }) => findings > 0)
    .map(({ from, findings, sum, right }) => ({
      from,
      findings,
      meanConfidence: sum / findings,
      right: right / findings,
    }));
  return { classes: [...classes.values()], overall, calibration, misses };
}

export function precision({ truePositives, falsePositives }: ClassScore): number {
  return truePositives + falsePositives === 0 ? 1 : truePositives / (truePositives + falsePositives);
}

export function recall({ truePositives, falseNegatives }: ClassScore): number {
  return truePositives + falseNegatives === 0 ? 1 : truePositives / (truePositives + falseNegatives);
}

/** By how much the findings of a class promise more (above 0) or less than they keep: mean confidence less the share that is right. */
export function overconfidence({ findings, confidence, falsePositives }: ClassScore): number {
  return findings === 0 ? 0 : (confidence - (findings - falsePositives)) / findings;
}

function matches(expected: Item["expected"][number], finding: JsonlFinding): boolean {
  return expected.family === finding.family && expected.address === finding.address;
}

function scoreItem(item: Item, findings: readonly JsonlFinding[]): ClassScore {
  const score = { ...empty(item.class), messages: 1, findings: findings.length };
  for (const { confidence } of findings) score.confidence += confidence;
  for (const expected of item.expected) {
    const finding = findings.find((one) => matches(expected, one));
    if (finding === undefined) {
      score.falseNegatives++;
      continue;
    }
    score.truePositives++;
    if (finding.role === expected.role) score.rightRoles++;
    if (expected.chain !== undefined) {
      score.namedChains++;
      if (finding.chain === expected.chain) score.rightChains++;
    }
    if (expected.span !== undefined) {
      score.spans++;
      const { offset, length } = expected.span;
      if (
        finding.span !== undefined &&
        finding.span.offset >= offset &&
        finding.span.offset + finding.span.length <= offset + length
      )
        score.rightSpans++;
    }
  }
  score.falsePositives = findings.filter(
    (finding) => !item.expected.some((expected) => matches(expected, finding)),
  ).length;
  return score;
}

type Mutable = { -readonly [Key in keyof ClassScore]: ClassScore[Key] };

function empty(name: string): Mutable {
  return {
    name,
    messages: 0,
    truePositives: 0,
    falsePositives: 0,
    falseNegatives: 0,
    rightRoles: 0,
    rightChains: 0,
    namedChains: 0,
    rightSpans: 0,
    spans: 0,
    findings: 0,
    confidence: 0,
  };
}

function add(sum: ClassScore | undefined, score: ClassScore): ClassScore {
  if (sum === undefined) return score;
  const result = { ...sum };
  for (const key of [
    "messages",
    "truePositives",
    "falsePositives",
    "falseNegatives",
    "rightRoles",
    "rightChains",
    "namedChains",
    "rightSpans",
    "spans",
    "findings",
    "confidence",
  ] as const) {
    result[key] += score[key];
  }
  return result;
}
