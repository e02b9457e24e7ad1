import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { TelegramEmulator } from "./emulator.ts";
import { type EmulatorOptions, logToStderr } from "./options.ts";

const HELP = `telegram-emulator: a Telegram data centre on loopback, for tests and development

Usage: telegram-emulator [options]

  --port N            port of the first data centre, the others follow (default 0: any free ports)
  --control-port N    port of the control API (default 0)
  --host ADDRESS      address to listen on (default 127.0.0.1)
  --dcs LIST          ids of the data centres, the home of users first (default 2,1,3,4,5)
  --seed FILE|TEXT    a YAML or JSON world to start with, or a text that makes ids and codes repeatable
  --state FILE        keeps the world in this file, across restarts and crashes
  --key FILE          PEM of the server's private RSA key (else one is made, and kept in the state file)
  --proxy-secret HEX  serve as an MTProxy with this secret (16 bytes), on every port
  --limits            put Telegram's flood limits in force
  --verbose           log what clients ask for and the emulator does not know
  --json              print one JSON line when ready
  --help
`;

const isFile = (value: string): boolean => /\.(ya?ml|json)$/i.test(value);

const numberOf = (name: string, text: string | undefined): number => {
  const value = Number(text ?? 0);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new RangeError(`--${name}: a port number expected, not ${text}`);
  return value;
};

const parse = (args: string[]) =>
  parseArgs({
    args,
    options: {
      port: { type: "string" },
      "control-port": { type: "string" },
      host: { type: "string" },
      dcs: { type: "string" },
      seed: { type: "string" },
      state: { type: "string" },
      key: { type: "string" },
      "proxy-secret": { type: "string" },
      limits: { type: "boolean" },
      verbose: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
  }).values;

const optionsOf = (values: ReturnType<typeof parse>): EmulatorOptions => ({
  port: numberOf("port", values.port),
  controlPort: numberOf("control-port", values["control-port"]),
  ...(values.host !== undefined && { host: values.host }),
  ...(values.dcs !== undefined && { dcs: values.dcs.split(",").map(Number) }),
  ...(values.seed !== undefined && { seed: values.seed, ...(isFile(values.seed) && { world: values.seed }) }),
  ...(values.state !== undefined && { stateFile: values.state }),
  ...(values.key !== undefined && { privateKeyPem: readFileSync(values.key, "utf8") }),
  ...(values["proxy-secret"] !== undefined && { proxySecret: values["proxy-secret"] }),
  ...(values.limits && { limits: true }),
  log: logToStderr(values.verbose ? "debug" : "error"),
});

const readableLine = (emulator: TelegramEmulator): string => {
  const { dcs, control } = emulator.ready;
  return `Telegram emulator ready\n${dcs.map(({ id, host, port }) => `  DC ${id}  ${host}:${port}`).join("\n")}\n  control  ${control}`;
};

/** Runs the command until SIGINT or SIGTERM; returns the exit code. */
export const main = async (args: string[]): Promise<number> => {
  const values = parse(args);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  await using emulator = await TelegramEmulator.start(optionsOf(values));
  process.stdout.write(`${values.json ? JSON.stringify(emulator.ready) : readableLine(emulator)}\n`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  return 0;
};
