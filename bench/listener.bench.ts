import { startEmulator, startRedis } from "@telewire/testing";
import type { EmulatorProcess } from "@telewire/testing";
import { Receiver } from "./listener/receiver.ts";
import { print, result } from "./result.ts";
import type { BenchResult } from "./result.ts";

const ROUNDS = 3;
/** Enough for each to run for seconds; the slow peers get fewer. */
const FLAT_OUT = {
  telewire: 40_000,
  "telewire on Redis": 40_000,
  mtcute: 40_000,
  GramJS: 8000,
  Telethon: 8000,
} as const;
const PACED_RATE = 5000;
const PACED_COUNT = 20_000;
/** About 300 bytes on the wire, one in ten with an address. */
const TEXT = `message {n}: ${"the quick brown fox looks at the chart again and says nothing about it ".repeat(3)}`;

interface Contender {
  readonly receiver: Receiver;
  readonly chatId: number;
}

/**
 * Socket -> parsed, ordered, normalised, detected, appended, in a process of its own; beside it bare handlers of mtcute,
 * GramJS and Telethon that only count. Each receives from the same emulator, one at a time.
 */
export async function run(): Promise<BenchResult[]> {
  await using emulator = await startEmulator();
  await using redis = await startRedis({ fsync: "everysec" });
  const contenders = new Map<string, Contender>();
  const programs = [
    ["telewire", "product.ts", {}],
    ["telewire on Redis", "product.ts", { redisUrl: redis.url }],
    ["mtcute", "mtcute.ts", {}],
    ["GramJS", "gramjs.ts", {}],
    ["Telethon", "run_telethon.py", {}],
  ] as const;
  try {
    for (const [index, [name, file, extra]] of programs.entries()) {
      const phone = `999661${String(index).padStart(4, "0")}`;
      await emulator.post("/users", { phone, firstName: name });
      const { id } = await emulator.post<{ id: number }>("/chats", { kind: "channel", title: name, members: [phone] });
      // GramJS cannot list a chat without messages.
      await emulator.post("/messages", { chatId: id, text: "first" });
      const receiver = await Receiver.start(name, file, { ready: emulator.ready, phone, ...extra });
      contenders.set(name, { receiver, chatId: id });
    }
    return await measure(emulator, contenders);
  } finally {
    for (const { receiver } of contenders.values()) await receiver[Symbol.asyncDispose]();
  }
}

async function measure(emulator: EmulatorProcess, contenders: ReadonlyMap<string, Contender>): Promise<BenchResult[]> {
  const flatCpu = new Map<string, number[]>();
  const flatRate = new Map<string, number[]>();
  const pacedCpu = new Map<string, number[]>();
  const resident = new Map<string, number[]>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, contender] of contenders) {
      const flat = await load(emulator, contender, FLAT_OUT[name as keyof typeof FLAT_OUT], 0);
      const paced =
        name.startsWith("telewire") || name === "mtcute"
          ? await load(emulator, contender, PACED_COUNT, PACED_RATE)
          : undefined;
      // The first round warms up.
      if (round === 0) continue;
      push(flatCpu, name, flat.cpuUs);
      push(flatRate, name, flat.rate);
      push(resident, name, flat.residentMb);
      if (paced !== undefined) push(pacedCpu, name, paced.cpuUs);
    }
  }
  const of = (figures: ReadonlyMap<string, number[]>, name: string): number[] => figures.get(name) ?? [];
  const results: BenchResult[] = [];
  for (const name of ["telewire", "telewire on Redis"]) {
    for (const peer of ["mtcute", "GramJS", "Telethon"]) {
      results.push(
        result(`${name}: CPU a message, flat out`, "µs", of(flatCpu, name), {
          name: `bare ${peer} handler`,
          rounds: of(flatCpu, peer),
        }),
      );
    }
    results.push(
      result(`${name}: CPU a message at ${PACED_RATE}/s`, "µs", of(pacedCpu, name), {
        name: "bare mtcute handler",
        rounds: of(pacedCpu, "mtcute"),
      }),
    );
    for (const peer of ["mtcute", "GramJS", "Telethon"]) {
      results.push(
        result(`${name}: resident memory`, "MB", of(resident, name), {
          name: `bare ${peer} handler`,
          rounds: of(resident, peer),
        }),
      );
    }
    results.push(
      result(
        `${name}: messages/s of one core, flat out`,
        "1/s",
        of(flatCpu, name).map((us) => 1e6 / us),
      ),
    );
    results.push(
      result(`${name}: messages/s beside the emulator`, "1/s", of(flatRate, name), {
        name: "mtcute",
        rounds: of(flatRate, "mtcute"),
      }),
    );
  }
  return results;
}

/** CPU µs a message of the receiver's process, all its threads, and messages a second. */
async function load(
  emulator: EmulatorProcess,
  { receiver, chatId }: Contender,
  count: number,
  rate: number,
): Promise<{ cpuUs: number; rate: number; residentMb: number }> {
  const before = await receiver.stats();
  const startedAt = performance.now();
  await emulator.post("/load", { chatIds: [chatId], rate, count, textTemplate: TEXT });
  const after = await receiver.reaches(before.count + count);
  return {
    cpuUs: (after.cpuUs - before.cpuUs) / count,
    rate: (count / (performance.now() - startedAt)) * 1000,
    residentMb: after.rssBytes / 2 ** 20,
  };
}

function push(map: Map<string, number[]>, name: string, value: number): void {
  const values = map.get(name) ?? [];
  values.push(value);
  map.set(name, values);
}

if (import.meta.main) print("listener", await run());
