import { formatPosition, parsePosition } from "@telewire/contracts";
import type { DetectionEntry } from "@telewire/contracts";
import type { ArchivableEntry, ArchivedMessage, DetectionQuery, DetectionRepository, WriteResult } from "../archive.ts";
import type { BulkInsert, Sql, SqlValue, Statement } from "../sql.ts";

const COLUMNS = {
  session_id: "text", chat_id: "text", message_id: "text", family: "text", address: "text", surface: "text", epoch: "text",
  part: "bigint", major: "bigint", minor: "bigint", first_seen: "bigint", version: "bigint", role: "text", json: "text",
} as const;
const INSERT: BulkInsert = { table: "detections", columns: COLUMNS, onConflict: "DO NOTHING" };

/** One row a finding of a message; an update or retraction replaces its JSON at the place where it first stood. */
export class SqlDetectionRepository implements DetectionRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async write(entries: readonly ArchivableEntry[]): Promise<WriteResult> {
    const rows = new Map<string, SqlValue[]>();
    const changes: Statement[] = [];
    for (const source of entries) {
      const entry = JSON.parse(source.json) as DetectionEntry;
      const row = toRow(source, entry);
      const key = row.slice(0, 6).join("\n");
      if (!rows.has(key)) rows.set(key, row);
      if (entry.kind !== "detection") changes.push(change(source, entry));
    }
    const inserted = rows.size === 0 ? 0 : await this.#sql.insertMany(INSERT, [...rows.values()]);
    const changed = changes.length === 0 ? [] : await this.#sql.batch(changes);
    return { inserted: inserted + changed.reduce((sum, { length }) => sum + length, 0) };
  }

  async query(query: DetectionQuery): Promise<ArchivedMessage[]> {
    const { conditions, params } = conditionsOf(query);
    const order = query.direction === "newer" ? "ASC" : "DESC";
    const rows = await this.#sql.all(
      `SELECT epoch, part, major, minor, json FROM detections WHERE ${conditions.join(" AND ")}
       ORDER BY epoch ${order}, major ${order}, minor ${order}, part ${order}, address ${order} LIMIT ?`,
      [...params, query.limit],
    );
    return rows.map(({ epoch, part, major, minor, json }) => ({
      position: formatPosition({
        stream: "detections", epoch: String(epoch), partition: Number(part), major: Number(major), minor: Number(minor),
      }),
      json: String(json),
    }));
  }

  async count(): Promise<number> {
    const [row] = await this.#sql.all("SELECT count(*) AS n FROM detections");
    return Number(row?.["n"]);
  }
}

/** A later entry of the same finding; `version` is its place in the log, so that an older one never wins. */
function change({ position }: ArchivableEntry, entry: DetectionEntry): Statement {
  const { major } = parsePosition(position);
  const { source, family, address, surface } = entry;
  return {
    sql: `UPDATE detections SET json = ?, version = ?, role = ?
      WHERE session_id = ? AND chat_id = ? AND message_id = ? AND family = ? AND address = ? AND surface = ? AND version < ? RETURNING 1 AS n`,
    params: [JSON.stringify(entry), major, entry.role, source.sessionId, source.chatId, source.messageId, family, address, surface, major],
  };
}

function toRow({ position, json }: ArchivableEntry, entry: DetectionEntry): SqlValue[] {
  const { epoch, partition, major, minor } = parsePosition(position);
  const { source, family, address, surface, role, firstSeen } = entry;
  return [
    source.sessionId, source.chatId, source.messageId, family, address, surface, epoch, partition, major, minor,
    Date.parse(firstSeen), major, role, json,
  ];
}

function conditionsOf(query: DetectionQuery): { conditions: string[]; params: SqlValue[] } {
  const conditions = ["1 = 1"];
  const params: SqlValue[] = [];
  const oneOf = (column: string, values: readonly string[] | undefined): void => {
    if (values === undefined) return;
    conditions.push(values.length === 0 ? "1 = 0" : `${column} IN (${values.map(() => "?").join(", ")})`);
    params.push(...values);
  };
  const compare = (condition: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    params.push(value);
  };
  oneOf("session_id", query.sessionIds);
  oneOf("chat_id", query.chatIds);
  oneOf("family", query.families);
  oneOf("role", query.roles);
  compare("address = ?", query.address);
  compare("first_seen >= ?", query.since);
  compare("first_seen <= ?", query.until);
  if (query.from !== undefined) {
    const { epoch, major, minor } = parsePosition(query.from);
    conditions.push(`(epoch, major, minor) ${query.direction === "newer" ? ">" : "<"} (?, ?, ?)`);
    params.push(epoch, major, minor);
  }
  return { conditions, params };
}
