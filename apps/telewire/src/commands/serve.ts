import { createLogger } from "@telewire/kit";
import { CONFIG_OPTION, configOf, parseArguments, UsageError } from "../command.ts";
import type { Command } from "../command.ts";
import { ROLES } from "../config/schema.ts";

export const serveCommand: Command = {
  name: "serve",
  summary: "Runs the server.",
  usage: `Usage: telewire serve [--role api,listener,consumer] [--config FILE] [--json]

  --role    What this process does; default all. Roles apart need REDIS_URL and DATABASE_URL.
  --config  JSON file with settings (docs/reference/config.md).
  --json    Prints {"type":"ready","url","nodeId"} on stdout once everything runs.

SIGTERM or SIGINT end it in order; a second one at once. Logs are JSON lines on stderr.
`,
  async run(args, terminal) {
    const parsed = parseArguments(args, { ...CONFIG_OPTION, role: { type: "string" }, json: { type: "boolean" } });
    const role = parsed.text("role");
    const unknown = role?.split(",").find((part) => !ROLES.some((known) => known === part.trim()));
    if (unknown !== undefined) throw new UsageError(`--role takes ${ROLES.join(", ")}, not '${unknown.trim()}'`);
    const config = configOf(
      parsed,
      terminal,
      role === undefined ? {} : { overrides: { roles: role.split(",").map((part) => part.trim()) } },
    );
    const { runServer } = await import("../server/run-server.ts");
    return runServer({
      config,
      logger: createLogger({ name: "telewire", level: config.logLevel }),
      onReady: (ready) => {
        if (parsed.flag("json")) terminal.out(`${JSON.stringify({ type: "ready", ...ready })}\n`);
        else terminal.out(`Telewire is ready${ready.url === null ? "" : ` at ${ready.url}`}\n`);
      },
    });
  },
};
