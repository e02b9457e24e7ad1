import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { DetectionEntry, Position } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import type { InsightState } from "./insight-state.ts";

/** Rows of the archive that are read at a start: what was before is forgotten. */
const MAX_ROWS = 50_000;
const PAGE = 1000;
/** How far behind the newest archived entry an entry can be that is in the log alone: many times the claim of a dead consumer. */
const MARGIN_MS = 600_000;

/**
 * Rebuilds the state from what is stored: the archive, then the log from where the archive may have holes.
 * Returns the last position read of each partition, to go on from.
 * @throws TelewireError ARCHIVE_UNAVAILABLE, LOG_UNAVAILABLE
 */
export async function replayDetections(
  state: InsightState,
  archive: Archive,
  log: EventLog,
): Promise<Map<number, Position>> {
  const archivedUntil = await replayArchive(state, archive);
  const lasts = new Map<number, Position>();
  for (let partition = 0; partition < log.partitions; partition++)
    lasts.set(partition, await replayLog(state, log, partition, archivedUntil - MARGIN_MS));
  return lasts;
}

/** Oldest first: cursors are found backwards, pages read forwards, so that one page is in memory at a time. */
async function replayArchive(state: InsightState, archive: Archive): Promise<number> {
  const page = (from: Position | undefined) =>
    archive.detections.query({ direction: "older", limit: PAGE, ...(from === undefined ? {} : { from }) });
  const cursors: (Position | undefined)[] = [];
  let from: Position | undefined;
  do {
    const rows = await page(from);
    if (rows.length > 0) cursors.push(from);
    from = rows.length === PAGE ? rows.at(-1)?.position : undefined;
  } while (from !== undefined && cursors.length < MAX_ROWS / PAGE);
  let until = Number.NEGATIVE_INFINITY;
  for (const cursor of cursors.toReversed()) {
    for (const { json } of (await page(cursor)).toReversed()) {
      const entry = JSON.parse(json) as DetectionEntry;
      state.take(entry, true);
      until = Math.max(until, entry.trace.appendedAt);
    }
  }
  return until;
}

async function replayLog(state: InsightState, log: EventLog, partition: number, sinceMs: number): Promise<Position> {
  let after = await beginningOf(log, partition, sinceMs);
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
