import { expect, it } from "vitest";
import { runFuzz } from "../test/fuzz/run-fuzz.ts";

/** `FUZZ_REQUESTS=50000` or `npm run bench -- fuzz` for a long run; `FUZZ_SEED` for another one. */
const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 3000);
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_121);

it(`answers ${REQUESTS} valid and hostile requests from the table, and goes on working`, async () => {
  const { bad, answers, stillServes, operationsReached } = await runFuzz(REQUESTS, SEED);
  expect(bad.slice(0, 5)).toEqual([]);
  expect(Object.keys(answers)).toEqual(
    expect.arrayContaining(["200", "400 VALIDATION_FAILED", "401 UNAUTHENTICATED", "404 SESSION_NOT_FOUND"]),
  );
  expect(operationsReached).toBeGreaterThan(30);
  expect(stillServes).toBe(true);
}, 600_000);
