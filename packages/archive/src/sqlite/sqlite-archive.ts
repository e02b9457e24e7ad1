import { TelewireError } from "@telewire/contracts";
import { WorkerCalls } from "@telewire/kit";
import type { Archive, ContentPolicy } from "../archive.ts";
import { SqlArchive } from "../sql-archive.ts";
import type { Sql } from "../sql.ts";
import type { SqliteOperations } from "./protocol.ts";

export interface SqliteArchiveOptions {
  readonly file: string;
  /** Default `all`. */
  readonly contentPolicy?: ContentPolicy;
}

/**
 * An archive in one file; commits and checkpoints happen in a worker thread.
 * @throws TelewireError ARCHIVE_UNAVAILABLE when the file cannot be opened
 */
export async function openSqliteArchive({ file, contentPolicy = "all" }: SqliteArchiveOptions): Promise<Archive> {
  try {
    const options = { name: "telewire-archive", workerData: { file }, unavailable: "ARCHIVE_UNAVAILABLE" } as const;
    const { calls } = await WorkerCalls.start<SqliteOperations>(new URL("./worker.ts", import.meta.url), options);
    const sql: Sql = {
      dialect: "sqlite",
      all: (text, params = []) => calls.call("all", text, params),
      batch: (statements) => calls.call("batch", statements),
      write: (entries) => calls.call("write", entries),
      [Symbol.asyncDispose]: () => calls.close(),
    };
    return new SqlArchive(sql, contentPolicy);
  } catch (cause) {
    throw new TelewireError("ARCHIVE_UNAVAILABLE", {
      details: { problem: "the archive's file cannot be opened", file },
      cause,
    });
  }
}
