import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";

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

/** JSON lines with epoch-ms times; fields that may hold a secret, phone number or message text are censored. */
export function createLogger({ name, level = "info", destination }: LoggerOptions): Logger {
  return pino(
    {
      name,
      level,
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "[redacted]" },
    },
    destination ?? pino.destination({ dest: 2, sync: false }),
  );
}

/** For code that must be given a logger and should stay quiet. */
export const silentLogger: Logger = pino({ level: "silent" });
