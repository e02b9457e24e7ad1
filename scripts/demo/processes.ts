import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A child has ended by itself. The message is what it said of it: its log lines are left out when there is more. */
export class ChildFailure extends Error {
  constructor(name: string, stderr: string) {
    const lines = stderr.trim().split("\n");
    const said = lines.filter((line) => !line.startsWith("{"));
    super([`${name} has ended:`, ...(said.length > 0 ? said : lines)].join("\n"));
  }
}

/** A child whose JSON lines on standard output are awaited one by one; its other output is kept for the error. */
export class Child implements AsyncDisposable {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<unknown>;
  #stderr = "";

  constructor(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#name = name;
    this.#process = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#exited = once(this.#process, "exit");
    guard(this.#process);
    const { stdout, stderr } = this.#process;
    if (stdout === null || stderr === null) throw new Error(`${name} has no output`);
    stderr.setEncoding("utf8").on("data", (chunk: string) => (this.#stderr = (this.#stderr + chunk).slice(-20_000)));
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** The next line that is a JSON object. Throws when the child ends first. */
  async jsonLine<Line>(): Promise<Line> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new ChildFailure(this.#name, this.#stderr);
      if (value.startsWith("{")) return JSON.parse(value) as Line;
    }
  }

  /** Rejects when the child ends by itself. */
  async failure(): Promise<never> {
    await this.#exited;
    throw new ChildFailure(this.#name, this.#stderr);
  }

  /** SIGTERM, and SIGKILL when it takes longer than 10 s. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 10_000);
    await this.#exited;
    clearTimeout(timer);
  }
}

/** Ends the child when this process is killed and cannot do it: its pipe is closed then. Goes with the child. */
function guard(child: ChildProcess): void {
  const script = 'read _; kill -TERM "$0"';
  const watcher = spawn("sh", ["-c", script, String(child.pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  child.once("exit", () => watcher.kill("SIGKILL"));
}
