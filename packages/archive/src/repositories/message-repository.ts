import { formatPosition, parsePosition } from "@telewire/contracts";
import type { MessageEntry } from "@telewire/contracts";
import type { ArchivableEntry, ArchivedMessage, ContentPolicy, HistoryQuery, MessageRepository, WriteResult } from "../archive.ts";
import { withoutContent } from "../content-policy.ts";
import type { BulkInsert, Sql, SqlValue, Statement } from "../sql.ts";

const COLUMNS = {
  session_id: "text", chat_id: "text", message_id: "text", epoch: "text", part: "bigint", major: "bigint", minor: "bigint",
  date: "bigint", edit_date: "bigint", deleted_at: "bigint", is_placeholder: "bigint", sender_id: "text", media: "text",
  text: "text", json: "text",
} as const;

/** A message after its edit or delete was written (by another consumer) takes its place, and stays edited or deleted. */
const INSERT: BulkInsert = {
  table: "messages",
  columns: COLUMNS,
  onConflict: `(session_id, chat_id, message_id) DO UPDATE SET
    epoch = excluded.epoch, part = excluded.part, major = excluded.major, minor = excluded.minor, is_placeholder = 0,
    json = CASE WHEN messages.edit_date > 0 THEN messages.json ELSE excluded.json END,
    text = CASE WHEN messages.edit_date > 0 THEN messages.text ELSE excluded.text END,
    sender_id = excluded.sender_id, media = excluded.media
    WHERE messages.is_placeholder = 1`,
};

const KEY = "session_id = ? AND chat_id = ? AND message_id = ?";

interface Parsed {
  readonly source: ArchivableEntry;
  readonly entry: MessageEntry;
}

/** One row a message: its latest content, at the position where it first stood. */
export class SqlMessageRepository implements MessageRepository {
  readonly #sql: Sql;
  readonly #policy: ContentPolicy;

  constructor(sql: Sql, policy: ContentPolicy) {
    this.#sql = sql;
    this.#policy = policy;
  }

  async write(entries: readonly ArchivableEntry[], withDetection: ReadonlySet<string> = new Set()): Promise<WriteResult> {
    const messages = new Map<string, Parsed>();
    const changes: Parsed[] = [];
    for (const source of entries) {
      const entry = this.#underPolicy(JSON.parse(source.json) as MessageEntry, withDetection);
      if (entry.kind === "message") messages.set(keyOf(entry), { source, entry });
      else changes.push({ source, entry });
    }
    const rows = [...messages.values()].map((parsed) => toRow(parsed, false));
    let inserted = rows.length === 0 ? 0 : await this.#sql.insertMany(INSERT, rows);
    if (changes.length > 0) inserted += await this.#applyChanges(changes);
    return { inserted };
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

  #underPolicy(entry: MessageEntry, withDetection: ReadonlySet<string>): MessageEntry {
    const isKept = this.#policy === "all" || (this.#policy === "detections" && withDetection.has(keyOf(entry)));
    return isKept ? entry : withoutContent(entry);
  }

  async #applyChanges(changes: readonly Parsed[]): Promise<number> {
    const statements = changes.flatMap(({ source, entry }) => {
      const placeholder = toRow({ source, entry }, true);
      const names = Object.keys(COLUMNS);
      const insert: Statement = {
        sql: `INSERT INTO messages (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ON CONFLICT DO NOTHING RETURNING 1 AS n`,
        params: placeholder,
      };
      return [insert, entry.kind === "edit" ? edit(entry) : remove(entry)];
    });
    return (await this.#sql.batch(statements)).reduce((sum, rows) => sum + rows.length, 0);
  }
}

function edit(entry: MessageEntry): Statement {
  const at = editDateOf(entry);
  return {
    sql: `UPDATE messages SET json = ?, text = ?, media = ?, edit_date = ? WHERE ${KEY} AND edit_date < ? RETURNING 1 AS n`,
    params: [JSON.stringify(entry), searchText(entry), entry.media?.type ?? null, at, entry.sessionId, entry.chatId, entry.messageId, at],
  };
}

function remove(entry: MessageEntry): Statement {
  return {
    sql: `UPDATE messages SET deleted_at = ? WHERE ${KEY} AND deleted_at IS NULL RETURNING 1 AS n`,
    params: [Date.parse(entry.date), entry.sessionId, entry.chatId, entry.messageId],
  };
}

function toRow({ source, entry }: Parsed, isPlaceholder: boolean): SqlValue[] {
  const { epoch, partition, major, minor } = parsePosition(source.position);
  return [
    entry.sessionId, entry.chatId, entry.messageId, epoch, partition, major, minor, Date.parse(entry.date), 0, null,
    isPlaceholder ? 1 : 0, entry.sender?.id ?? null, entry.media?.type ?? null, searchText(entry), JSON.stringify(entry),
  ];
}

/** Postgres text holds neither NUL nor lone surrogates; the JSON keeps both, escaped. */
function searchText({ text }: MessageEntry): string {
  return text.replaceAll("\u0000", "").toWellFormed();
}

function editDateOf({ editDate, date }: MessageEntry): number {
  return Date.parse(editDate ?? date);
}

function keyOf({ sessionId, chatId, messageId }: MessageEntry): string {
  return `${sessionId}/${chatId}/${messageId}`;
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
  if (query.text !== undefined) add("lower(text) LIKE lower(?) ESCAPE '!'", `%${query.text.replaceAll(/[!%_]/g, "!$&")}%`);
  if (query.from !== undefined) {
    const { epoch, major, minor } = parsePosition(query.from);
    add(`(epoch, major, minor) ${query.direction === "newer" ? ">" : "<"} (?, ?, ?)`, epoch, major, minor);
  }
  return { conditions, params };
}
