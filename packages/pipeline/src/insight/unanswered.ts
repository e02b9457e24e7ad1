import type { DetectionEntry, Position, Validation } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import { wordOf } from "./insight-state.ts";

/** How far back calls are asked about; by then the last question was put. */
const SINCE_MS = 900_000;
const PAGE = 200;
/** Entries read of one partition. */
const MAX_READ = 100_000;

type BySession = ReadonlyMap<string, readonly DetectionEntry[]>;

/**
 * Calls of the last 15 minutes that have no final verdict. The log is the queue: a detection is the question, the update
 * that follows it is the answer, so that whoever owns the session next goes on.
 */
export class Unanswered {
  readonly #log: EventLog;
  readonly #now: () => number;
  readonly #running = new Map<number, Promise<BySession>>();
  readonly #next = new Map<number, Promise<BySession>>();

  constructor(log: EventLog, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** What stood in the log when it was called, oldest first. @throws TelewireError LOG_UNAVAILABLE */
  async of(sessionId: string): Promise<readonly DetectionEntry[]> {
    const found = await this.#scanned(this.#log.partitionOf(sessionId));
    return found.get(sessionId) ?? [];
  }

  /** A scan that began after the call; sessions that ask meanwhile share it. */
  #scanned(partition: number): Promise<BySession> {
    const known = this.#next.get(partition);
    if (known !== undefined) return known;
    const before = this.#running.get(partition) ?? Promise.resolve();
    const scan = before
      .catch(() => undefined)
      .then(() => {
        this.#next.delete(partition);
        this.#running.set(partition, scan);
        return this.#scan(partition);
      });
    this.#next.set(partition, scan);
    return scan;
  }

  async #scan(partition: number): Promise<BySession> {
    const since = this.#now() - SINCE_MS;
    const seen = new Set<string>();
    const found = new Map<string, DetectionEntry[]>();
    let before: Position | null = null;
    for (let read = 0; read < MAX_READ; read += PAGE) {
      const records = await this.#log.readBack("detections", partition, before, { limit: PAGE });
      for (const { json } of records) {
        const entry = JSON.parse(json) as DetectionEntry;
        if (entry.trace.appendedAt < since) return found;
        const word = wordOf(entry);
        if (seen.has(word)) continue;
        seen.add(word);
        if (entry.kind === "retraction" || isFinal(entry.validation)) continue;
        const { sessionId } = entry.source;
        const others = found.get(sessionId);
        if (others === undefined) found.set(sessionId, [entry]);
        else others.unshift(entry);
      }
      before = records.at(-1)?.position ?? before;
      if (records.length < PAGE) return found;
    }
    return found;
  }
}

/** Whether asking again could not change it soon. */
export function isFinal(validation: Validation | undefined): boolean {
  return validation !== undefined && validation.status !== "unknown" && validation.kind !== "empty";
}
