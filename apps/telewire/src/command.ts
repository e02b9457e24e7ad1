import { parseArgs } from "node:util";
import type { ParseArgsOptionsConfig } from "node:util";
import { loadConfig } from "./config/load-config.ts";
import type { ConfigSources } from "./config/load-config.ts";
import type { Config } from "./config/schema.ts";
import { editDistance } from "./edit-distance.ts";

/** What a command has of the outside. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  /** The exit code. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** The command line is wrong: the command's usage is printed. */
export class UsageError extends Error {}

/** It went wrong in a way that its message explains whole. */
export class ExplainedError extends Error {}

export interface ParsedArguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  flag(name: string): boolean;
}

/** @throws UsageError */
export function parseArguments(
  args: readonly string[],
  options: ParseArgsOptionsConfig,
  maxPositionals = 0,
): ParsedArguments {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: maxPositionals > 0, strict: true });
  } catch (error) {
    throw new UsageError(parseProblem((error as Error).message, Object.keys(options)), { cause: error });
  }
  const { values, positionals } = parsed;
  if (positionals.length > maxPositionals) throw new UsageError(`Unexpected argument '${positionals[maxPositionals]}'`);
  const value = (name: string): unknown => values[name];
  return {
    positionals,
    text: (name) => (typeof value(name) === "string" ? (value(name) as string) : undefined),
    list: (name) => (Array.isArray(value(name)) ? (value(name) as string[]) : []),
    flag: (name) => value(name) === true,
  };
}

/** Node's first sentence; the others speak to programmers. */
function parseProblem(message: string, known: readonly string[]): string {
  const [sentence = message] = message.split(/\.?(?:\s*\n|\. |\.$)/);
  const given = /^Unknown option '--(.+)'/.exec(sentence)?.[1];
  const near = known.find((name) => given !== undefined && editDistance(name, given) <= 2);
  return near === undefined ? sentence : `${sentence}; did you mean '--${near}'?`;
}

export const CONFIG_OPTION = { config: { type: "string" } } as const satisfies ParseArgsOptionsConfig;

/** The configuration that `--config FILE` and the environment give. */
export function configOf(
  args: ParsedArguments,
  terminal: Terminal,
  sources: Pick<ConfigSources, "overrides" | "purpose"> = {},
): Config {
  const file = args.text("config");
  return loadConfig({ env: terminal.env, ...sources, ...(file === undefined ? {} : { file }) });
}
