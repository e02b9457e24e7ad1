/** `write`: the corpus files; `score [--seed N] [--per-class N] [--misses N]`: figures on a freshly generated set; `files`: on the files. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { generateCorpus } from "./generate.ts";
import { ALERTS } from "./handwritten-alerts.ts";
import { CHAINS } from "./handwritten-chains.ts";
import { SPELLINGS } from "./handwritten-spellings.ts";
import { SPLITS } from "./handwritten-splits.ts";
import { HANDWRITTEN } from "./handwritten.ts";
import type { Item } from "./item.ts";
import { precision, recall, scoreCorpus } from "./score.ts";

const FOLDER = new URL("../../../vectors/corpus/", import.meta.url);
const WRITTEN = {
  handwritten: HANDWRITTEN,
  "handwritten-alerts": ALERTS,
  "handwritten-chains": CHAINS,
  "handwritten-spellings": SPELLINGS,
  "handwritten-splits": SPLITS,
};
const CORPUS_SEED = 20_260_101;
const CORPUS_PER_CLASS = 44;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    "per-class": { type: "string", default: "100" },
    misses: { type: "string", default: "20" },
    class: { type: "string" },
  },
});

if (positionals[0] === "write") writeFiles();
else print(positionals[0] === "files" ? readFiles() : generateCorpus(Number(values.seed), Number(values["per-class"])));

function writeFiles(): void {
  mkdirSync(FOLDER, { recursive: true });
  const items = generateCorpus(CORPUS_SEED, CORPUS_PER_CLASS);
  for (const [name, wanted] of [
    ["positive", false],
    ["negative", true],
  ] as const) {
    const lines = items
      .filter((item) => item.class.startsWith("negative-") === wanted)
      .map((item) => JSON.stringify(item));
    writeFileSync(new URL(`${name}.jsonl`, FOLDER), `${lines.join("\n")}\n`);
  }
  const lines = Object.entries(WRITTEN).flatMap(([name, drafts]) =>
    drafts.map((draft, index) =>
      JSON.stringify({
        id: `${name}-${index}`,
        class: draft.expected.length === 0 ? `negative-${name}` : name,
        ...draft,
      }),
    ),
  );
  writeFileSync(new URL("handwritten.jsonl", FOLDER), `${lines.join("\n")}\n`);
}

function readFiles(): Item[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".jsonl"))
    .sort()
    .flatMap((file) =>
      readFileSync(new URL(file, FOLDER), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Item),
    );
}

function print(all: Item[]): void {
  const items = values.class === undefined ? all : all.filter((item) => item.class.includes(values.class!));
  const report = scoreCorpus(items);
  const share = (value: number) => value.toFixed(4);
  for (const score of [...report.classes, report.overall]) {
    process.stdout.write(
      `${score.name.padEnd(30)} ${String(score.messages).padStart(5)}  precision ${share(precision(score))}  recall ${share(recall(score))}  roles ${score.rightRoles}/${score.truePositives}  chains ${score.rightChains}/${score.namedChains}  spans ${score.rightSpans}/${score.spans}\n`,
    );
  }
  for (const bin of report.calibration)
    process.stdout.write(
      `confidence >= ${bin.from}: ${bin.findings} findings, mean ${share(bin.meanConfidence)}, right ${share(bin.right)}\n`,
    );
  for (const { item, findings } of report.misses.slice(0, Number(values.misses))) {
    process.stdout.write(
      `\n${JSON.stringify({ ...item, expected: undefined })}\n  expected ${JSON.stringify(item.expected)}\n  found    ${JSON.stringify(findings)}\n`,
    );
  }
}
