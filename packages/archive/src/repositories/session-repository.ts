import { TelewireError } from "@telewire/contracts";
import type { SessionRepository, SessionRow } from "../archive.ts";
import type { Sql, SqlRow, Statement } from "../sql.ts";

const BUMP: Statement = { sql: "UPDATE counters SET value = value + 1 WHERE name = 'sessions'", params: [] };

export class SqlSessionRepository implements SessionRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async insert(row: SessionRow): Promise<void> {
    const { sessionId, userId, firstName, lastName, username, secret, finalState, createdAt, updatedAt } = row;
    const [inserted] = await this.#sql.batch([
      {
        sql: "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1 AS n",
        params: [sessionId, userId, firstName, lastName, username, secret, finalState, createdAt, updatedAt],
      },
      BUMP,
    ]);
    if (inserted?.length !== 1) throw new TelewireError("SESSION_EXISTS");
  }

  async updateSecret(sessionId: string, secret: Uint8Array): Promise<void> {
    await this.#sql.all("UPDATE sessions SET secret = ?, updated_at = ? WHERE session_id = ?", [
      secret,
      Date.now(),
      sessionId,
    ]);
  }

  async replaceSecret(sessionId: string, from: Uint8Array, to: Uint8Array): Promise<boolean> {
    const rows = await this.#sql.all(
      "UPDATE sessions SET secret = ? WHERE session_id = ? AND secret = ? RETURNING 1 AS n",
      [to, sessionId, from],
    );
    return rows.length === 1;
  }

  async latch(sessionId: string, finalState: string): Promise<void> {
    await this.#sql.batch([
      {
        sql: "UPDATE sessions SET final_state = ?, updated_at = ? WHERE session_id = ?",
        params: [finalState, Date.now(), sessionId],
      },
      BUMP,
    ]);
  }

  async get(sessionId: string): Promise<SessionRow | null> {
    const [row] = await this.#sql.all("SELECT * FROM sessions WHERE session_id = ?", [sessionId]);
    return row === undefined ? null : toSession(row);
  }

  async list(): Promise<SessionRow[]> {
    return (await this.#sql.all("SELECT * FROM sessions ORDER BY created_at, session_id")).map(toSession);
  }

  async version(): Promise<number> {
    const [row] = await this.#sql.all("SELECT value FROM counters WHERE name = 'sessions'");
    return Number(row?.["value"]);
  }

  async delete(sessionId: string): Promise<boolean> {
    const [deleted] = await this.#sql.batch([
      { sql: "DELETE FROM sessions WHERE session_id = ? RETURNING 1 AS n", params: [sessionId] },
      BUMP,
    ]);
    return deleted?.length === 1;
  }
}

function toSession(row: SqlRow): SessionRow {
  const text = (value: unknown): string | null => value as string | null;
  return {
    sessionId: String(row["session_id"]),
    userId: String(row["user_id"]),
    firstName: String(row["first_name"]),
    lastName: text(row["last_name"]),
    username: text(row["username"]),
    secret: new Uint8Array(row["secret"] as Uint8Array),
    finalState: text(row["final_state"]),
    createdAt: Number(row["created_at"]),
    updatedAt: Number(row["updated_at"]),
  };
}
