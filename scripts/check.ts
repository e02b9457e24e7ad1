import { runAll } from "./run-commands.ts";

const node = process.execPath;

process.exitCode = await runAll([
  { name: "types", command: ["tsc", "-p", "tsconfig.json"] },
  { name: "types of the dashboard", command: ["tsc", "-p", "apps/dashboard/tsconfig.json"] },
  { name: "arrows", command: [node, "node_modules/vitest/vitest.mjs", "run", "scripts/arrows.test.ts"] },
  { name: "unused", command: ["knip"] },
  { name: "docs in step", command: [node, "scripts/docs.ts"] },
]);
