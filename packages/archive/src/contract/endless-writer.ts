import { openPostgresArchive } from "../postgres/postgres-archive.ts";
import { openSqliteArchive } from "../sqlite/sqlite-archive.ts";
import { messageAt } from "./entries.ts";

/** A program for tests to kill: `sqlite FILE` or `postgres URL`; writes messages for ever and prints each id that is committed. */
const BATCH = 20;
const [driver, where = ""] = process.argv.slice(2);
await using archive = await (driver === "sqlite"
  ? openSqliteArchive({ file: where })
  : openPostgresArchive({ url: where }));
for (let last = 0; ; last += BATCH) {
  await archive.messages.write(
    Array.from({ length: BATCH }, (_, index) => messageAt(last + index + 1, last + index + 1)),
  );
  process.stdout.write(`${last + BATCH}\n`);
}
