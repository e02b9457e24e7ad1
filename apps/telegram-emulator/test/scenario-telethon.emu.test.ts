import { expect, it } from "vitest";

import { runScenario } from "./scenario/run-scenario.ts";
import { OWN_STEPS } from "./scenario/steps/index.ts";
import { telethonJudge } from "./scenario/telethon-judge.ts";

it("Telethon does every step of the list", async () => {
  expect((await telethonJudge.steps()).toSorted()).toEqual(OWN_STEPS.toSorted());
});

it.each(telethonJudge.transports)("Telethon goes through the scenario over %s", async (transport) => {
  expect(await runScenario(telethonJudge, transport)).toBeGreaterThanOrEqual(60);
});
