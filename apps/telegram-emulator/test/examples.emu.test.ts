import { spawn } from "node:child_process";
import { once } from "node:events";

import { expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";

const pathOf = (name: string): string => new URL(`../examples/${name}`, import.meta.url).pathname;

const run = async (command: string, args: string[], input = ""): Promise<string> => {
  const child = spawn(command, args);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  child.stdin.end(input);
  await once(child, "close");
  return output;
};

it.each(["mtcute.ts", "gramjs.mjs"])("%s receives what Bob says", async (name) => {
  expect(await run(process.execPath, [pathOf(name)])).toContain("Bob: hello from Bob");
});

it("telethon_client.py receives what Bob says", async () => {
  const telegram = await TelegramEmulator.start({ dcs: [2] });
  const output = await run("/usr/bin/python3", [pathOf("telethon_client.py")], `${JSON.stringify(telegram.ready)}\n`);
  await telegram.stop();
  expect(output).toContain("Bob: hello from Bob");
});
