import { type EmulatorOptions, TelegramEmulator } from "../../src/index.ts";
import { importProvisioned, mtcuteClient, type Provisioned } from "../support/mtcute.ts";
import { BOB, Control } from "../support/world.ts";
import { type Judge, type JudgeRun, PROXY_SECRET } from "./judge.ts";
import { isCall, isExpected, type Outcome, type Scene, type Step } from "./step.ts";
import { STEPS } from "./steps/index.ts";
import { makeTown } from "./town.ts";

/** Bots answer nobody here: whoever presses a button need not wait long to hear so. */
const BOT_ANSWER_TIMEOUT_MS = 50;

const outcomeOf = async (step: Step, scene: Scene, run: JudgeRun): Promise<Outcome> => {
  if (!isCall(step)) return run.perform(step.id, (await step.arrange?.(scene)) ?? {});
  const outcome = await run.invoke(await step.call(scene));
  if ("error" in outcome || !step.observe) return outcome;
  return { value: step.observe(outcome.value, scene) as never };
};

const check = async (step: Step, scene: Scene, run: JudgeRun): Promise<void> => {
  const outcome = await outcomeOf(step, scene, run);
  const [expected, actual] = [step.expected, outcome].map((value) => JSON.stringify(value));
  if (!isExpected(outcome, step.expected)) throw new Error(`expected ${expected}, not ${actual}`);
};

/** Takes one client over one transport through these steps (by default all); returns how many there were. */
export const runScenario = async (
  judge: Judge,
  transport: string,
  steps: readonly Step[] = STEPS,
  options: EmulatorOptions = {},
): Promise<number> => {
  await using telegram = await TelegramEmulator.start({
    seed: `${judge.name} ${transport}`,
    proxySecret: PROXY_SECRET,
    botAnswerTimeoutMs: BOT_ANSWER_TIMEOUT_MS,
    ...options,
  });
  const control = new Control(telegram.ready.control);
  const town = await makeTown(control);
  const bob = mtcuteClient(telegram.ready);
  const run = await judge.start(telegram.ready, transport);
  try {
    await importProvisioned(bob, telegram.ready, (await control.post("/sessions", { account: BOB })) as Provisioned);
    for await (const _dialog of bob.iterDialogs()) continue;
    const scene: Scene = { telegram, control, town, bob, notes: new Map() };
    for (const step of steps) {
      await check(step, scene, run).catch((error: unknown) => {
        throw new Error(`${judge.name} over ${transport}, ${step.id}: ${String(error)}`, { cause: error });
      });
    }
    if (!telegram.core.stats.transports.has(transport)) throw new Error(`nobody spoke ${transport}`);
    return steps.length;
  } finally {
    await run.close();
    await bob.destroy();
  }
};
