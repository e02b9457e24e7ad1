import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import type { ReadyInfo } from "../../src/index.ts";

const COMMAND = new URL("../../bin/telegram-emulator.mjs", import.meta.url).pathname;

/** The command in a process of its own, so that it can be killed. */
export class EmulatorProcess {
  readonly ready: ReadyInfo;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: ReadyInfo) {
    this.#child = child;
    this.ready = ready;
  }

  static async start(...args: string[]): Promise<EmulatorProcess> {
    const child = spawn(process.execPath, [COMMAND, "--json", ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    for await (const line of createInterface({ input: child.stdout }))
      return new EmulatorProcess(child, JSON.parse(line) as ReadyInfo);
    throw new Error(`the emulator did not start: ${errors}`);
  }

  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<number | null> {
    const exited = once(this.#child, "exit");
    this.#child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  }
}
