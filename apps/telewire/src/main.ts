import { TelewireError } from "@telewire/contracts";
import { printable } from "@telewire/kit";
import { ExplainedError, UsageError } from "./command.ts";
import type { Command, Terminal } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { editDistance } from "./edit-distance.ts";
import { explainError } from "./explain-error.ts";
import { VERSION } from "./server/version.ts";

/** Timers that libraries leave behind (mtcute's outlive their calls by 20 s) hold a finished process no longer than this. */
const LINGER_MS = 200;

/** The command line: `telewire COMMAND [arguments]`. Sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.once("error", endWithReader);
  process.exitCode = await run(args, {
    env: process.env,
    stdin: process.stdin,
    // Names and texts are Telegram's and clients', who may not steer the terminal.
    out: (text) => void process.stdout.write(printable(text)),
    err: (text) => void process.stderr.write(printable(text)),
  });
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/** Nobody reads on, as after `| head`: nothing is left to do. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}

export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    terminal.out(overview());
    return 0;
  }
  if (name === "--version" || name === "-v" || name === "version") {
    terminal.out(`telewire ${VERSION} (Node ${process.versions.node})\n`);
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    terminal.err(
      `telewire: there is no ${name.startsWith("-") ? "option" : "command"} '${name}'${nearTo(name)}\n\n${overview()}`,
    );
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    terminal.out(command.usage);
    return 0;
  }
  return runCommand(command, rest, terminal);
}

async function runCommand(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await command.run(args, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`telewire ${command.name}: ${error.message}\n\n${command.usage}`);
      return 2;
    }
    if (error instanceof ExplainedError) {
      terminal.err(`telewire ${command.name}: ${error.message}\n`);
      return 1;
    }
    terminal.err(explainError(TelewireError.from(error)));
    return 1;
  }
}

function nearTo(name: string): string {
  const near = COMMANDS.find((command) => editDistance(command.name, name) <= 2);
  return near === undefined ? "" : `; did you mean '${near.name}'?`;
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    "Telewire: a gateway to Telegram user accounts.",
    "",
    "Usage: telewire COMMAND [arguments]",
    "",
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "`telewire COMMAND --help` tells more, `telewire --version` which this is. Settings: docs/reference/config.md.",
    "",
  ].join("\n");
}
