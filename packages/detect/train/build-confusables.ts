/** Writes `src/confusables-data.ts` from Unicode's confusables (UTS 39, as packaged by `unhomoglyph`). */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Look-alikes in small letters that UTS 39 keeps apart but people use. */
const ADDED: Record<string, string> = {
  к: "k",
  т: "t",
  м: "m",
  н: "H",
  в: "B",
  З: "3",
  з: "3",
  б: "6",
  Ч: "4",
  ч: "4",
  Ь: "b",
  ь: "b",
  И: "N",
  и: "u",
  п: "n",
  г: "r",
  я: "R",
  У: "y",
  κ: "k",
  τ: "t",
  η: "n",
  μ: "u",
  ω: "w",
  β: "B",
  ε: "e",
  χ: "x",
  ζ: "z",
  α: "a",
  ι: "i",
  ν: "v",
  ο: "o",
  ρ: "p",
  υ: "u",
  γ: "y",
  "×": "x",
};

/** Scripts in which whole prose is written without Latin look-alikes are left out, symbols too: they separate. */
const SCRIPTS =
  /^(?=[\p{L}\p{N}])[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Canadian_Aboriginal}\p{Script=Common}]$/u;

const require = createRequire(import.meta.url);
const data = JSON.parse(readFileSync(require.resolve("unhomoglyph/data.json"), "utf8")) as Record<string, string>;
const pairs = new Map<string, string>();
for (const [from, to] of Object.entries(data)) {
  if (from.length === 1 && from.charCodeAt(0) > 127 && SCRIPTS.test(from) && /^[0-9A-Za-z]$/.test(to))
    pairs.set(from, fitCase(from, to));
}
for (const [from, to] of Object.entries(ADDED)) pairs.set(from, to);

/** UTS 39 folds I, l, 1 and | to `l`, 0 and O to `O`: a capital stays a capital, a small letter small. */
function fitCase(from: string, to: string): string {
  if (to === "l" && /\p{Lu}/u.test(from)) return "I";
  if (to === "O" && /\p{Ll}/u.test(from)) return "o";
  return to;
}

const sorted = [...pairs].sort(([a], [b]) => a.charCodeAt(0) - b.charCodeAt(0));
const lines: string[] = [];
for (let index = 0; index < sorted.length; index += 16) {
  lines.push(
    `  ${JSON.stringify(
      sorted
        .slice(index, index + 16)
        .map(([from, to]) => from + to)
        .join(""),
    )}`,
  );
}
writeFileSync(
  new URL("../src/confusables-data.ts", import.meta.url),
  `/** Look-alike and the Latin letter or digit it stands for, in pairs. Written by train/build-confusables.ts. */\nexport const CONFUSABLES =\n${lines.join(" +\n")};\n`,
);
process.stdout.write(`${sorted.length} look-alikes\n`);
