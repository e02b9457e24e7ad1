import type { DetectionEntry } from "@telewire/contracts";
import { withoutNames } from "../content-policy.ts";
import { placeOf, timeOf } from "./bulk-write.ts";
import type { BulkWrite, EntryBatch, Row } from "./bulk-write.ts";

const KEY = ["session_id", "chat_id", "message_id", "family", "address", "surface"] as const;
/** Where the finding first stood. */
const FIRST = ["epoch", "part", "major", "minor", "first_seen"] as const;
/** What was last said of it, and where in the log. */
const LATEST = ["version_epoch", "version", "version_minor", "role", "json"] as const;
const COLUMNS = {
  session_id: "text",
  chat_id: "text",
  message_id: "text",
  family: "text",
  address: "text",
  surface: "text",
  epoch: "text",
  part: "bigint",
  major: "bigint",
  minor: "bigint",
  first_seen: "bigint",
  version_epoch: "text",
  version: "bigint",
  version_minor: "bigint",
  role: "text",
  json: "text",
} as const;

const compare = (operator: string, columns: string): string =>
  `(${columns.replaceAll("@", "excluded")}) ${operator} (${columns.replaceAll("@", "detections")})`;
const IS_EARLIER = compare("<", "@.epoch, @.major, @.minor");
const IS_LATER = compare(">", "@.version_epoch, @.version, @.version_minor");
const assign = (columns: readonly string[], condition: string): string =>
  columns
    .map((column) => `${column} = CASE WHEN ${condition} THEN excluded.${column} ELSE detections.${column} END`)
    .join(", ");

/** A finding that was retracted and then found again counts again: whatever the log said last holds. */
const UPSERT = `(${KEY.join(", ")}) DO UPDATE SET ${assign(FIRST, IS_EARLIER)}, ${assign(LATEST, IS_LATER)} WHERE ${IS_EARLIER} OR ${IS_LATER}`;

/** One row a finding of a message: its first place, its latest state. */
export function detectionWrites({ jsons, policy }: EntryBatch): BulkWrite[] {
  const rows = new Map<string, Row>();
  for (const json of jsons) {
    const entry = JSON.parse(json) as DetectionEntry;
    const row = policy === "off" ? toRow(entry, JSON.stringify(withoutNames(entry))) : toRow(entry, json);
    const key = row.slice(0, KEY.length).join("\n");
    const known = rows.get(key);
    rows.set(key, known === undefined ? row : merged(known, row));
  }
  return [{ table: "detections", columns: COLUMNS, onConflict: UPSERT, rows: [...rows.values()] }];
}

const names = Object.keys(COLUMNS);
const FIRST_PLACE = ["epoch", "major", "minor"].map((name) => names.indexOf(name));
const LATEST_PLACE = ["version_epoch", "version", "version_minor"].map((name) => names.indexOf(name));

/** Of two entries of one finding: the first place, the latest state. */
function merged(known: Row, row: Row): Row {
  const first = isBefore(row, known, FIRST_PLACE) ? row : known;
  const latest = isBefore(row, known, LATEST_PLACE) ? known : row;
  const end = KEY.length + FIRST.length;
  return [...first.slice(0, end), ...latest.slice(end)];
}

/** Epochs are ASCII: JavaScript's order is SQL's. */
function isBefore(a: Row, b: Row, place: readonly number[]): boolean {
  for (const column of place) {
    const [left, right] = [a[column] ?? 0, b[column] ?? 0];
    if (left !== right) return left < right;
  }
  return false;
}

function toRow(entry: DetectionEntry, json: string): Row {
  const { id, source, family, address, surface, role, firstSeen } = entry;
  const [epoch, part, major, minor] = placeOf(id);
  return [
    source.sessionId,
    source.chatId,
    source.messageId,
    family,
    address,
    surface,
    epoch,
    part,
    major,
    minor,
    timeOf(firstSeen),
    epoch,
    major,
    minor,
    role,
    json,
  ];
}
