// Runs the demo as a new user does and holds it to its promise: nothing lost, nothing doubled,
// every shape of call found, and taken back where its author took it back.
import { spawnSync } from "node:child_process";

const run = spawnSync("npm", ["run", "--silent", "demo", "--", "--json", "--duration", "15", "--rate", "12"], {
  encoding: "utf8",
  timeout: 240_000,
});
const lines = run.stdout
  .split("\n")
  .filter((line) => line.startsWith("{"))
  .map((line) => JSON.parse(line));
const summary = lines.find(({ type }) => type === "summary");
console.log(JSON.stringify(summary));
const isGood =
  run.status === 0 &&
  lines[0]?.type === "ready" &&
  summary?.messages > 0 &&
  summary.detections > 0 &&
  summary.lost === 0 &&
  summary.duplicated === 0 &&
  summary.unexpected === 0 &&
  Object.values(summary.shapes).length >= 13 &&
  Object.values(summary.shapes).every(({ called, missed }) => called > 0 && missed === 0);
if (!isGood) {
  console.error(run.stderr.slice(-4000));
  process.exitCode = 1;
}
