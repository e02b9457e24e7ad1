import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const root = new URL("../../../", import.meta.url).pathname;
const script = new URL("../scripts/build-package.ts", import.meta.url).pathname;

let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "telegram-emulator-package-"));
  const modules = join(project, "node_modules");
  await mkdir(modules);
  await run(process.execPath, [script, join(modules, "telegram-emulator")]);
  for (const name of ["@mtcute", "long", "yaml", "@types", "typescript"])
    await symlink(join(root, "node_modules", name), join(modules, name));
}, 60_000);

afterAll(() => rm(project, { recursive: true }));

it("runs as a command from a project's node_modules", async () => {
  const command = join(project, "node_modules/telegram-emulator/bin/telegram-emulator.mjs");
  const child = spawn(process.execPath, [command, "--json", "--dcs", "2"]);
  let ready: unknown;
  for await (const line of createInterface({ input: child.stdout })) {
    ready = JSON.parse(line);
    child.kill();
  }
  expect(ready).toMatchObject({ type: "ready", dcs: [{ id: 2, host: "127.0.0.1" }] });
});

it("is imported by plain JavaScript", async () => {
  const program = `
    import { TelegramEmulator } from "telegram-emulator";
    await using telegram = await TelegramEmulator.start({ dcs: [2] });
    console.log(telegram.addUser({ phone: "9996621111", firstName: "Ann" }).firstName);`;
  await writeFile(join(project, "main.mjs"), program);
  expect((await run(process.execPath, [join(project, "main.mjs")])).stdout).toBe("Ann\n");
});

it("has types, and only what its manifest names", async () => {
  const program = `
    import { TelegramEmulator, type FaultSpec } from "telegram-emulator";
    const fault: FaultSpec = { kind: "drop" };
    const telegram = await TelegramEmulator.start();
    const id: string = telegram.addFault(fault);
    // @ts-expect-error there is no such kind
    telegram.addFault({ kind: "nonsense" });
    export { id };`;
  await writeFile(join(project, "main.mts"), program);
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "esnext",
    "--skipLibCheck",
    "--types",
    "node",
  ];
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [compiler, ...options, join(project, "main.mts")], { cwd: project });
  const manifest = JSON.parse(await readFile(join(project, "node_modules/telegram-emulator/package.json"), "utf8"));
  expect(manifest).not.toHaveProperty("private");
  expect(Object.keys(manifest.dependencies)).toEqual(["@mtcute/core", "@mtcute/wasm", "long", "yaml"]);
});
