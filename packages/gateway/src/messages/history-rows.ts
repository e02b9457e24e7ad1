import type { ArchivedMessage } from "@telewire/archive";
import type { MEDIA_TYPES, MessageEntry, NewMessageEntry, Position } from "@telewire/contracts";
import type { Answer } from "../http/route.ts";
import type { HotEntry } from "../realtime/hot-entry.ts";
import { fetchedEntry } from "./fetched-entry.ts";
import { joinJson } from "./page-json.ts";

export interface HistoryInput {
  readonly sessionId: string;
  readonly chatId: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly direction: "older" | "newer";
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly senderId?: string | undefined;
  readonly text?: string | undefined;
  readonly mediaTypes?: readonly (typeof MEDIA_TYPES)[number][] | undefined;
  readonly messageIds?: readonly string[] | undefined;
}

/** A message of a page; `position` is null when only Telegram has it. */
export interface Row {
  readonly messageId: string;
  readonly position: Position | null;
  readonly json: string;
}

export type Change = Row & { readonly isDeleted: boolean };

/** Rows that were found, and how far was looked. */
export interface Found {
  readonly rows: readonly Row[];
  /** Where to go on: null when there is nothing further in this source. */
  readonly next: string | null;
}

export function isFiltered({ since, until, senderId, text, mediaTypes }: HistoryInput): boolean {
  return [since, until, senderId, text, mediaTypes].some((filter) => filter !== undefined);
}

export function matches(input: HistoryInput, { json }: Row): boolean {
  if (!isFiltered(input)) return true;
  const { since, until, senderId, text, mediaTypes } = input;
  const entry = JSON.parse(json) as MessageEntry;
  const date = Date.parse(entry.date);
  return (
    (since === undefined || date >= since) &&
    (until === undefined || date <= until) &&
    (senderId === undefined || entry.sender?.id === senderId) &&
    (text === undefined || entry.text.toLowerCase().includes(text.toLowerCase())) &&
    (mediaTypes === undefined || (entry.media !== undefined && mediaTypes.includes(entry.media.type)))
  );
}

/** The newest edit or delete of each message that memory knows. */
export function changesIn(entries: readonly HotEntry[]): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>();
  for (const entry of entries) {
    const { kind } = entry.record;
    if (kind === "message") continue;
    const row = rowOfHot(entry);
    changes.set(row.messageId, { ...row, isDeleted: kind === "delete" });
  }
  return changes;
}

/** The message as it stands now, at the position where it first stood; nothing when it was deleted. */
export function latest(row: Row, changes: ReadonlyMap<string, Change>): Row[] {
  const change = changes.get(row.messageId);
  if (change === undefined) return [row];
  return change.isDeleted ? [] : [{ ...row, json: change.json }];
}

export function rowOf({ position, json }: ArchivedMessage): Row {
  return { messageId: (JSON.parse(json) as MessageEntry).messageId, position, json };
}

export function rowOfHot({ record, text }: HotEntry): Row {
  return rowOf({ position: record.position, json: text });
}

export function rowOfFetched(message: NewMessageEntry): Row {
  return { messageId: message.messageId, position: null, json: JSON.stringify(fetchedEntry(message)) };
}

export function pageOf(rows: readonly Row[], hasMore: boolean, nextCursor: string): Answer<never> {
  return {
    json: joinJson(
      "messages",
      rows.map(({ json }) => Buffer.from(json)),
      nextCursor,
    ),
    count: rows.length,
    hasMore,
  };
}
