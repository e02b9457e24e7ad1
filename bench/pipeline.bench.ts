import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Program, startEmulator, startPostgres, startRedis, tempDirectory } from "@telewire/testing";
import type { EmulatorProcess } from "@telewire/testing";
import type { ClientProgress, ClientReport } from "./pipeline/clients.ts";
import { print, result } from "./result.ts";
import type { BenchResult } from "./result.ts";

const CLIENTS = 10;
const BURST = 10_000;
const ROUNDS = 3;
const PACED = [
  { rate: 1000, count: 5000 },
  { rate: 5000, count: 20_000 },
] as const;
const LABELS = {
  socketToClient: "socket to client",
  socketToLog: "socket to log",
  logToClient: "log to client",
} as const;
const STAGES = Object.keys(LABELS) as readonly (keyof typeof LABELS)[];
const TEXT = `message {n}: ${"the quick brown fox looks at the chart again and says nothing about it ".repeat(3)}`;
const SERVER = join(import.meta.dirname, "../apps/telewire/bin/telewire.mjs");
const GIVE_UP_MS = 60_000;

/** A system that is fed by the emulator and feeds WebSocket clients. */
interface System extends AsyncDisposable {
  readonly name: string;
  readonly chatId: number;
  readonly url: string;
  readonly protocols: readonly string[];
  readonly pid: number;
  /** Messages in the archive; null: it has none. */
  readonly archived: () => Promise<number | null>;
}

interface Run {
  readonly seconds: number;
  readonly lost: number;
  readonly report: ClientReport;
  /** CPU of the system's process, all its threads, µs a message. */
  readonly cpuUs: number;
}

/** Emulator -> listener -> log -> archive and 10 WebSocket clients; beside it the obvious way to write it. */
export async function run(): Promise<BenchResult[]> {
  await using stack = new AsyncDisposableStack();
  const emulator = stack.use(await startEmulator());
  const redis = stack.use(await startRedis({ fsync: "everysec" }));
  const postgres = stack.use(await startPostgres());
  const distributed = {
    REDIS_URL: redis.url,
    DATABASE_URL: await postgres.createDatabase(),
    TELEGRAM_ENCRYPTION_KEY: randomBytes(32).toString("hex"),
  };
  const systems = [
    () => startProduct("embedded", emulator, 0, {}),
    () => startProduct("Redis + Postgres", emulator, 1, distributed),
    () => startPeer(emulator, 2, redis.url),
  ];
  const figures = new Map<string, Map<string, number[]>>();
  for (const start of systems) {
    await using system = await start();
    figures.set(system.name, await measure(emulator, system));
  }
  return report(figures);
}

async function measure(emulator: EmulatorProcess, system: System): Promise<Map<string, number[]>> {
  const figures = new Map<string, number[]>();
  const add = (name: string, value: number): void => void figures.set(name, [...(figures.get(name) ?? []), value]);
  await using clients = new Program(process.execPath, [
    join(import.meta.dirname, "pipeline/clients.ts"),
    JSON.stringify({ url: system.url, protocols: system.protocols, clients: CLIENTS }),
  ]);
  await clients.jsonLine((line) => line.type === "ready");
  const lines = new Lines(clients);
  for (let round = 0; round <= ROUNDS; round++) {
    const burst = await load(emulator, system, lines, 0, BURST);
    const paced: [number, Run][] = [];
    for (const { rate, count } of PACED) paced.push([rate, await load(emulator, system, lines, rate, count)]);
    if (round === 0) continue;
    add("burst", burst.seconds);
    add("cpu flat out", burst.cpuUs);
    for (const [rate, { report, cpuUs }] of paced) {
      add(`cpu ${rate}`, cpuUs);
      for (const stage of STAGES) {
        add(`${stage} p50 ${rate}`, report[stage][0]);
        add(`${stage} p99 ${rate}`, report[stage][1]);
      }
    }
    add("lost", burst.lost + paced.reduce((sum, [, { lost }]) => sum + lost, 0));
    add("duplicated", burst.report.duplicated + paced.reduce((sum, [, run]) => sum + run.report.duplicated, 0));
  }
  add("rss", residentMegabytes(system.pid));
  return figures;
}

async function load(
  emulator: EmulatorProcess,
  system: System,
  lines: Lines,
  rate: number,
  count: number,
): Promise<Run> {
  await lines.ask("reset");
  const archivedBefore = await system.archived();
  const cpuBefore = cpuMs(system.pid);
  const startedAt = performance.timeOrigin + performance.now();
  await emulator.post("/load", { chatIds: [system.chatId], rate, count, textTemplate: TEXT });
  let archivedAt = startedAt;
  for (;;) {
    const progress = await lines.ask<ClientProgress>("progress");
    const archived = await system.archived();
    const now = performance.timeOrigin + performance.now();
    if (archived !== null && archived - (archivedBefore ?? 0) < count) archivedAt = now;
    const isDone = progress.fewest >= count && (archived === null || archived - (archivedBefore ?? 0) >= count);
    if (isDone || now - startedAt > GIVE_UP_MS) {
      return {
        seconds: (Math.max(progress.lastAt, archivedAt) - startedAt) / 1000,
        lost: count - progress.fewest,
        report: await lines.ask<ClientReport>("report"),
        cpuUs: ((cpuMs(system.pid) - cpuBefore) * 1000) / count,
      };
    }
    await sleep(20);
  }
}

async function startProduct(
  name: string,
  emulator: EmulatorProcess,
  index: number,
  extra: Record<string, string>,
): Promise<System> {
  const directory = await tempDirectory();
  const { phone, chatId } = await account(emulator, index);
  const env = {
    TELEGRAM_API_ID: "1",
    TELEGRAM_API_HASH: "0".repeat(32),
    TELEGRAM_DC: `${emulator.dc.host}:${emulator.dc.port}`,
    TELEGRAM_DC_PUBLIC_KEY_FILE: emulator.publicKeyFile,
    TELEWIRE_DATA_DIR: directory.path,
    PORT: "0",
    TELEWIRE_LOG_LEVEL: "error",
    ...extra,
  };
  const server = new Program(process.execPath, [SERVER, "serve", "--json"], { env });
  const { url } = await server.jsonLine<{ url: string }>();
  await using keys = new Program(
    process.execPath,
    [SERVER, "keys", "create", "--name", "bench", "--role", "admin", "--json"],
    { env },
  );
  const { apiKey } = await keys.jsonLine<{ apiKey: string }>();
  let token = "";
  const call = async <Data>(path: string, body?: unknown): Promise<Data> => {
    const response = await fetch(url + path, {
      headers: { "content-type": "application/json", ...(token === "" ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { data: Data }).data;
  };
  token = (await call<{ accessToken: string }>("/api/v1/auth/token", { apiKey })).accessToken;
  const { loginId } = await call<{ loginId: string }>("/api/v1/auth/send-code", { phone, sessionId: "bench" });
  await call("/api/v1/auth/verify-code", { loginId, code: await emulator.code(phone) });
  while ((await call<{ state: string }>("/api/v1/sessions/status/bench")).state !== "live") await sleep(20);
  return {
    name,
    chatId,
    pid: server.pid,
    url: `${url.replace("http", "ws")}/api/v1/realtime/messages/bench`,
    protocols: [`bearer.${token}`],
    archived: async () =>
      (await call<{ node: { entriesArchived: number } }>("/api/v1/system/metrics")).node.entriesArchived,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

async function startPeer(emulator: EmulatorProcess, index: number, redisUrl: string): Promise<System> {
  const { phone, chatId } = await account(emulator, index);
  const peer = new Program(process.execPath, [
    join(import.meta.dirname, "pipeline/peer.ts"),
    JSON.stringify({ ready: emulator.ready, phone, redisUrl }),
  ]);
  const { url } = await peer.jsonLine<{ url: string }>((line) => line.type === "ready");
  return {
    name: "GramJS + XADD + ws",
    chatId,
    url,
    protocols: [],
    pid: peer.pid,
    archived: () => Promise.resolve(null),
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}

async function account(emulator: EmulatorProcess, index: number): Promise<{ phone: string; chatId: number }> {
  const phone = `999661${String(index).padStart(4, "0")}`;
  await emulator.post("/users", { phone, firstName: "Bench" });
  const { id } = await emulator.post<{ id: number }>("/chats", {
    kind: "channel",
    title: `bench ${index}`,
    members: [phone],
  });
  // GramJS cannot list a chat without messages.
  await emulator.post("/messages", { chatId: id, text: "first" });
  return { phone, chatId: id };
}

/** One answer a question, over the clients' standard input and output. */
class Lines {
  readonly #program: Program;
  #taken: number;

  constructor(program: Program) {
    this.#program = program;
    this.#taken = this.#complete().length;
  }

  async ask<Answer>(question: string): Promise<Answer> {
    this.#program.child.stdin?.write(`${question}\n`);
    while (this.#complete().length <= this.#taken) await sleep(1);
    return JSON.parse(this.#complete()[this.#taken++] ?? "") as Answer;
  }

  #complete(): string[] {
    return this.#program.stdout.split("\n").slice(0, -1);
  }
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024;
}

/** User and system time of a process, all its threads; the kernel counts in steps of 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function report(figures: ReadonlyMap<string, ReadonlyMap<string, number[]>>): BenchResult[] {
  const peerName = "GramJS + XADD + ws";
  const peer = figures.get(peerName);
  const results: BenchResult[] = [];
  for (const [system, values] of figures) {
    if (system === peerName) continue;
    const row = (label: string, unit: string, key: string): void => {
      // The peer's frames do not tell when they went to its log.
      const rounds = peer?.get(key)?.filter(Number.isFinite) ?? [];
      results.push(
        result(
          `${system}: ${label}`,
          unit,
          values.get(key) ?? [],
          rounds.length === 0 ? undefined : { name: peerName, rounds },
        ),
      );
    };
    row(`${BURST} messages archived and delivered to ${CLIENTS} clients`, "s", "burst");
    row("CPU a message, flat out", "µs", "cpu flat out");
    for (const { rate } of PACED) {
      row(`CPU a message at ${rate}/s`, "µs", `cpu ${rate}`);
      for (const [stage, label] of Object.entries(LABELS)) {
        row(`${label} at ${rate}/s, p50`, "ms", `${stage} p50 ${rate}`);
        row(`${label} at ${rate}/s, p99`, "ms", `${stage} p99 ${rate}`);
      }
    }
    row("lost", "messages", "lost");
    row("duplicated", "messages", "duplicated");
    row("resident memory at the end", "MB", "rss");
  }
  return results;
}

if (import.meta.main) print("pipeline", await run());
