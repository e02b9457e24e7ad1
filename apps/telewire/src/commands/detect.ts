import { createInterface } from "node:readline";
import { text as textOf } from "node:stream/consumers";
import { detectJsonl, explainJson } from "@telewire/detect";
import { parseArguments, UsageError } from "../command.ts";
import type { Command, Terminal } from "../command.ts";

const FIELDS = ["text", "entities", "buttons", "preview", "quote", "poll", "previous"];

export const detectCommand: Command = {
  name: "detect",
  summary: "Finds contract addresses in messages given on standard input.",
  usage: `Usage: telewire detect --jsonl     a message a line: {"id","text","entities","buttons","preview","quote","poll","previous"}
       telewire detect explain     one message, as such a line or as plain text; or several such lines

--jsonl answers {"id","findings":[{"family","chain","address","role","confidence","flags",...}]} for each line;
explain also what was not taken for an address, each with a code and the reason: indented for one message, a line
each for several.
`,
  async run(args, terminal) {
    const { stdin, out, err } = terminal;
    const parsed = parseArguments(args, { jsonl: { type: "boolean" } }, 1);
    const [action] = parsed.positionals;
    const isJsonl = parsed.flag("jsonl");
    if (isJsonl ? action !== undefined : action !== "explain") throw new UsageError("either --jsonl or explain");
    if (stdin.isTTY) err("Reads what you type or paste; Ctrl-D ends it.\n");
    if (!isJsonl) explain((await textOf(stdin)).trimEnd(), terminal);
    else
      for await (const line of createInterface({ input: stdin })) if (line.trim() !== "") out(`${detectJsonl(line)}\n`);
    return 0;
  },
};

function explain(input: string, { out, err }: Terminal): void {
  const lines = input.split("\n").filter((line) => line.trim() !== "");
  if (lines.length > 1 && objectOf(input) === undefined && lines.every((line) => objectOf(line) !== undefined)) {
    for (const line of lines) out(`${explainJson(line)}\n`);
    return;
  }
  const doubt = doubtAbout(input);
  if (doubt !== undefined) err(`telewire detect: ${doubt}\n`);
  out(`${JSON.stringify(JSON.parse(explainJson(input)), null, 2)}\n`);
}

/** What a person who meant to give JSON should know: their message would be read as something else. */
function doubtAbout(input: string): string | undefined {
  const message = objectOf(input);
  if (message !== undefined)
    return FIELDS.some((name) => name in message)
      ? undefined
      : `the message has none of the fields ${FIELDS.join(", ")}`;
  return /^\s*[{[]\s*["{]/.test(input)
    ? "this looks like JSON but is no JSON object: it is read as plain text"
    : undefined;
}

function objectOf(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
