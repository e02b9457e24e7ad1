import { existsSync } from "node:fs";
import { runAll } from "./run-commands.ts";

/** The folders with sources; naming them keeps the linter out of node_modules. */
const FOLDERS = ["apps", "packages", "bench", "scripts", "test", "examples"].filter((folder) => existsSync(folder));

process.exitCode = await runAll([
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings", ...FOLDERS] },
  { name: "format", command: ["oxfmt", "--check", ...FOLDERS] },
]);
