#!/usr/bin/env node
// Plain JavaScript that Node 12 can read: an older Node gets as far as saying what to do.
import { spawn } from "child_process";
import { existsSync } from "fs";
import module from "module";
import { dirname, join } from "path";
import { fileURLToPath } from "url";

const WANTED_MAJOR = 24;
// A server's memory halves, for a twentieth more CPU: a small young generation, an old one that is cleared before it has
// grown by half, few arenas of malloc, which give back what is free.
const SERVER_FLAGS = ["--max-semi-space-size=8", "--heap-growing-percent=20"];
const SERVER_MALLOC = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "65536", MALLOC_TRIM_THRESHOLD_: "131072" };
const cacheFolder = fileURLToPath(new URL("../../../node_modules/.cache/telewire", import.meta.url));
const major = Number(process.versions.node.split(".")[0]);

if (major >= WANTED_MAJOR) {
  if (process.argv[2] === "serve" && !process.execArgv.includes(SERVER_FLAGS[0])) becomeServer();
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

/** Starts anew in this same process, where the system can do that: flags and malloc are read at the start only. */
function becomeServer() {
  if (process.platform === "win32" || process.execve === undefined) return;
  const args = [process.execPath, ...SERVER_FLAGS, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, args, { ...SERVER_MALLOC, ...process.env });
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
