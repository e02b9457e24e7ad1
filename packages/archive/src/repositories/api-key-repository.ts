import type { AccessRole, Scope } from "@telewire/contracts";
import type { ApiKeyRepository, ApiKeyRow } from "../archive.ts";
import type { Sql, SqlRow } from "../sql.ts";

export class SqlApiKeyRepository implements ApiKeyRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async insert(row: ApiKeyRow): Promise<void> {
    await this.#sql.all("INSERT INTO api_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
      row.keyId,
      row.name,
      row.hash,
      row.signingSecret,
      row.role,
      JSON.stringify(row.scopes),
      row.sessionIds === null ? null : JSON.stringify(row.sessionIds),
      row.requireSignature ? 1 : 0,
      row.createdAt,
      row.expiresAt,
      row.revokedAt,
      row.lastUsedAt,
    ]);
  }

  async get(keyId: string): Promise<ApiKeyRow | null> {
    const [row] = await this.#sql.all("SELECT * FROM api_keys WHERE key_id = ?", [keyId]);
    return row === undefined ? null : toApiKey(row);
  }

  async list(): Promise<ApiKeyRow[]> {
    return (await this.#sql.all("SELECT * FROM api_keys ORDER BY created_at, key_id")).map(toApiKey);
  }

  async revoke(keyId: string, at: number): Promise<boolean> {
    const rows = await this.#sql.all(
      "UPDATE api_keys SET revoked_at = ? WHERE key_id = ? AND revoked_at IS NULL RETURNING 1 AS n",
      [at, keyId],
    );
    return rows.length === 1;
  }

  async touch(keyId: string, at: number): Promise<void> {
    await this.#sql.all("UPDATE api_keys SET last_used_at = ? WHERE key_id = ?", [at, keyId]);
  }

  async replaceSigningSecret(keyId: string, from: Uint8Array, to: Uint8Array): Promise<boolean> {
    const rows = await this.#sql.all(
      "UPDATE api_keys SET signing_secret = ? WHERE key_id = ? AND signing_secret = ? RETURNING 1 AS n",
      [to, keyId, from],
    );
    return rows.length === 1;
  }
}

function toApiKey(row: SqlRow): ApiKeyRow {
  const number = (value: unknown): number | null => (value === null ? null : Number(value));
  return {
    keyId: String(row["key_id"]),
    name: String(row["name"]),
    hash: String(row["hash"]),
    signingSecret: new Uint8Array(row["signing_secret"] as Uint8Array),
    role: row["role"] as AccessRole,
    scopes: JSON.parse(String(row["scopes"])) as Scope[],
    sessionIds: row["session_ids"] === null ? null : (JSON.parse(row["session_ids"] as string) as string[]),
    requireSignature: Number(row["require_signature"]) === 1,
    createdAt: Number(row["created_at"]),
    expiresAt: number(row["expires_at"]),
    revokedAt: number(row["revoked_at"]),
    lastUsedAt: number(row["last_used_at"]),
  };
}
