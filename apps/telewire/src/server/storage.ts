import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { openPostgresArchive, openSqliteArchive } from "@telewire/archive";
import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import { openEmbeddedLog, openRedisLog } from "@telewire/log";
import type { EventLog } from "@telewire/log";
import type { Config } from "../config/schema.ts";
import { DataDirectory, prepareDataDirectory } from "./data-dir.ts";

/** Log and archive of this process, opened and answering. */
export interface Storage extends AsyncDisposable {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly nodeId: string;
}

const PING_MS = 5000;

/** @throws TelewireError LOG_UNAVAILABLE, ARCHIVE_UNAVAILABLE with `details.url` when Redis or Postgres does not answer. */
export async function openStorage(config: Config): Promise<Storage> {
  await using stack = new AsyncDisposableStack();
  const directory = isEmbedded(config) ? stack.use(DataDirectory.hold(config.dataDir)) : undefined;
  const archive = stack.use(await openArchive(config));
  const log = stack.use(await openLog(config));
  const nodeId = config.nodeId ?? directory?.nodeId() ?? `${hostname()}-${randomBytes(4).toString("hex")}`;
  const opened = stack.move();
  return { log, archive, nodeId, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** The archive alone: beside a running server as well. */
export async function openArchive(config: Config): Promise<Archive> {
  const { databaseUrl, dataDir, contentPolicy } = config;
  if (databaseUrl === undefined) {
    prepareDataDirectory(dataDir);
    return openSqliteArchive({ file: join(dataDir, "archive.sqlite"), contentPolicy });
  }
  return answering("ARCHIVE_UNAVAILABLE", "DATABASE_URL", databaseUrl, () =>
    openPostgresArchive({ url: databaseUrl, contentPolicy }),
  );
}

function openLog({ redisUrl, dataDir, logPartitions }: Config): Promise<EventLog> {
  if (redisUrl === undefined) return openEmbeddedLog({ directory: join(dataDir, "log"), partitions: logPartitions });
  return answering("LOG_UNAVAILABLE", "REDIS_URL", redisUrl, () =>
    openRedisLog({ url: redisUrl, partitions: logPartitions }),
  );
}

/** What answers, for a person; the embedded log is not opened beside a running server. */
export async function pingLog(config: Config): Promise<string> {
  if (isEmbedded(config)) return `embedded in ${join(config.dataDir, "log")}`;
  await using log = await openLog(config);
  const startedAt = performance.now();
  await log.ping();
  return `Redis answers in ${(performance.now() - startedAt).toFixed(1)} ms`;
}

export function isEmbedded({ redisUrl }: Config): boolean {
  return redisUrl === undefined;
}

interface Store extends AsyncDisposable {
  ping(): Promise<void>;
}

/** A store that does not answer at the start is an error at once: later it is waited for. */
async function answering<Opened extends Store>(
  code: "LOG_UNAVAILABLE" | "ARCHIVE_UNAVAILABLE",
  variable: string,
  url: string,
  open: () => Promise<Opened>,
): Promise<Opened> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error(`no answer within ${PING_MS} ms`)), PING_MS);
  const opening = open();
  try {
    const store = await Promise.race([opening, timeout.promise]);
    await Promise.race([store.ping(), timeout.promise]);
    return store;
  } catch (cause) {
    void opening.then(
      (store) => store[Symbol.asyncDispose](),
      () => undefined,
    );
    throw new TelewireError(code, { details: { setting: variable, url: withoutPassword(url) }, cause });
  } finally {
    clearTimeout(timer);
  }
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.username = "";
  parsed.password = "";
  return parsed.toString();
}
