import { formatPosition, parsePosition } from "@telewire/contracts";
import type {
  ArchivableEntry,
  ArchivedMessage,
  ContentPolicy,
  DetectionQuery,
  DetectionRepository,
  WriteResult,
} from "../archive.ts";
import type { Sql, SqlValue } from "../sql.ts";

/** One row a finding of a message: as the log left it last, at the place where it first stood. */
export class SqlDetectionRepository implements DetectionRepository {
  readonly #sql: Sql;
  readonly #policy: ContentPolicy;

  constructor(sql: Sql, policy: ContentPolicy) {
    this.#sql = sql;
    this.#policy = policy;
  }

  async write(entries: readonly ArchivableEntry[]): Promise<WriteResult> {
    return {
      inserted: await this.#sql.write({
        stream: "detections",
        policy: this.#policy,
        jsons: entries.map(({ json }) => json),
      }),
    };
  }

  async query(query: DetectionQuery): Promise<ArchivedMessage[]> {
    const { conditions, params } = conditionsOf(query);
    const order = query.direction === "newer" ? "ASC" : "DESC";
    const rows = await this.#sql.all(
      `SELECT epoch, part, major, minor, json FROM detections WHERE ${conditions.join(" AND ")}
       ORDER BY epoch ${order}, major ${order}, minor ${order}, part ${order} LIMIT ?`,
      [...params, query.limit],
    );
    return rows.map(({ epoch, part, major, minor, json }) => ({
      position: formatPosition({
        stream: "detections",
        epoch: String(epoch),
        partition: Number(part),
        major: Number(major),
        minor: Number(minor),
      }),
      json: String(json),
    }));
  }

  async count(): Promise<number> {
    const [row] = await this.#sql.all("SELECT count(*) AS n FROM detections");
    return Number(row?.["n"]);
  }
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
  oneOf("message_id", query.messageIds);
  oneOf("family", query.families);
  oneOf("role", query.roles);
  compare("address = ?", query.address);
  compare("first_seen >= ?", query.since);
  compare("first_seen <= ?", query.until);
  if (query.from !== undefined) {
    const { epoch, partition, major, minor } = parsePosition(query.from);
    conditions.push(`(epoch, major, minor, part) ${query.direction === "newer" ? ">" : "<"} (?, ?, ?, ?)`);
    params.push(epoch, major, minor, partition);
  }
  return { conditions, params };
}
