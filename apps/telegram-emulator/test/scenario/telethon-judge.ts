import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import type { ReadyInfo } from "../../src/index.ts";
import type { Judge, JudgeRun } from "./judge.ts";
import type { Arguments, Outcome, TlRequest } from "./step.ts";

/** Debian's, which has python3-telethon. */
const PYTHON = "/usr/bin/python3";
const SCRIPT = new URL("telethon_judge.py", import.meta.url).pathname;

/** Bytes and 64-bit values as JSON has them. */
const replacer = (_key: string, value: unknown): unknown => {
  if (typeof value === "bigint") return { $long: value.toString() };
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString("base64") } : value;
};

/** Telethon in a process of its own: one line in, one line out. */
class TelethonRun implements JudgeRun {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<unknown>;
  #errors = "";

  constructor(ready: ReadyInfo, transport: string) {
    this.#child = spawn(PYTHON, [SCRIPT, JSON.stringify(ready), transport]);
    this.#exited = once(this.#child, "exit");
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.on("data", (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
  }

  async #ask(request: object): Promise<Outcome> {
    this.#child.stdin.write(`${JSON.stringify(request, replacer)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`Telethon ended: ${this.#errors}`);
    const outcome = JSON.parse(value) as Outcome | { crash: string };
    if ("crash" in outcome) throw new Error(`${outcome.crash} ${this.#errors}`);
    return outcome;
  }

  perform(step: string, args: Arguments): Promise<Outcome> {
    return this.#ask({ step, args });
  }

  invoke(request: TlRequest): Promise<Outcome> {
    return this.#ask({ invoke: request });
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    await this.#exited;
  }
}

export const telethonJudge: Judge = {
  name: "Telethon",
  transports: ["full", "abridged", "intermediate", "obfuscated abridged"],
  start: async (ready, transport) => new TelethonRun(ready, transport),
  steps: async () => {
    const child = spawn(PYTHON, [SCRIPT, "--steps"]);
    let text = "";
    for await (const chunk of child.stdout) text += String(chunk);
    return JSON.parse(text) as string[];
  },
};
