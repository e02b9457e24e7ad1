import { readdir } from "node:fs/promises";
import { print } from "./result.ts";
import type { BenchResult } from "./result.ts";

interface BenchModule {
  readonly run: () => Promise<readonly BenchResult[]>;
}

const SUFFIX = ".bench.ts";
const benches = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .toSorted();
const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = names.filter((name) => !benches.includes(name));

if (process.argv.includes("--help") || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no such bench: ${unknown.join(", ")}`);
  console.error(`usage: npm run bench -- [${benches.join("|")}]... [--json]`);
  process.exitCode = unknown.length > 0 ? 2 : 0;
} else {
  for (const name of names.length > 0 ? names : benches) {
    const bench = (await import(`./${name}${SUFFIX}`)) as BenchModule;
    print(name, await bench.run());
  }
}
