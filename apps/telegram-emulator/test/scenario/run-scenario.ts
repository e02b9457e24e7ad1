import { expect } from "vitest";

import { TelegramEmulator } from "../../src/index.ts";
import { importProvisioned, mtcuteClient, type Provisioned } from "../support/mtcute.ts";
import { BOB, Control } from "../support/world.ts";
import type { Judge, JudgeRun } from "./judge.ts";
import { isCall, type Outcome, type Scene, type Step } from "./step.ts";
import { PROXY_SECRET } from "./judge.ts";
import { STEPS } from "./steps/index.ts";
import { LOGIN_STEPS } from "./steps/login.ts";
import { makeTown } from "./town.ts";

/** Bots answer nobody here: whoever presses a button need not wait long to hear so. */
const BOT_ANSWER_TIMEOUT_MS = 50;

const outcomeOf = async (step: Step, scene: Scene, run: JudgeRun): Promise<Outcome> => {
  if (!isCall(step)) return run.perform(step.id, (await step.arrange?.(scene)) ?? {});
  const outcome = await run.invoke(await step.call(scene));
  if ("error" in outcome || !step.observe) return outcome;
  return { value: step.observe(outcome.value, scene) as never };
};

/** Takes one client over one transport through all steps; returns how many there were. */
export const runScenario = async (judge: Judge, transport: string): Promise<number> => {
  await using telegram = await TelegramEmulator.start({
    seed: `${judge.name} ${transport}`,
    proxySecret: PROXY_SECRET,
    botAnswerTimeoutMs: BOT_ANSWER_TIMEOUT_MS,
  });
  const control = new Control(telegram.ready.control);
  const town = await makeTown(control);
  const bob = mtcuteClient(telegram.ready);
  const run = await judge.start(telegram.ready, transport);
  try {
    await importProvisioned(bob, telegram.ready, (await control.post("/sessions", { account: BOB })) as Provisioned);
    for await (const _dialog of bob.iterDialogs()) continue;
    const scene: Scene = { telegram, control, town, bob, notes: new Map() };
    for (const step of STEPS) {
      const outcome = await outcomeOf(step, scene, run).catch((error: unknown) => {
        throw new Error(`${judge.name} over ${transport}, ${step.id}: ${String(error)}`, { cause: error });
      });
      if (process.env["SCENARIO_TRACE"]) process.stderr.write(`${step.id}\n`);
      expect({ step: step.id, ...outcome }).toEqual({ step: step.id, ...(step.expected as object) });
    }
    expect(telegram.core.stats.transports.get(transport)).toBeGreaterThanOrEqual(LOGIN_STEPS.length);
    return STEPS.length;
  } finally {
    await run.close();
    await bob.destroy();
  }
};
