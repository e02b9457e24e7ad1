import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import type { Interface } from "node:readline";
import { join } from "node:path";

/** A program of a bench on a core of its own: the server by default on core 0, so that the load has another. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #interface: Interface;

  constructor(script: string, core = 0) {
    this.#child = spawn("taskset", ["-c", String(core), process.execPath, join(import.meta.dirname, script)], {
      stdio: ["pipe", "pipe", "inherit"],
    }) as unknown as ChildProcessWithoutNullStreams;
    this.#interface = createInterface({ input: this.#child.stdout });
    this.#lines = this.#interface[Symbol.asyncIterator]();
  }

  /** The next line that it prints, as JSON. */
  async next<Value>(): Promise<Value> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error("the server process ended");
    return JSON.parse(value) as Value;
  }

  say(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  async usage(): Promise<{ readonly cpuMicroseconds: number; readonly rssBytes: number }> {
    this.say("cpu");
    return this.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(timer);
    this.#interface.close();
  }
}
