import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReceiverArguments, Stats } from "./counter.ts";

/** As `telewire serve` runs. */
const SERVER_MEMORY = JSON.parse(
  readFileSync(new URL("../../apps/telewire/bin/server-memory.json", import.meta.url), "utf8"),
) as { readonly flags: readonly string[]; readonly env: Readonly<Record<string, string>> };

/** One client in a process of its own, that counts what it receives. */
export class Receiver implements AsyncDisposable {
  readonly name: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(name: string, child: ChildProcessByStdio<Writable, Readable, null>) {
    this.name = name;
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Logged in and receiving when it resolves. `file`: a program beside this one, `.ts` or `.py`. */
  static async start(name: string, file: string, args: ReceiverArguments): Promise<Receiver> {
    const program = file.endsWith(".py") ? "/usr/bin/python3" : process.execPath;
    const { flags, env } = file === "product.ts" ? SERVER_MEMORY : { flags: [], env: {} };
    const child = spawn(program, [...flags, `${import.meta.dirname}/${file}`, JSON.stringify(args)], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    const receiver = new Receiver(name, child);
    await receiver.#line();
    return receiver;
  }

  async stats(): Promise<Stats> {
    this.#child.stdin.write("stats\n");
    return JSON.parse(await this.#line()) as Stats;
  }

  /** Waits until it has counted so many, and gives up when nothing more comes for 20 s. */
  async reaches(count: number): Promise<Stats> {
    let last = { count: -1, at: performance.now() };
    for (;;) {
      const stats = await this.stats();
      if (stats.count >= count) return stats;
      if (stats.count > last.count) last = { count: stats.count, at: performance.now() };
      if (performance.now() - last.at > 20_000)
        throw new Error(`${this.name} stopped at ${stats.count} of ${count} messages`);
      await sleep(20);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  async #line(): Promise<string> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error(`${this.name} ended`);
      // Some libraries talk on standard output.
      if (value.startsWith("{")) return value;
    }
  }
}
