import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Api } from "./demo/api.ts";
import type { Frame } from "./demo/api.ts";
import { Ledger } from "./demo/ledger.ts";
import type { EventKind, Summary } from "./demo/ledger.ts";
import { Child, ChildFailure } from "./demo/processes.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";
import { Town } from "./demo/town.ts";
import { ACCOUNTS } from "./demo/world.ts";

const USAGE = `Usage: npm run demo -- [--json] [--duration SECONDS] [--port PORT] [--seed NUMBER] [--rate MESSAGES_PER_SECOND]

Starts a Telegram data centre, the server and live traffic on this machine, and prints where to look.
  --json      One JSON line when ready; with --duration another with what was lost and doubled.
  --duration  Ends by itself after so many seconds (default: runs until interrupted).
  --port      Port of the dashboard and API (default 8080; 0 takes any).
  --seed      The same seed makes the same world and talk (default 1).
  --rate      Messages a second (default 8).
`;
const EMULATOR = "apps/telegram-emulator/bin/telegram-emulator.mjs";
const SERVER = "apps/telewire/bin/telewire.mjs";
/** How long the last messages may take to arrive. */
const SETTLE_MS = 15_000;
const FAILURE_MS = 1000;
const KIND_OF_FRAME: Readonly<Record<string, EventKind>> = {
  NEW_MESSAGE: "message",
  MESSAGE_EDITED: "edit",
  MESSAGE_DELETED: "delete",
};

interface EmulatorReady {
  readonly type: "ready";
  readonly dcs: readonly { readonly id: number; readonly host: string; readonly port: number }[];
  readonly publicKeyPem: string;
  readonly control: string;
}

interface Options {
  readonly isJson: boolean;
  readonly durationMs: number | undefined;
  readonly port: number;
  readonly seed: number;
  readonly rate: number;
}

try {
  const options = readOptions();
  if (options === undefined) process.stdout.write(USAGE);
  else await main(options);
} catch (error) {
  if (!isExplained(error)) throw error;
  process.stderr.write(`${error.message}\n${hint(error.message)}`);
  process.exitCode = 1;
}

/** An error that a person can do something about: no stack. */
function isExplained(error: unknown): error is Error {
  const isUnknownOption =
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  return isUnknownOption || error instanceof ChildFailure || error instanceof RangeError;
}

function hint(message: string): string {
  if (message.includes("PORT_IN_USE"))
    return "\nGive it another one: npm run demo -- --port 0 takes any that is free.\n";
  return message.startsWith("--") || message.includes("option") ? `\n${USAGE}` : "";
}

function readOptions(): Options | undefined {
  const number = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({
    options: { json: flag, help: flag, duration: number, port: number, seed: number, rate: number },
  });
  if (values.help === true) return undefined;
  const positive = (name: "duration" | "port" | "seed" | "rate", fallback: number): number => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (!Number.isFinite(value) || value < 0) throw new RangeError(`--${name} takes a number that is not negative`);
    return value;
  };
  return {
    isJson: values.json === true,
    durationMs: values.duration === undefined ? undefined : positive("duration", 0) * 1000,
    port: positive("port", values.json === true ? 0 : 8080),
    seed: positive("seed", 1),
    rate: positive("rate", 8),
  };
}

async function main({ isJson, durationMs, port, seed, rate }: Options): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  const directory = await mkdtemp(join(tmpdir(), "telewire-demo-"));
  try {
    await using emulator = new Child("the emulator", [
      EMULATOR,
      "--json",
      "--seed",
      String(seed),
      "--state",
      join(directory, "telegram.journal"),
    ]);
    const telegram = await emulator.jsonLine<EmulatorReady>();
    stop.signal.throwIfAborted();
    const random = new SeededRandom(seed);
    const town = await Town.found((method, path, body) => control(telegram, method, path, body), random);

    stop.signal.throwIfAborted();
    const env = await serverEnvironment(directory, telegram, port);
    await using server = new Child("the server", [SERVER, "serve", "--json"], env);
    const { url } = await server.jsonLine<{ url: string }>();
    stop.signal.throwIfAborted();
    const { apiKey, secret } = await commandLine<{ apiKey: string; secret: string }>(
      ["keys", "create", "--name", "demo", "--role", "admin", "--json"],
      env,
    );
    stop.signal.throwIfAborted();
    const { path } = await commandLine<{ path: string }>(["signin-link", "--json"], env);

    const api = new Api(url);
    await api.authenticate(apiKey);
    const ledger = new Ledger();
    const sessionIds: string[] = [];
    for (const account of Object.values(ACCOUNTS)) sessionIds.push(await logIn(api, telegram, account));
    await Promise.all(sessionIds.map((sessionId) => live(api, sessionId)));
    await api.stream("messages/*", (frame) => countMessage(ledger, frame));
    await api.stream("detections", (frame) => countDetection(ledger, frame));
    stop.signal.throwIfAborted();

    if (isJson) {
      const chats = town.chats.map(({ id, title, kind }) => ({ id, title, kind }));
      print({
        type: "ready",
        url,
        api: `${url}/api/v1`,
        apiKey,
        apiSecret: secret,
        sessionIds,
        chats,
        emulator: telegram,
        signIn: url + path,
      });
    } else process.stdout.write(welcome(url, path, apiKey, telegram.control, join(directory, "data")));

    const failed = Promise.race([emulator.failure(), server.failure()]);
    failed.catch((error: unknown) => stop.abort(error));
    await talk(town, ledger, rate, durationMs, stop.signal).catch(async (error: unknown) => {
      // Who speaks to a program that has ended hears of it a moment before its end is known.
      await Promise.race([failed, sleep(FAILURE_MS)]);
      throw error;
    });
    stop.signal.throwIfAborted();
    await town.finish(ledger);
    await settle(ledger);
    const summary = ledger.summary();
    if (isJson) print({ type: "summary", ...summary });
    else process.stdout.write(inWords(summary));
    if (summary.lost + summary.duplicated + summary.missed > 0) process.exitCode = 1;
  } catch (error) {
    // What a person ended is no failure; what ended by itself is told.
    if (error !== stop.signal.reason || error instanceof ChildFailure) throw error;
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function serverEnvironment(
  directory: string,
  telegram: EmulatorReady,
  port: number,
): Promise<Record<string, string>> {
  const [dc] = telegram.dcs;
  const keyFile = join(directory, "telegram.pem");
  await writeFile(keyFile, telegram.publicKeyPem);
  return {
    TELEGRAM_API_ID: "1",
    TELEGRAM_API_HASH: "0".repeat(32),
    TELEGRAM_DC: `${dc?.host}:${dc?.port}`,
    TELEGRAM_DC_PUBLIC_KEY_FILE: keyFile,
    TELEWIRE_DATA_DIR: join(directory, "data"),
    PORT: String(port),
  };
}

async function commandLine<Answer>(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Answer> {
  await using child = new Child(`telewire ${args[0]}`, [SERVER, ...args], env);
  return await child.jsonLine<Answer>();
}

async function control<Answer>(
  telegram: EmulatorReady,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(telegram.control + path, init);
  if (!response.ok) throw new Error(`the emulator refused ${method} ${path}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Through the API, as any program does it. */
async function logIn(
  api: Api,
  telegram: EmulatorReady,
  account: { phone: string; sessionId: string; password?: string },
): Promise<string> {
  const { phone, sessionId, password } = account;
  const { loginId } = await api.post<{ loginId: string }>("/api/v1/auth/send-code", { phone, sessionId });
  const { code } = await control<{ code: string }>(telegram, "GET", `/codes/${phone}`);
  await api.post("/api/v1/auth/verify-code", { loginId, code, ...(password === undefined ? {} : { password }) });
  return sessionId;
}

/** Waits until the session says that it receives. */
async function live(api: Api, sessionId: string): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const { state } = await api.get<{ state: string }>(`/api/v1/sessions/status/${sessionId}`);
    if (state === "live") return;
    if (Date.now() > deadline) throw new Error(`session ${sessionId} is ${state} after ${SETTLE_MS / 1000} s`);
    await sleep(50);
  }
}

function countMessage(ledger: Ledger, { type, data }: Frame): void {
  const kind = KIND_OF_FRAME[type];
  if (kind === undefined) return;
  const { sessionId = "", chatId = "", messageId = "", trace } = data;
  const latencyMs = performance.timeOrigin + performance.now() - (trace?.receivedAt ?? Number.NaN);
  ledger.arrived(kind, Ledger.key(sessionId, chatId, messageId), latencyMs);
}

function countDetection(ledger: Ledger, { type, data: { source, display = "" } }: Frame): void {
  if (source === undefined) return;
  const key = Ledger.key(source.sessionId, source.chatId, source.messageId);
  if (type === "DETECTION") ledger.calls.detected(key, display);
  if (type === "DETECTION_RETRACTED") ledger.calls.retracted(key, display);
}

/** Somebody speaks about `rate` times a second, never quite regularly. */
async function talk(
  town: Town,
  ledger: Ledger,
  rate: number,
  durationMs: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  for (let spoken = 0; !signal.aborted; spoken++) {
    const dueMs = (spoken / rate) * 1000;
    if (durationMs !== undefined && dueMs >= durationMs) return;
    await sleep(Math.max(0, dueMs - (performance.now() - startedAt)), undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await town.speak(ledger);
  }
}

async function settle(ledger: Ledger): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
  while (!ledger.isComplete && Date.now() < deadline) await sleep(20);
}

function welcome(url: string, path: string, apiKey: string, control: string, dataDir: string): string {
  const folder = `'${dataDir.replaceAll("'", String.raw`'\''`)}'`;
  return `
  Telewire is running, with a Telegram of its own and two accounts in it.

  Dashboard   ${url + path}
              (this link signs you in once; afterwards use ${url})
  New link    TELEWIRE_DATA_DIR=${folder} npm run telewire -- signin-link --url ${url}
  API         ${url}/docs

  For the commands of the README, in another terminal:

  export API_KEY=${apiKey} TELEWIRE=${url} TELEGRAM=${control}

  Ctrl-C ends it. Nothing leaves this machine, nothing is kept.

`;
}

function inWords({
  messages,
  detections,
  retractions,
  lost,
  duplicated,
  missed,
  unexpected,
  latencyMs,
}: Summary): string {
  return `  ${messages} messages sent, ${lost} lost, ${duplicated} twice.
  ${detections} addresses detected, ${retractions} of them taken back; ${missed} missed, ${unexpected} that nobody called.
  From Telegram's socket to a client: ${latencyMs.p50} ms in the median, ${latencyMs.p99} ms at the 99th percentile.

`;
}

function print(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
