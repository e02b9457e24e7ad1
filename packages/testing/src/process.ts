import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";

/** A free loopback port, as told by the kernel. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** The first of so many free loopback ports in a row. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await freePort();
    const others = await Promise.all(Array.from({ length: count - 1 }, (_, index) => isFree(first + 1 + index)));
    if (others.every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  if (port > 65_535) return false;
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}

const PORT_ATTEMPTS = 5;

/** Starts a program on a free port; on another when somebody took that one since it was found free. */
export async function onFreePort<Server>(start: (port: number) => Promise<Server>, max = 65_535): Promise<Server> {
  for (let attempt = 1; ;) {
    const port = await freePort();
    if (port > max) continue;
    try {
      return await start(port);
    } catch (error) {
      const isTaken = error instanceof ProgramEnded && /EADDRINUSE|address already in use/i.test(error.message);
      if (!isTaken || attempt++ >= PORT_ATTEMPTS) throw error;
    }
  }
}

export interface TempDirectory extends AsyncDisposable {
  readonly path: string;
}

export async function tempDirectory(prefix = "telewire-"): Promise<TempDirectory> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

export interface UntilOptions {
  /** Default 10,000. */
  readonly timeoutMs?: number;
  /** Pause between looks; default 5. */
  readonly intervalMs?: number;
  /** What is awaited, for the error. */
  readonly what?: string;
}

/** Looks until `probe` gives something other than undefined, null or false; a throw counts as "not yet", but for ProgramEnded. */
export async function until<Value>(
  probe: () => Value | Promise<Value>,
  { timeoutMs = 10_000, intervalMs = 5, what = "the condition" }: UntilOptions = {},
): Promise<NonNullable<Exclude<Value, false>>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value as NonNullable<Exclude<Value, false>>;
    } catch (error) {
      if (error instanceof ProgramEnded) throw error;
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: last });
    await (intervalMs === 0 ? setImmediate() : sleep(intervalMs));
  }
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** A real child process with its output kept. */
export class Program implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #exited: Promise<number | NodeJS.Signals>;
  #stdout = "";
  #stderr = "";
  #isRunning = true;

  constructor(command: string, args: readonly string[], options: ProgramOptions = {}) {
    this.child = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      ...options,
      env: { ...process.env, ...options.env },
    });
    this.child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (this.#stdout += chunk));
    this.child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (this.#stderr += chunk));
    this.#exited = new Promise((resolve) => {
      this.child.once("error", (error) => {
        this.#stderr += String(error);
        this.#isRunning = false;
        resolve(127);
      });
      this.child.once("exit", (code, signal) => {
        this.#isRunning = false;
        resolve(signal ?? code ?? 0);
      });
    });
  }

  get pid(): number {
    const { pid } = this.child;
    if (pid === undefined) throw new Error(`the process never started: ${this.#stderr}`);
    return pid;
  }
  get stdout(): string {
    return this.#stdout;
  }
  get stderr(): string {
    return this.#stderr;
  }
  get exited(): Promise<number | NodeJS.Signals> {
    return this.#exited;
  }
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The first complete stdout line that parses as JSON and passes `accept`; fails when the process ends first. */
  async jsonLine<Line>(
    accept: (line: { readonly type?: string }) => boolean = () => true,
    timeoutMs = 20_000,
  ): Promise<Line> {
    return until(
      () => {
        for (const text of this.#stdout.split("\n").slice(0, -1)) {
          if (!text.startsWith("{")) continue;
          const line = JSON.parse(text) as { type?: string };
          if (accept(line)) return line as Line;
        }
        if (!this.isRunning) throw new ProgramEnded(this);
        return undefined;
      },
      { timeoutMs, what: `a JSON line of ${this.child.spawnfile} (stderr: ${this.#stderr.slice(-2000)})` },
    );
  }

  async signal(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    if (this.isRunning) this.child.kill(signal);
    return this.#exited;
  }

  async kill(): Promise<void> {
    await this.signal("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

/** A program that a fixture waited for is gone: waiting longer would not help. */
export class ProgramEnded extends Error {
  constructor(program: Program) {
    super(`the program ended: ${program.stdout.slice(-1000)}${program.stderr.slice(-2000)}`);
  }
}
