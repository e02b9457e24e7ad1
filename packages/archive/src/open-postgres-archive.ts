import type { Archive } from "./archive.ts";
import type { PostgresArchiveOptions } from "./postgres/postgres-archive.ts";

/**
 * The archive on Postgres; its client is loaded only now: an embedded server does without.
 * @throws TelewireError ARCHIVE_UNAVAILABLE when the server cannot be reached
 */
export async function openPostgresArchive(options: PostgresArchiveOptions): Promise<Archive> {
  const driver = await import("./postgres/postgres-archive.ts");
  return driver.openPostgresArchive(options);
}
