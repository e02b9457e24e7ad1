#!/usr/bin/env node
// Plain JavaScript that Node 12 can read: an older Node gets as far as saying what to do.
import { spawn } from "child_process";
import { existsSync } from "fs";
import { dirname, join } from "path";
import { fileURLToPath } from "url";

const WANTED_MAJOR = 24;
const major = Number(process.versions.node.split(".")[0]);

if (major >= WANTED_MAJOR) {
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
