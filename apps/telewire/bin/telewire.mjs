#!/usr/bin/env node
// Plain JavaScript that Node 12 can read: an older Node gets as far as saying what to do.
import { spawn } from "child_process";
import { existsSync, readFileSync } from "fs";
import module from "module";
import { dirname, join } from "path";
import { fileURLToPath } from "url";

const WANTED_MAJOR = 24;
const cacheFolder = fileURLToPath(new URL("../../../node_modules/.cache/telewire", import.meta.url));
const major = Number(process.versions.node.split(".")[0]);

if (major >= WANTED_MAJOR) {
  if (process.argv[2] === "serve") becomeServer();
  // Stripped and compiled sources are kept, for the worker threads as well: the next start is quicker and smaller.
  if (process.env.NODE_COMPILE_CACHE === undefined) process.env.NODE_COMPILE_CACHE = cacheFolder;
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  void import("../src/main.ts").then(({ main }) => main(process.argv.slice(2)));
} else {
  const pinned = findPinnedNode(dirname(fileURLToPath(import.meta.url)));
  if (pinned === undefined) {
    process.stderr.write(
      `Telewire needs Node ${WANTED_MAJOR} or newer; this is Node ${process.versions.node}.\n` +
        "Run `npm ci` in the project: it installs the pinned Node, and `npm run` and this command then use it.\n",
    );
    process.exitCode = 1;
  } else {
    runWith(pinned);
  }
}

/**
 * Starts anew in this same process, where the system can do that, with less memory: a small young generation, an old one
 * that is cleared before it has doubled, few arenas of malloc, which give back what is free. (Cleared when it has grown by
 * a fifth, the server is 40 MB smaller, and busy with it for a fifth of its time: at 5,000 messages/s everybody waits.)
 * All of it is read at a process's start only.
 */
function becomeServer() {
  const { flags, env } = JSON.parse(readFileSync(new URL("server-memory.json", import.meta.url), "utf8"));
  if (process.platform === "win32" || process.execve === undefined || process.execArgv.includes(flags[0])) return;
  const args = [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, args, { ...env, ...process.env });
}

function findPinnedNode(from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", ".bin", "node");
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

function runWith(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
  // A terminal sends SIGINT to both processes by itself.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code === null ? 128 + (signal === "SIGKILL" ? 9 : 15) : code;
  });
}
