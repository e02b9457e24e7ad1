// What the emulator pushes from one core, and what 5,000 logged-in connections cost it.
import { setTimeout as sleep } from "node:timers/promises";
import { ServerProcess } from "./gateway/server-process.ts";
import { print, result } from "./result.ts";
import type { BenchResult } from "./result.ts";

const ROUNDS = 3;
const UPDATES = 200_000;
const CONNECTIONS = 5000;
const MEBIBYTE = 2 ** 20;
/** About 300 bytes on the wire. */
const TEXT = `message {n}: ${"the quick brown fox looks at the chart again and says nothing about it ".repeat(3)}`;

interface Ready {
  readonly dcs: readonly { readonly port: number }[];
  readonly control: string;
}

interface Load {
  readonly state: "running" | "done" | "stopped" | "failed";
  readonly sent: number;
  readonly elapsedMs: number;
  readonly error?: string;
}

interface Bench {
  readonly emulator: ServerProcess;
  readonly sink: ServerProcess;
  readonly ready: Ready;
}

export async function run(): Promise<BenchResult[]> {
  return [...(await pushing()), ...(await connecting())];
}

async function start(): Promise<Bench> {
  const emulator = new ServerProcess("../emulator/emulator-process.ts");
  const ready = await emulator.next<Ready>();
  return { emulator, ready, sink: new ServerProcess("../emulator/sink-process.ts", 1) };
}

async function end({ emulator, sink }: Bench): Promise<void> {
  await sink[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
}

async function post<Answer>({ ready }: Bench, path: string, body: unknown): Promise<Answer> {
  const response = await fetch(ready.control + path, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Makes sessions, all members of a channel, and connects them. */
async function connect(bench: Bench, count: number): Promise<number> {
  const { id } = await post<{ id: number }>(bench, "/chats", { kind: "channel", title: "Bench", members: [] });
  const { sessions } = await post<{ sessions: unknown[] }>(bench, "/sessions", { count, chatIds: [id] });
  bench.sink.say(JSON.stringify({ port: bench.ready.dcs[0]?.port, sessions }));
  await bench.sink.next();
  return id;
}

async function frames({ sink }: Bench): Promise<number> {
  sink.say("count");
  return (await sink.next<{ frames: number }>()).frames;
}

/** Pushes flat out and waits until every update has arrived; the answer is in seconds. */
async function push(bench: Bench, chatId: number, container: number): Promise<{ wall: number; cpu: number }> {
  const wanted = (await frames(bench)) + Math.ceil(UPDATES / Math.max(1, container));
  const before = await bench.emulator.usage();
  const began = performance.now();
  const { id } = await post<{ id: string }>(bench, "/load", {
    chatIds: [chatId],
    count: UPDATES,
    textTemplate: TEXT,
    container,
  });
  while ((await frames(bench)) < wanted) await sleep(5);
  const wall = (performance.now() - began) / 1000;
  const cpu = ((await bench.emulator.usage()).cpuMicroseconds - before.cpuMicroseconds) / 1e6;
  let load = await loadOf(bench, id);
  while (load.state === "running") load = await loadOf(bench, id);
  if (load.state !== "done" || load.sent !== UPDATES) throw new Error(`the load ended as ${JSON.stringify(load)}`);
  return { wall, cpu };
}

async function loadOf({ ready }: Bench, id: string): Promise<Load> {
  return (await (await fetch(`${ready.control}/load/${id}?ids=false`)).json()) as Load;
}

async function pushing(): Promise<BenchResult[]> {
  const single: number[] = [];
  const cost: number[] = [];
  const packed: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bench = await start();
    try {
      const chatId = await connect(bench, 1);
      const { wall, cpu } = await push(bench, chatId, 0);
      single.push(UPDATES / wall);
      cost.push((cpu / UPDATES) * 1e6);
      packed.push(UPDATES / (await push(bench, chatId, 10)).wall);
    } finally {
      await end(bench);
    }
  }
  return [
    result("single updates pushed from one core", "updates/s", single),
    result(
      "single updates for a second of CPU",
      "updates/s",
      cost.map((microseconds) => 1e6 / microseconds),
    ),
    result("updates in containers of ten", "updates/s", packed),
  ];
}

async function connecting(): Promise<BenchResult[]> {
  const bench = await start();
  try {
    const before = await bench.emulator.usage();
    const began = performance.now();
    await connect(bench, CONNECTIONS);
    const seconds = (performance.now() - began) / 1000;
    const { rssBytes } = await bench.emulator.usage();
    return [
      result(`memory with ${CONNECTIONS} logged-in connections`, "MiB", [rssBytes / MEBIBYTE]),
      result("of that for the connections", "MiB", [(rssBytes - before.rssBytes) / MEBIBYTE]),
      result(`making and connecting ${CONNECTIONS} sessions`, "s", [seconds]),
    ];
  } finally {
    await end(bench);
  }
}

if (import.meta.main) print("emulator", await run());
