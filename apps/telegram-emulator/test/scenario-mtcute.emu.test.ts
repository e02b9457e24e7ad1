import { expect, it } from "vitest";

import { mtcuteJudge } from "./scenario/mtcute-judge.ts";
import { runScenario } from "./scenario/run-scenario.ts";
import { OWN_STEPS } from "./scenario/steps/index.ts";

/** Seconds on an idle machine; others may be at work. */
const TIMEOUT_MS = 120_000;

it("mtcute does every step of the list", async () => {
  expect((await mtcuteJudge.steps()).toSorted()).toEqual(OWN_STEPS.toSorted());
});

it.each(mtcuteJudge.transports)(
  "mtcute goes through the scenario over %s",
  async (transport) => {
    expect(await runScenario(mtcuteJudge, transport)).toBeGreaterThanOrEqual(60);
  },
  TIMEOUT_MS,
);
