import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";
import { printable } from "./printable.ts";

export type { Logger } from "pino";
export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export interface LoggerOptions {
  readonly name: string;
  readonly level?: (typeof LOG_LEVELS)[number];
  readonly destination?: DestinationStream;
}

/** Never logged, wherever they sit in a logged object (two levels deep). */
const SECRET_FIELDS = [
  "phone",
  "code",
  "password",
  "token",
  "accessToken",
  "refreshToken",
  "apiKey",
  "secret",
  "authKey",
  "text",
  "authorization",
  "cookie",
];

/** Longer lines have their long texts cut: nobody fills the log by a name, a header or a message of an error. */
const MAX_LINE = 16_384;
const MAX_TEXT = 1024;

/**
 * JSON lines with epoch-ms times; fields that may hold a secret, phone number or message text are censored. A line stays one
 * line, and a terminal that shows it is not steered by it, whatever is logged.
 */
export function createLogger({ name, level = "info", destination }: LoggerOptions): Logger {
  return pino(
    {
      name,
      level,
      hooks: { streamWrite: safeLine },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "[redacted]" },
    },
    destination ?? pino.destination({ dest: 2, sync: false }),
  );
}

/** For code that must be given a logger and should stay quiet. */
export const silentLogger: Logger = pino({ level: "silent" });

function safeLine(line: string): string {
  return printable(line.length > MAX_LINE ? shortened(line) : line);
}

function shortened(line: string): string {
  const cut = (_name: string, value: unknown): unknown =>
    typeof value === "string" && value.length > MAX_TEXT
      ? `${value.slice(0, MAX_TEXT).toWellFormed()}... (${value.length} characters)`
      : value;
  const text = JSON.stringify(JSON.parse(line, cut));
  return text.length <= MAX_LINE ? `${text}\n` : `${JSON.stringify({ ...headOf(line), cut: text.length })}\n`;
}

/** What remains of a line with too many texts. */
function headOf(line: string): object {
  const { level, time, name, msg } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  return { level, time, name, msg: typeof msg === "string" ? msg.slice(0, MAX_TEXT) : msg };
}
