import { expect, it } from "vitest";

import { runScenario } from "./scenario/run-scenario.ts";
import { OWN_STEPS } from "./scenario/steps/index.ts";
import { telethonJudge } from "./scenario/telethon-judge.ts";

/** Seconds on an idle machine; others may be at work. */
const TIMEOUT_MS = 120_000;

it("Telethon does every step of the list", async () => {
  expect((await telethonJudge.steps()).toSorted()).toEqual(OWN_STEPS.toSorted());
});

it.each(telethonJudge.transports)(
  "Telethon goes through the scenario over %s",
  async (transport) => {
    expect(await runScenario(telethonJudge, transport)).toBeGreaterThanOrEqual(60);
  },
  TIMEOUT_MS,
);
