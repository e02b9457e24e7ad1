import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { DetectionEntry, Position } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import type { InsightState } from "./insight-state.ts";
import { lastWords } from "./last-words.ts";
import type { Snapshot } from "./snapshots.ts";

/** Without a stored state, so much is read: the window of the counts; and for reputations at least so many rows. */
const WINDOW_MS = 24 * 3_600_000;
const MIN_ROWS = 50_000;
const PAGE = 1000;
const RECALLED = 16_384;
/** How far behind the newest archived entry an entry can be that is in the log alone: many times the claim of a dead consumer. */
const MARGIN_MS = 600_000;

/**
 * Brings the state up to now. With a stored state only what the log has after it; where the log has lost that, or nothing
 * was stored, from the archive, then the log from where the archive may have holes.
 * Returns the last position read of each partition, to go on from.
 * @throws TelewireError ARCHIVE_UNAVAILABLE, LOG_UNAVAILABLE
 */
export async function replayDetections(
  state: InsightState,
  archive: Archive,
  log: EventLog,
  stored: Snapshot | undefined,
): Promise<Map<number, Position>> {
  const known = new Map<number, Position>();
  for (const [partition, position] of stored?.lasts ?? [])
    if (partition < log.partitions && (await isKept(log, position))) known.set(partition, position);
  const archivedUntil = known.size < log.partitions ? await replayArchive(state, archive, stored?.until) : undefined;
  const lasts = new Map<number, Position>();
  for (let partition = 0; partition < log.partitions; partition++) {
    const after =
      known.get(partition) ??
      (await beginningOf(log, partition, (archivedUntil ?? Number.NEGATIVE_INFINITY) - MARGIN_MS));
    lasts.set(partition, await replayLog(state, log, partition, after));
    // What an edit or a delete takes back, and the archive may not have yet.
    for (const entry of await lastWords(log, partition, { maxEntries: Math.ceil(RECALLED / log.partitions) }))
      state.recall(entry);
  }
  return lasts;
}

/** Whether the log has everything after a position. */
async function isKept(log: EventLog, position: Position): Promise<boolean> {
  try {
    return (await log.check("detections", position)).ok;
  } catch (error) {
    // The number of partitions was changed.
    if (error instanceof TelewireError && error.code === "BAD_POSITION") return false;
    throw error;
  }
}

/** Oldest first: cursors are found backwards, pages read forwards, so that one page is in memory at a time. */
async function replayArchive(state: InsightState, archive: Archive, sinceMs: number | undefined): Promise<number> {
  const page = (from: Position | undefined) =>
    archive.detections.query({ direction: "older", limit: PAGE, ...(from === undefined ? {} : { from }) });
  const cursors: (Position | undefined)[] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (let from: Position | undefined; ;) {
    const rows = await page(from);
    if (rows.length > 0) cursors.push(from);
    if (rows.length < PAGE) break;
    const times = rows.map(({ json }) => (JSON.parse(json) as DetectionEntry).trace.appendedAt);
    until = times.reduce((one, other) => Math.max(one, other), until);
    const isEnough = sinceMs !== undefined || cursors.length * PAGE >= MIN_ROWS;
    if (isEnough && times.every((time) => time < (sinceMs ?? until - WINDOW_MS))) break;
    from = rows.at(-1)?.position;
  }
  for (const cursor of cursors.toReversed()) {
    for (const { json } of (await page(cursor)).toReversed()) {
      const entry = JSON.parse(json) as DetectionEntry;
      until = Math.max(until, entry.trace.appendedAt);
      if (sinceMs === undefined || entry.trace.appendedAt >= sinceMs - MARGIN_MS) state.take(entry, true);
    }
  }
  return until;
}

async function replayLog(
  state: InsightState,
  log: EventLog,
  partition: number,
  beginning: Position | null,
): Promise<Position> {
  let after = beginning;
  // Should there be nothing to read: before any entry, so that none written meanwhile is passed over.
  let last = after ?? (await log.end("detections", partition));
  for (;;) {
    const records = await log.read("detections", partition, after, { limit: PAGE });
    for (const { json } of records) state.take(JSON.parse(json) as DetectionEntry);
    last = after = records.at(-1)?.position ?? last;
    if (records.length < PAGE) return last;
  }
}

/** The position after which everything newer than `sinceMs` stands; null: the start of the partition. */
async function beginningOf(log: EventLog, partition: number, sinceMs: number): Promise<Position | null> {
  for (let before: Position | null = null; ;) {
    const records = await readBack(log, partition, before);
    const oldest = records.at(-1);
    if (oldest === undefined || records.length < PAGE) return null;
    if ((JSON.parse(oldest.json) as DetectionEntry).trace.appendedAt < sinceMs) return oldest.position;
    before = oldest.position;
  }
}

function readBack(log: EventLog, partition: number, before: Position | null) {
  return log.readBack("detections", partition, before, { limit: PAGE }).catch((error: unknown) => {
    // What was trimmed while it was read is in the archive.
    if (error instanceof TelewireError && error.code === "CURSOR_EXPIRED") return [];
    throw error;
  });
}
