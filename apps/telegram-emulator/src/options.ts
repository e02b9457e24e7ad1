import type { WorldSpec } from "./control/specs.ts";
import { DEFAULT_LIMITS, type LimitRule } from "./faults/limits.ts";
import { type Clock, systemClock } from "./clock.ts";

export type LogLevel = "debug" | "info" | "error";

/** How an emulator is set up; everything has a default. */
export interface EmulatorOptions {
  /** Address to listen on; loopback unless you know better. */
  readonly host?: string;
  /** Port of the first data centre; the others take the following ones. 0: any free ports. */
  readonly port?: number;
  readonly controlPort?: number;
  /** Ids of the data centres; the first is where users live unless told otherwise. */
  readonly dcs?: readonly number[];
  /** Makes ids, access hashes, codes and keys repeatable. */
  readonly seed?: string;
  /** File that keeps the world across restarts and crashes. */
  readonly stateFile?: string;
  /** PEM of the private RSA key (PKCS#1 or PKCS#8); generated, and kept in the state file, when absent. */
  readonly privateKeyPem?: string;
  /** Secret of an MTProxy, 16 bytes in hex: with it every port also serves as a proxy to all data centres. */
  readonly proxySecret?: string;
  readonly clock?: Clock;
  readonly log?: (level: LogLevel, message: string, error?: unknown) => void;
  /** `getDifference` answers TooLong beyond this many missed events. */
  readonly differenceTooLongAfter?: number;
  readonly channelDifferenceTooLongAfter?: number;
  /** The most events that one `getChannelDifference` returns, whatever the client asks. */
  readonly channelDifferenceLimit?: number;
  /** `getDifference` names channels with news since the client's date minus this. */
  readonly channelNewsSlackSeconds?: number;
  /** After this a key's salt gives way to the next, as Telegram's do each hour; 3,600 by default. */
  readonly saltLifetimeSeconds?: number;
  /** How long a pressed button waits for its bot; 10,000 by default. */
  readonly botAnswerTimeoutMs?: number;
  /** What is there from the start: a world, or the path of a YAML or JSON file with one. */
  readonly world?: string | WorldSpec;
  /** Flood limits: `true` for rules of the size that client authors report, or rules of one's own. */
  readonly limits?: boolean | readonly LimitRule[];
}

export interface ResolvedOptions {
  readonly host: string;
  readonly port: number;
  readonly controlPort: number;
  readonly dcs: readonly number[];
  readonly seed: string | undefined;
  readonly stateFile: string | undefined;
  readonly privateKeyPem: string | undefined;
  readonly proxySecret: Buffer | undefined;
  readonly clock: Clock;
  readonly log: (level: LogLevel, message: string, error?: unknown) => void;
  readonly differenceTooLongAfter: number;
  readonly channelDifferenceTooLongAfter: number;
  readonly channelDifferenceLimit: number;
  readonly channelNewsSlackSeconds: number;
  readonly saltLifetimeSeconds: number;
  readonly botAnswerTimeoutMs: number;
  readonly limits: readonly LimitRule[];
}

const describe = (error: unknown): string => {
  if (error === undefined) return "";
  return error instanceof Error ? `: ${error.stack ?? error.message}` : `: ${JSON.stringify(error)}`;
};

/** A logger on standard error that leaves out what is below the level. */
export const logToStderr =
  (lowest: LogLevel): ResolvedOptions["log"] =>
  (level, message, error) => {
    if (level === "error" || lowest === "debug")
      process.stderr.write(`telegram-emulator: ${message}${describe(error)}\n`);
  };

const secretOf = (hex: string | undefined): Buffer | undefined => {
  if (hex === undefined) return undefined;
  if (!/^(dd)?[0-9a-f]{32}$/i.test(hex)) throw new RangeError("proxySecret: 32 hexadecimal digits expected");
  return Buffer.from(hex.slice(-32), "hex");
};

export const resolveOptions = (options: EmulatorOptions): ResolvedOptions => ({
  host: options.host ?? "127.0.0.1",
  port: options.port ?? 0,
  controlPort: options.controlPort ?? 0,
  dcs: options.dcs ?? [2, 1, 3, 4, 5],
  seed: options.seed,
  stateFile: options.stateFile,
  privateKeyPem: options.privateKeyPem,
  proxySecret: secretOf(options.proxySecret),
  clock: options.clock ?? systemClock,
  log: options.log ?? logToStderr("error"),
  differenceTooLongAfter: options.differenceTooLongAfter ?? 1_000_000,
  channelDifferenceTooLongAfter: options.channelDifferenceTooLongAfter ?? 1_000_000,
  channelDifferenceLimit: options.channelDifferenceLimit ?? 1000,
  channelNewsSlackSeconds: options.channelNewsSlackSeconds ?? 300,
  saltLifetimeSeconds: options.saltLifetimeSeconds ?? 3600,
  botAnswerTimeoutMs: options.botAnswerTimeoutMs ?? 10_000,
  limits: typeof options.limits === "object" ? options.limits : options.limits ? DEFAULT_LIMITS : [],
});
