import { createInterface } from "node:readline";
import { text as textOf } from "node:stream/consumers";
import { detectJsonl, explainJson } from "@telewire/detect";
import { parseArguments, UsageError } from "../command.ts";
import type { Command } from "../command.ts";

export const detectCommand: Command = {
  name: "detect",
  summary: "Finds contract addresses in messages given on standard input.",
  usage: `Usage: telewire detect --jsonl     a message a line: {"id","text","entities","buttons","preview","quote","previous"}
       telewire detect explain     one message, as such a line or as plain text

--jsonl answers {"id","findings":[{"family","chain","address","role","confidence","flags",...}]} for each line;
explain also what was not taken for an address, each with a code and the reason.
`,
  async run(args, { stdin, out }) {
    const parsed = parseArguments(args, { jsonl: { type: "boolean" } }, 1);
    const [action] = parsed.positionals;
    const isJsonl = parsed.flag("jsonl");
    if (isJsonl && action === undefined) {
      for await (const line of createInterface({ input: stdin })) if (line.trim() !== "") out(`${detectJsonl(line)}\n`);
      return 0;
    }
    if (isJsonl || action !== "explain") throw new UsageError("either --jsonl or explain");
    const explained: unknown = JSON.parse(explainJson((await textOf(stdin)).trimEnd()));
    out(`${JSON.stringify(explained, null, 2)}\n`);
    return 0;
  },
};
