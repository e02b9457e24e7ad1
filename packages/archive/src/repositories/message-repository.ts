import { formatPosition, parsePosition } from "@telewire/contracts";
import type {
  ArchivableEntry,
  ArchivedMessage,
  ContentPolicy,
  HistoryQuery,
  MessageRepository,
  WriteResult,
} from "../archive.ts";
import { searchableText } from "../searchable-text.ts";
import type { Sql, SqlValue } from "../sql.ts";

/** One row a message: its latest content, at the position where it first stood. */
export class SqlMessageRepository implements MessageRepository {
  readonly #sql: Sql;
  readonly #policy: ContentPolicy;

  constructor(sql: Sql, policy: ContentPolicy) {
    this.#sql = sql;
    this.#policy = policy;
  }

  async write(entries: readonly ArchivableEntry[], withDetection?: ReadonlySet<string>): Promise<WriteResult> {
    const keys = this.#policy === "detections" && withDetection !== undefined ? { withDetection } : {};
    return {
      inserted: await this.#sql.write({
        stream: "messages",
        policy: this.#policy,
        jsons: entries.map(({ json }) => json),
        ...keys,
      }),
    };
  }

  async query(query: HistoryQuery): Promise<ArchivedMessage[]> {
    const { conditions, params } = conditionsOf(query);
    const order = query.direction === "newer" ? "ASC" : "DESC";
    const rows = await this.#sql.all(
      `SELECT epoch, part, major, minor, json FROM messages WHERE ${conditions.join(" AND ")}
       ORDER BY epoch ${order}, major ${order}, minor ${order} LIMIT ?`,
      [...params, query.limit],
    );
    return rows.map((row) => ({
      position: formatPosition({
        stream: "messages",
        epoch: String(row["epoch"]),
        partition: Number(row["part"]),
        major: Number(row["major"]),
        minor: Number(row["minor"]),
      }),
      json: String(row["json"]),
    }));
  }

  async count(sessionId: string, chatId?: string): Promise<number> {
    const inChat = chatId === undefined ? "" : " AND chat_id = ?";
    const [row] = await this.#sql.all(
      `SELECT count(*) AS n FROM messages WHERE session_id = ? AND is_placeholder = 0${inChat}`,
      chatId === undefined ? [sessionId] : [sessionId, chatId],
    );
    return Number(row?.["n"]);
  }
}

function conditionsOf(query: HistoryQuery): { conditions: string[]; params: SqlValue[] } {
  const conditions = ["session_id = ?", "deleted_at IS NULL", "is_placeholder = 0"];
  const params: SqlValue[] = [query.sessionId];
  const add = (condition: string, ...values: SqlValue[]): void => {
    conditions.push(condition);
    params.push(...values);
  };
  if (query.chatId !== undefined) add("chat_id = ?", query.chatId);
  if (query.senderId !== undefined) add("sender_id = ?", query.senderId);
  if (query.since !== undefined) add("date >= ?", query.since);
  if (query.until !== undefined) add("date <= ?", query.until);
  if (query.text !== undefined)
    add("text LIKE ? ESCAPE '!'", `%${searchableText(query.text).replaceAll(/[!%_]/g, "!$&")}%`);
  if (query.from !== undefined) {
    const { epoch, major, minor } = parsePosition(query.from);
    add(`(epoch, major, minor) ${query.direction === "newer" ? ">" : "<"} (?, ?, ?)`, epoch, major, minor);
  }
  return { conditions, params };
}
