import { createLogger } from "@telewire/kit";
import { CONFIG_OPTION, configOf, parseArguments, UsageError } from "../command.ts";
import type { Command, ParsedArguments, Terminal } from "../command.ts";

export const auditCommand: Command = {
  name: "audit",
  summary: "Verifies and exports the audit log.",
  usage: `Usage: telewire audit verify [--config FILE] [--json]
       telewire audit export [--day YYYY-MM-DD] [--config FILE]

verify  Walks the chain of every node: says which entry was changed, removed or added, and exits with 1 then.
export  Prints the entries of a day (default: today, UTC), one JSON object a line, newest first.
`,
  async run(args, terminal) {
    const flag = { type: "boolean" } as const;
    const parsed = parseArguments(args, { ...CONFIG_OPTION, day: { type: "string" }, json: flag }, 1);
    const [action] = parsed.positionals;
    switch (action) {
      case "verify":
        return verify(parsed, terminal);
      case "export":
        return exportDay(parsed, terminal);
      default:
        throw new UsageError(action === undefined ? "verify or export?" : `there is no 'audit ${action}'`);
    }
  },
};

async function verify(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const config = configOf(parsed, terminal, { purpose: "storage" });
  const { openSecrets } = await import("../server/secrets.ts");
  const { openArchive } = await import("../server/storage.ts");
  const { verifyAuditLog } = await import("@telewire/gateway");
  await using archive = await openArchive(config);
  const { box } = await openSecrets(config, archive, createLogger({ name: "telewire", level: "warn" }));
  const verdict = await verifyAuditLog({ records: archive.records, secrets: box });
  const { problem, entries } = verdict;
  if (parsed.flag("json")) terminal.out(`${JSON.stringify(verdict)}\n`);
  else if (problem === null) terminal.out(`The audit log is whole: ${entries} entries.\n`);
  else
    terminal.err(
      `telewire audit: ${problem.what}: node ${problem.nodeId}, ${problem.day}, entry ${problem.sequence} (${entries} entries before it are good)\n`,
    );
  return verdict.ok ? 0 : 1;
}

async function exportDay(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const day = parsed.text("day");
  if (day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(day)) throw new UsageError("--day is a date like 2026-01-31");
  const config = configOf(parsed, terminal, { purpose: "storage" });
  const { openArchive } = await import("../server/storage.ts");
  const { listAuditEntries } = await import("@telewire/gateway");
  await using archive = await openArchive(config);
  const wanted = day ?? new Date().toISOString().slice(0, 10);
  for await (const entry of listAuditEntries(archive.records, wanted)) terminal.out(`${JSON.stringify(entry)}\n`);
  return 0;
}
