// Requests made from the OpenAPI document, valid to hostile, against a real gateway: nothing outside the error table.
import { runFuzz } from "../packages/gateway/test/fuzz/run-fuzz.ts";
import { print, result } from "./result.ts";
import type { BenchResult } from "./result.ts";

const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 50_000);
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_121);

export async function run(): Promise<readonly BenchResult[]> {
  const report = await runFuzz(REQUESTS, SEED);
  console.error(JSON.stringify(report, null, 2));
  const [before, after] = report.heapMb;
  return [
    result("answers outside the error table", "answers", [report.bad.length]),
    result("requests", "requests/s", [report.requests / report.seconds]),
    result("heap after a fifth of the run", "MB", [before]),
    result("heap at its end", "MB", [after]),
  ];
}

if (import.meta.main) print("fuzz", await run());
