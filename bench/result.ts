import { cpus, totalmem } from "node:os";

/** One figure: median, minimum and maximum over the rounds of one run; `peer` is what ran beside it. */
export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly peer?: { readonly name: string; readonly median: number };
}

/** Sums up rounds; `peer` rounds come from the same run. */
export function result(
  name: string,
  unit: string,
  rounds: readonly number[],
  peer?: { readonly name: string; readonly rounds: readonly number[] },
): BenchResult {
  const figures = {
    name,
    unit,
    median: round(median(rounds)),
    min: round(Math.min(...rounds)),
    max: round(Math.max(...rounds)),
  };
  return peer === undefined ? figures : { ...figures, peer: { name: peer.name, median: round(median(peer.rounds)) } };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
}

export function machine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** Prints a bench's figures: one JSON line with `--json`, else a table. */
export function print(bench: string, results: readonly BenchResult[]): void {
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ bench, machine: machine(), results }));
    return;
  }
  console.log(`${bench} on ${JSON.stringify(machine())}`);
  for (const { name, unit, median: middle, min, max, peer } of results) {
    const beside =
      peer === undefined ? "" : `  beside ${peer.name}: ${peer.median} (${(middle / peer.median).toFixed(2)} times)`;
    console.log(`  ${name}: ${middle} ${unit} [${min} to ${max}]${beside}`);
  }
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
