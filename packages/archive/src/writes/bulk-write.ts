import { parsePosition } from "@telewire/contracts/position";
import type { ContentPolicy } from "../archive.ts";
import type { SqlValue } from "../sql.ts";

export type ColumnType = "text" | "bigint";
export type Row = readonly SqlValue[];

/** Rows of one table, put in with one statement; no row conflicts with another of the same write. */
export interface BulkWrite {
  readonly table: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** What follows `ON CONFLICT`. */
  readonly onConflict: string;
  readonly rows: readonly Row[];
}

/** Entries of one stream as the log gave them; plain data, so that a worker thread can do the parsing. */
export interface EntryBatch {
  readonly stream: "messages" | "detections";
  readonly policy: ContentPolicy;
  readonly jsons: readonly string[];
  /** Keys `sessionId/chatId/messageId`, for the policy `detections`. */
  readonly withDetection?: ReadonlySet<string>;
}

/** Columns `epoch, part, major, minor` of a position. */
export function placeOf(position: string): readonly [string, number, number, number] {
  const { epoch, partition, major, minor } = parsePosition(position);
  return [epoch, partition, major, minor];
}

/** Epoch ms. @throws RangeError */
export function timeOf(iso: string): number {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) throw new RangeError("an entry's date is not one");
  return time;
}
