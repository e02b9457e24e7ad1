import type { RecordStore } from "../archive.ts";
import type { Sql, SqlRow, SqlValue } from "../sql.ts";

const PUT =
  "INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at";
const ALIVE = "(expires_at IS NULL OR expires_at > ?)";

interface StoredRecord {
  readonly key: string;
  readonly value: string;
}

export class SqlRecordStore implements RecordStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async put(namespace: string, key: string, value: string, expiresAt: number | null): Promise<void> {
    await this.#sql.all(PUT, [namespace, key, value, expiresAt]);
  }

  async putIfAbsent(namespace: string, key: string, value: string, expiresAt: number | null): Promise<boolean> {
    const rows = await this.#sql.all(
      `${PUT} WHERE records.expires_at IS NOT NULL AND records.expires_at <= ? RETURNING 1 AS n`,
      [namespace, key, value, expiresAt, Date.now()],
    );
    return rows.length === 1;
  }

  get(namespace: string, key: string): Promise<string | null> {
    return this.#value(`SELECT value FROM records WHERE namespace = ? AND key = ? AND ${ALIVE}`, [
      namespace,
      key,
      Date.now(),
    ]);
  }

  take(namespace: string, key: string): Promise<string | null> {
    return this.#value(`DELETE FROM records WHERE namespace = ? AND key = ? AND ${ALIVE} RETURNING value`, [
      namespace,
      key,
      Date.now(),
    ]);
  }

  async list(namespace: string): Promise<StoredRecord[]> {
    const rows = await this.#sql.all(`SELECT key, value FROM records WHERE namespace = ? AND ${ALIVE} ORDER BY key`, [
      namespace,
      Date.now(),
    ]);
    return rows.map(recordOf);
  }

  async page(namespace: string, after: string, limit: number): Promise<StoredRecord[]> {
    const rows = await this.#sql.all(
      `SELECT key, value FROM records WHERE namespace = ? AND key > ? AND ${ALIVE} ORDER BY key LIMIT ?`,
      [namespace, after, Date.now(), limit],
    );
    return rows.map(recordOf);
  }

  async delete(namespace: string, key: string): Promise<boolean> {
    return (
      (await this.#sql.all("DELETE FROM records WHERE namespace = ? AND key = ? RETURNING 1 AS n", [namespace, key]))
        .length === 1
    );
  }

  async #value(sql: string, params: readonly SqlValue[]): Promise<string | null> {
    const [row] = await this.#sql.all(sql, params);
    return row === undefined ? null : String(row["value"]);
  }
}

function recordOf({ key, value }: SqlRow): StoredRecord {
  return { key: String(key), value: String(value) };
}
