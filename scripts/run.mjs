// The front door of every npm script: plain JavaScript that Node 20 can run on a fresh clone.
// Installs what is missing, then runs the named task with the pinned Node.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const MINIMUM_NODE_MAJOR = 24;
/** For npm itself, which brings the pinned Node. */
const MINIMUM_START_MAJOR = 20;
const PARENT_CHECK_MS = 500;

/** Task -> command for the pinned Node, and what it needs first. */
const TASKS = {
  test: { command: ["node_modules/vitest/vitest.mjs", "run"], needs: ["packages", "examples", "system", "dashboard"] },
  demo: { command: ["scripts/demo.ts"], needs: ["packages", "dashboard"] },
  bench: { command: ["bench/run.ts"], needs: ["packages", "system"] },
  start: { command: ["apps/telewire/bin/telewire.mjs", "serve"], needs: ["packages", "dashboard"] },
  telewire: { command: ["apps/telewire/bin/telewire.mjs"], needs: ["packages"] },
  check: { command: ["scripts/check.ts"], needs: ["packages", "examples"] },
  lint: { command: ["scripts/lint.ts"], needs: ["packages", "examples"] },
  setup: { command: undefined, needs: ["packages", "examples", "system", "dashboard"] },
};

/** Debian packages of the programs that tests and benchmarks run for real: a file each installs -> the package. */
const SYSTEM = [
  ["/usr/bin/redis-server", "redis-server"],
  ["/usr/lib/postgresql", "postgresql"],
  ["/usr/bin/chromium", "chromium"],
  ["/usr/lib/python3/dist-packages/telethon", "python3-telethon"],
];

const [name, ...args] = process.argv.slice(2);
const task = Object.hasOwn(TASKS, name ?? "") ? TASKS[name] : undefined;
if (task === undefined) fail(`usage: node scripts/run.mjs ${Object.keys(TASKS).join("|")} [arguments]`);
if (task.needs.includes("packages")) installPackages(root, "npm packages");
// The Workers runtime has a lockfile of its own: 170 MB that only the example needs.
if (task.needs.includes("examples")) installPackages(join(root, "examples/worker"), "the Workers runtime");
const node = pinnedNode();
if (task.needs.includes("system")) installSystemPackages();
if (task.needs.includes("dashboard")) buildDashboard();
if (task.command !== undefined) runTask(node, [...task.command, ...args]);

function installPackages(folder, what) {
  const lock = join(folder, "package-lock.json");
  const installed = join(folder, "node_modules/.package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  if (existsSync(installed) && sameVersions(lock, installed)) return;
  say(`installing ${what}`);
  const install = ["ci", "--prefix", folder, "--ignore-scripts", "--loglevel=error"];
  if (setUp("npm", install) === 0) return;
  const isOld = Number(process.versions.node.split(".")[0]) < MINIMUM_START_MAJOR;
  fail(
    `npm ci failed: see above${isOld ? `. This is Node ${process.version}; it takes ${MINIMUM_START_MAJOR} or newer` : ""}`,
  );
}

/** A fresh checkout gives the lockfile a new time: its content decides. */
function sameVersions(lock, installed) {
  const wanted = JSON.parse(readFileSync(lock, "utf8")).packages;
  const present = JSON.parse(readFileSync(installed, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      path === "" ||
      link === true ||
      optional === true ||
      !path.includes("node_modules/") ||
      present[path]?.version === version,
  );
}

function pinnedNode() {
  const pinned = join(root, "node_modules/.bin/node");
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= MINIMUM_NODE_MAJOR) return process.execPath;
  return fail(
    `Telewire needs Node ${MINIMUM_NODE_MAJOR}; its pinned build exists for Linux on x64 and arm64 only. Install Node ${MINIMUM_NODE_MAJOR} and run this again.`,
  );
}

function installSystemPackages() {
  const missing = SYSTEM.filter(([file]) => !existsSync(file)).map(([, debianPackage]) => debianPackage);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    fail(
      `The tests run real servers, and these are missing: ${missing.join(", ")}.\nOn Debian or Ubuntu install them with:\n  sudo apt-get update && sudo ${command}`,
    );
  }
  say(`installing ${missing.join(", ")}`);
  // Nothing that is installed may start by itself: the fixtures start their own.
  const policy = "printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d";
  const hadPolicy = existsSync("/usr/sbin/policy-rc.d");
  const script = `${hadPolicy ? "true" : policy}; apt-get update -qq && ${command} -qq; code=$?; ${hadPolicy ? "true" : "rm -f /usr/sbin/policy-rc.d"}; exit $code`;
  if (setUp("sh", ["-c", script], { DEBIAN_FRONTEND: "noninteractive" }) !== 0)
    fail(`Could not install ${missing.join(", ")}: see above.`);
}

function buildDashboard() {
  const built = join(root, "apps/dashboard/dist/index.html");
  const newer = ["-type", "f", "-not", "-path", "*/dist/*", "-not", "-path", "*/node_modules/*", "-newer", built];
  const sources = ["apps/dashboard", "packages/client", "packages/contracts"].map((folder) => join(root, folder));
  if (existsSync(built) && spawnSync("find", [...sources, ...newer], { encoding: "utf8" }).stdout === "") return;
  say("building the dashboard");
  if (setUp(node, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "apps/dashboard"]) !== 0)
    fail("the dashboard did not build: see above");
}

function environment(extra = {}) {
  return { ...process.env, ...extra, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` };
}

/** Set-up talks on stderr: the standard output belongs to the task. */
function setUp(command, commandArgs, env = {}) {
  return spawnSync(command, commandArgs, { cwd: root, stdio: ["ignore", 2, 2], env: environment(env) }).status ?? 1;
}

/** Hands signals on, so that the task ends in its own good order. */
function runTask(command, commandArgs) {
  const child = spawn(command, commandArgs, { cwd: root, stdio: "inherit", env: environment() });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm ends at a signal and leaves what it started: the task ends with it.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill("SIGTERM"), PARENT_CHECK_MS).unref();
  child.once("exit", (code, signal) => (process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143)));
}

function say(text) {
  process.stderr.write(`telewire: ${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
