import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CONFIG_OPTION, configOf, parseArguments, UsageError } from "../command.ts";
import type { Command } from "../command.ts";
import { CONFIG_FIELDS, textOf } from "../config/fields.ts";
import { redactConfig } from "../config/redact.ts";
import { renderConfigReference, renderEnvExample } from "../config/render-docs.ts";

const DOCUMENTS = [
  { path: "docs/reference/config.md", render: renderConfigReference },
  { path: ".env.example", render: renderEnvExample },
] as const;

export const configCommand: Command = {
  name: "config",
  summary: "Shows or checks the settings.",
  usage: `Usage: telewire config print|check|docs [--config FILE] [--json] [--write]

  print   The settings in force, secrets left out (--json: as JSON).
  check   Reports everything that is wrong; exit code 1 when something is.
  docs    The reference of all settings (--write: into docs/reference/config.md and .env.example of this folder).
`,
  async run(args, terminal) {
    const parsed = parseArguments(args, { ...CONFIG_OPTION, json: { type: "boolean" }, write: { type: "boolean" } }, 1);
    const [action] = parsed.positionals;
    switch (action) {
      case "print": {
        const shown = redactConfig(configOf(parsed, terminal));
        terminal.out(parsed.flag("json") ? `${JSON.stringify(shown)}\n` : renderText(shown));
        return 0;
      }
      case "check":
        configOf(parsed, terminal);
        terminal.out("The configuration is valid.\n");
        return 0;
      case "docs":
        if (!parsed.flag("write")) terminal.out(renderConfigReference());
        else for (const { path, render } of DOCUMENTS) writeDocument(path, render());
        return 0;
      default:
        throw new UsageError(action === undefined ? "print, check or docs?" : `there is no 'config ${action}'`);
    }
  },
};

function renderText(shown: Readonly<Record<string, unknown>>): string {
  return CONFIG_FIELDS.map(({ env, name }) => `${env}=${textOf(shown[name])}\n`).join("");
}

function writeDocument(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
