import { ACCESS_ROLES } from "@telewire/contracts";
import { CONFIG_OPTION, configOf, parseArguments, UsageError } from "../command.ts";
import type { Command } from "../command.ts";

export const signinLinkCommand: Command = {
  name: "signin-link",
  summary: "Makes a link that signs a browser in to the dashboard, once.",
  usage: `Usage: telewire signin-link [--role ROLE] [--url URL] [--config FILE] [--json]

  --role  ${ACCESS_ROLES.join(", ")}; default admin.
  --url   Base URL of the server; default: TELEWIRE_PUBLIC_URL, or http://127.0.0.1:PORT.
  --json  Prints {"path","url"}.

The link works once and for ten minutes.
`,
  async run(args, terminal) {
    const text = { type: "string" } as const;
    const parsed = parseArguments(args, { ...CONFIG_OPTION, role: text, url: text, json: { type: "boolean" } });
    const role = ACCESS_ROLES.find((known) => known === (parsed.text("role") ?? "admin"));
    if (role === undefined) throw new UsageError(`--role must be one of ${ACCESS_ROLES.join(", ")}`);
    const config = configOf(parsed, terminal, { purpose: "storage" });
    const { openArchive } = await import("../server/storage.ts");
    const { createSignInLink } = await import("@telewire/gateway");
    await using archive = await openArchive(config);
    const { path } = await createSignInLink({ archive }, { role });
    const base = (parsed.text("url") ?? config.publicUrl ?? `http://127.0.0.1:${config.port}`).replace(/\/+$/, "");
    terminal.out(parsed.flag("json") ? `${JSON.stringify({ path, url: base + path })}\n` : `${base}${path}\n`);
    return 0;
  },
};
