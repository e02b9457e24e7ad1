export * from "./archive.ts";
export { openPostgresArchive } from "./open-postgres-archive.ts";
export type { PostgresArchiveOptions } from "./postgres/postgres-archive.ts";
export { openSqliteArchive } from "./sqlite/sqlite-archive.ts";
export type { SqliteArchiveOptions } from "./sqlite/sqlite-archive.ts";
export { RuleRecords } from "./repositories/rule-records.ts";
export type { RuleRow } from "./repositories/rule-records.ts";
