import type { SeededRandom } from "@telewire/testing/seeded-random";
import type { Town } from "./town.ts";

/** One way to break something, and to mend it after `downFor` more messages were sent. */
export interface Fault {
  readonly name: string;
  readonly times: number;
  /** Breaks it, awaits `mendAt`, mends it; resolves when it runs again. */
  readonly strike: (mendAt: () => Promise<unknown>) => Promise<void>;
}

interface Strike {
  readonly name: string;
  readonly at: number;
  readonly downFor: number;
  readonly strike: Fault["strike"];
}

/** Longest time that something stays down, in messages sent meanwhile. */
const MAX_DOWN = 600;

/** The moments, in messages sent, are spread over the talk and shuffled: the same seed gives the same plan. */
export function planFaults(faults: readonly Fault[], total: number, random: SeededRandom): Strike[] {
  const all = random.shuffled(faults.flatMap((fault) => Array<Fault>(fault.times).fill(fault)));
  const step = (total * 0.92) / all.length;
  return all.map(({ name, strike }, index) => ({
    name,
    strike,
    at: Math.floor(step * (index + 0.2 + 0.8 * random.next())),
    downFor: random.integer(MAX_DOWN),
  }));
}

export function describePlan(plan: readonly Strike[]): string {
  return plan.map(({ name, at, downFor }) => `${at}: ${name} (+${downFor})`).join(", ");
}

/** Faults overlap, but for those of one name. Resolves when all was sent and all is mended. */
export async function runFaults(town: Town, plan: readonly Strike[], total: number): Promise<void> {
  const running = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  for (const { name, at, downFor, strike } of plan) {
    await town.untilSent(at);
    const mendAt = (): Promise<unknown> => town.untilSent(Math.min(total, at + downFor));
    const struck = (running.get(name) ?? Promise.resolve()).then(() => strike(mendAt));
    running.set(
      name,
      struck.catch((error: unknown) => void failures.push(new Error(`${name} at ${at}`, { cause: error }))),
    );
  }
  await town.untilSent(total);
  await Promise.all(running.values());
  if (failures.length > 0) throw new AggregateError(failures, "faults that could not be mended");
}
