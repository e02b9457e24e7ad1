import type { MessageEntry } from "@telewire/contracts";
import { withoutContent } from "../content-policy.ts";
import { searchableText } from "../searchable-text.ts";
import { placeOf, timeOf } from "./bulk-write.ts";
import type { BulkWrite, EntryBatch, Row } from "./bulk-write.ts";

const COLUMNS = {
  session_id: "text",
  chat_id: "text",
  message_id: "text",
  epoch: "text",
  part: "bigint",
  major: "bigint",
  minor: "bigint",
  date: "bigint",
  edit_date: "bigint",
  deleted_at: "bigint",
  is_placeholder: "bigint",
  sender_id: "text",
  media: "text",
  text: "text",
  json: "text",
} as const;
const KEY = "(session_id, chat_id, message_id)";

const latest = (column: string): string =>
  `${column} = CASE WHEN messages.edit_date > excluded.edit_date THEN messages.${column} ELSE excluded.${column} END`;

/** The message takes the place of an edit or delete that came before it, and stays edited or deleted. */
const MESSAGE = `${KEY} DO UPDATE SET epoch = excluded.epoch, part = excluded.part, major = excluded.major, minor = excluded.minor,
  date = excluded.date, sender_id = excluded.sender_id, is_placeholder = 0,
  ${["json", "text", "media", "edit_date"].map(latest).join(", ")} WHERE messages.is_placeholder = 1`;
const EDIT = `${KEY} DO UPDATE SET json = excluded.json, text = excluded.text, media = excluded.media, edit_date = excluded.edit_date
  WHERE messages.edit_date < excluded.edit_date`;
const DELETE = `${KEY} DO UPDATE SET deleted_at = excluded.deleted_at WHERE messages.deleted_at IS NULL`;

export function messageWrites({ jsons, policy, withDetection }: EntryBatch): BulkWrite[] {
  const messages = new Map<string, Row>();
  const edits = new Map<string, Row>();
  const deletes = new Map<string, Row>();
  for (const json of jsons) {
    const entry = JSON.parse(json) as MessageEntry;
    const key = `${entry.sessionId}/${entry.chatId}/${entry.messageId}`;
    const isKept = policy === "all" || (policy === "detections" && withDetection?.has(key) === true);
    const row = isKept ? toRow(entry, json) : toRow(...emptied(entry));
    if (entry.kind === "message") {
      if (!messages.has(key)) messages.set(key, row);
    } else if (entry.kind === "delete") deletes.set(key, row);
    else if (editDateOf(edits.get(key)) < editDateOf(row)) edits.set(key, row);
  }
  return [
    [messages, MESSAGE],
    [edits, EDIT],
    [deletes, DELETE],
  ].map(([rows, onConflict]) => write(rows as Map<string, Row>, onConflict as string));
}

function write(rows: ReadonlyMap<string, Row>, onConflict: string): BulkWrite {
  return { table: "messages", columns: COLUMNS, onConflict, rows: [...rows.values()] };
}

function emptied(entry: MessageEntry): [MessageEntry, string] {
  const kept = withoutContent(entry);
  return [kept, JSON.stringify(kept)];
}

function toRow(entry: MessageEntry, json: string): Row {
  const { id, kind, sessionId, chatId, messageId, sender, media, text } = entry;
  const date = timeOf(entry.date);
  const editDate = entry.editDate === undefined ? (kind === "edit" ? date : 0) : timeOf(entry.editDate);
  return [
    sessionId,
    chatId,
    messageId,
    ...placeOf(id),
    date,
    kind === "delete" ? 0 : editDate,
    kind === "delete" ? date : null,
    kind === "message" ? 0 : 1,
    sender?.id ?? null,
    media?.type ?? null,
    searchableText(text),
    json,
  ];
}

const EDIT_DATE = Object.keys(COLUMNS).indexOf("edit_date");

function editDateOf(row: Row | undefined): number {
  return row === undefined ? -1 : Number(row[EDIT_DATE]);
}
