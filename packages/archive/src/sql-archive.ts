import type { Archive, ContentPolicy, RetentionOptions } from "./archive.ts";
import { SqlApiKeyRepository } from "./repositories/api-key-repository.ts";
import { SqlDetectionRepository } from "./repositories/detection-repository.ts";
import { SqlMessageRepository } from "./repositories/message-repository.ts";
import { SqlRecordStore } from "./repositories/record-store.ts";
import { SqlSessionRepository } from "./repositories/session-repository.ts";
import type { Sql, SqlValue } from "./sql.ts";

const SIZE_SQL = {
  sqlite: "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()",
  postgres: "SELECT pg_database_size(current_database()) AS bytes",
} as const;
/** How a row is named in a DELETE that takes a bounded step. */
const ROW_ID = { sqlite: "rowid", postgres: "ctid" } as const;

/** The repositories over one SQL connection of either dialect. */
export class SqlArchive implements Archive {
  readonly contentPolicy: ContentPolicy;
  readonly messages: SqlMessageRepository;
  readonly detections: SqlDetectionRepository;
  readonly sessions: SqlSessionRepository;
  readonly apiKeys: SqlApiKeyRepository;
  readonly records: SqlRecordStore;
  readonly #sql: Sql;

  constructor(sql: Sql, policy: ContentPolicy) {
    this.#sql = sql;
    this.contentPolicy = policy;
    this.messages = new SqlMessageRepository(sql, policy);
    this.detections = new SqlDetectionRepository(sql, policy);
    this.sessions = new SqlSessionRepository(sql);
    this.apiKeys = new SqlApiKeyRepository(sql);
    this.records = new SqlRecordStore(sql);
  }

  async retain({ messagesBefore, detectionsBefore, batch = 1000 }: RetentionOptions): Promise<number> {
    let deleted = await this.#deleteWhere("records", "expires_at IS NOT NULL AND expires_at <= ?", Date.now(), batch);
    if (messagesBefore !== null) deleted += await this.#deleteWhere("messages", "date < ?", messagesBefore, batch);
    if (detectionsBefore !== null)
      deleted += await this.#deleteWhere("detections", "first_seen < ?", detectionsBefore, batch);
    return deleted;
  }

  async size(): Promise<number> {
    const [row] = await this.#sql.all(SIZE_SQL[this.#sql.dialect]);
    return Number(row?.["bytes"]);
  }

  async ping(): Promise<void> {
    await this.#sql.all("SELECT 1 AS n");
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#sql[Symbol.asyncDispose]();
  }

  async #deleteWhere(table: string, condition: string, value: SqlValue, step: number): Promise<number> {
    const row = ROW_ID[this.#sql.dialect];
    const sql = `DELETE FROM ${table} WHERE ${row} IN (SELECT ${row} FROM ${table} WHERE ${condition} LIMIT ?) RETURNING 1 AS n`;
    for (let total = 0; ;) {
      const { length } = await this.#sql.all(sql, [value, step]);
      total += length;
      if (length < step) return total;
    }
  }
}
