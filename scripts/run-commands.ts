import { spawn } from "node:child_process";
import { once } from "node:events";

export interface NamedCommand {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Runs all, each to its end; returns 0 when all passed and says which did not. */
export async function runAll(commands: readonly NamedCommand[]): Promise<0 | 1> {
  const failed: string[] = [];
  for (const { name, command } of commands) {
    const [program, ...args] = command;
    const child = spawn(program, args, { stdio: "inherit" });
    const [code] = (await once(child, "exit")) as [number | null];
    console.log(`${code === 0 ? "ok" : "FAILED"} ${name}`);
    if (code !== 0) failed.push(name);
  }
  return failed.length === 0 ? 0 : 1;
}
