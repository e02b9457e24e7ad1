import type { DetectionEntry, Position } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import { wordOf } from "./insight-state.ts";

const PAGE = 200;

export interface LastWordsOptions {
  /** Of `trace.appendedAt`, inclusive. */
  readonly sinceMs?: number;
  readonly maxEntries: number;
}

/** What the end of a partition says of each finding, oldest first; those that were retracted are left out. */
export async function lastWords(
  log: EventLog,
  partition: number,
  { sinceMs = Number.NEGATIVE_INFINITY, maxEntries }: LastWordsOptions,
): Promise<DetectionEntry[]> {
  const seen = new Set<string>();
  const found: DetectionEntry[] = [];
  let before: Position | null = null;
  for (let read = 0; read < maxEntries; read += PAGE) {
    const records = await log.readBack("detections", partition, before, { limit: PAGE });
    for (const { json } of records) {
      const entry = JSON.parse(json) as DetectionEntry;
      if (entry.trace.appendedAt < sinceMs) return found.toReversed();
      const word = wordOf(entry);
      if (!seen.has(word) && entry.kind !== "retraction") found.push(entry);
      seen.add(word);
    }
    before = records.at(-1)?.position ?? before;
    if (records.length < PAGE) break;
  }
  return found.toReversed();
}
