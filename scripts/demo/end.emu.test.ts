import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { until } from "@telewire/testing";
import { expect, it } from "vitest";

/** The demo as a person starts it. */
function startDemo() {
  const child = spawn(process.execPath, ["scripts/demo.ts", "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, ended, said: text(child.stderr) };
}

async function childOf(pid: number | undefined, program: string): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "pid=,args=", "--ppid", String(pid)]).catch(() => ({
    stdout: "",
  }));
  const line = stdout.split("\n").find((found) => found.includes(program));
  return line === undefined ? undefined : Number.parseInt(line, 10);
}

it.each(["telewire.mjs serve", "telegram-emulator.mjs"])(
  "says so when %s ends by itself",
  async (program) => {
    const { child, ended, said } = startDemo();
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) if (line.includes("Ctrl-C ends it")) break;
    process.kill((await childOf(child.pid, program)) ?? 0, "SIGKILL");
    expect(await ended).toEqual([1, null]);
    expect(await said).toMatch(/^the (server|emulator) has ended:/);
  },
  60_000,
);

it("ends at once when it is interrupted while it starts, and tells nothing then", async () => {
  const { child, ended, said } = startDemo();
  const output = text(child.stdout);
  await until(async () => (await childOf(child.pid, "telegram-emulator.mjs")) !== undefined);
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  expect([await output, await said]).toEqual(["", ""]);
}, 60_000);

it("prints a command that makes another link into its dashboard", async () => {
  const { child, ended } = startDemo();
  const output: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    output.push(line);
    if (line.includes("Ctrl-C ends it")) break;
  }
  const [, env = "", args = ""] = /^  New link {4}(\S+) npm run telewire -- (.*)$/m.exec(output.join("\n")) ?? [];
  const program = `${env} ${process.execPath} apps/telewire/bin/telewire.mjs ${args}`;
  const { stdout } = await promisify(execFile)("bash", ["-c", program]);
  const answer = await fetch(stdout.trim(), { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
}, 60_000);
