import { expect, it } from "vitest";

import { gramjsJudge } from "./scenario/gramjs-judge.ts";
import { runScenario } from "./scenario/run-scenario.ts";
import { OWN_STEPS } from "./scenario/steps/index.ts";

/** Seconds on an idle machine; others may be at work. */
const TIMEOUT_MS = 120_000;

it("GramJS does every step of the list", async () => {
  expect((await gramjsJudge.steps()).toSorted()).toEqual(OWN_STEPS.toSorted());
});

it.each(gramjsJudge.transports)(
  "GramJS goes through the scenario over %s",
  async (transport) => {
    expect(await runScenario(gramjsJudge, transport)).toBeGreaterThanOrEqual(60);
  },
  TIMEOUT_MS,
);
