import { connect } from "node:net";
import { TelewireError } from "@telewire/contracts";
import { createLogger } from "@telewire/kit";
import { CONFIG_OPTION, configOf, parseArguments } from "../command.ts";
import type { Command } from "../command.ts";
import type { Config } from "../config/schema.ts";
import { explainError } from "../explain-error.ts";

interface Check {
  readonly name: string;
  /** What was found; throws what is wrong. */
  readonly run: () => Promise<string>;
}

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
}

const DIAL_MS = 5000;
/** Telegram's production DC 2. */
const TELEGRAM_DC = { host: "149.154.167.51", port: 443 };

export const doctorCommand: Command = {
  name: "doctor",
  summary: "Checks runtime, settings, storage, key and the way to Telegram.",
  usage: `Usage: telewire doctor [--config FILE] [--json]

Exit code 1 when something is wrong. Changes nothing; a running server may go on.
`,
  async run(args, terminal) {
    const parsed = parseArguments(args, { ...CONFIG_OPTION, json: { type: "boolean" } });
    const findings: Finding[] = [];
    const check = async ({ name, run }: Check): Promise<boolean> => {
      const finding = await run().then(
        (found) => ({ name, ok: true, found }),
        (error: unknown) => ({ name, ok: false, found: reasonOf(error) }),
      );
      findings.push(finding);
      if (!parsed.flag("json")) terminal.out(`${finding.ok ? "ok  " : "FAIL"} ${name}: ${finding.found}\n`);
      return finding.ok;
    };
    await check({ name: "runtime", run: () => Promise.resolve(`Node ${process.version}`) });
    let config: Config | undefined;
    const hasConfig = await check({
      name: "settings",
      run: async () => {
        config = configOf(parsed, terminal);
        return `roles ${config.roles.join(", ")}, ${config.redisUrl === undefined ? `embedded in ${config.dataDir}` : "Redis and Postgres"}`;
      },
    });
    if (hasConfig && config !== undefined) for (const item of await checksOf(config)) await check(item);
    if (parsed.flag("json")) terminal.out(`${JSON.stringify({ ok: findings.every(({ ok }) => ok), findings })}\n`);
    return findings.every(({ ok }) => ok) ? 0 : 1;
  },
};

async function checksOf(config: Config): Promise<Check[]> {
  const { openArchive, pingLog } = await import("../server/storage.ts");
  const { checkEncryptionKey, openSecrets } = await import("../server/secrets.ts");
  const { telegramOptionsOf } = await import("../server/telegram.ts");
  const checks: Check[] = [
    { name: "log", run: () => pingLog(config) },
    {
      name: "archive and encryption key",
      run: async () => {
        await using archive = await openArchive(config);
        await archive.ping();
        const logger = createLogger({ name: "telewire", level: "silent" });
        await checkEncryptionKey(archive, (await openSecrets(config, archive, logger)).box);
        return `${(await archive.sessions.list()).length} stored sessions, all can be opened`;
      },
    },
  ];
  if (config.roles.includes("listener")) {
    checks.push({
      name: "telegram",
      run: async () => {
        const { host, port } = telegramOptionsOf(config).dc ?? TELEGRAM_DC;
        const tookMs = await dial(host, port);
        return `${host}:${port} answers in ${tookMs.toFixed(0)} ms`;
      },
    });
  }
  return checks;
}

async function dial(host: string, port: number): Promise<number> {
  const startedAt = performance.now();
  const socket = connect({ host, port, timeout: DIAL_MS });
  try {
    await new Promise<void>((resolve, reject) => {
      socket
        .once("connect", resolve)
        .once("error", reject)
        .once("timeout", () => reject(new Error(`${host}:${port} does not answer`)));
    });
    return performance.now() - startedAt;
  } finally {
    socket.destroy();
  }
}

function reasonOf(error: unknown): string {
  return explainError(TelewireError.from(error))
    .trim()
    .replace(/:\s*\n\s*/, ": ")
    .replaceAll(/\s*\n\s*/g, "; ")
    .replace(/^telewire: /, "");
}
