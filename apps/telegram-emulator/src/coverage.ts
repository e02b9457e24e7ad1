import { METHODS } from "./services/index.ts";
import { sharedCodec } from "./tl/codec.ts";

const HEAD = ["method", "needs a login", "errors of its own"];

const code = (text: string): string => `\`${text}\``;

/** A table with columns as wide as their widest cell, as the formatter wants it. */
const tableOf = (rows: readonly (readonly string[])[]): string[] => {
  const widths = HEAD.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(HEAD), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
};

/** The table of methods and their errors, generated from what is registered. */
export const coverageTable = (): string => {
  const codec = sharedCodec();
  const errors = new Set(METHODS.flatMap((method) => method.errors));
  const rows = [...METHODS]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((method) => [
      code(method.name),
      method.needsUser ? "yes" : "no",
      [...new Set(method.errors)].map(code).join(", "),
    ]);
  return [
    "# What the emulator answers",
    "",
    `Generated from the registrations (\`npm run coverage -w telegram-emulator\`): ${METHODS.length} of the ${codec.methodNames().length} methods of layer ${codec.newestLayer}, with ${errors.size} errors of their own.`,
    "Any other method answers `400 INPUT_METHOD_INVALID`. Every error can also be had from any method by a fault.",
    "",
    ...tableOf(rows),
    "",
  ].join("\n");
};
