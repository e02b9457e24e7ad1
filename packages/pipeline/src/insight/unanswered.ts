import type { DetectionEntry, Validation } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import { lastWords } from "./last-words.ts";

/** How far back calls are asked about; by then the last question was put. */
const SINCE_MS = 900_000;
/** Entries read of one partition. */
const MAX_ENTRIES = 100_000;

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
    const entries = await lastWords(this.#log, partition, {
      sinceMs: this.#now() - SINCE_MS,
      maxEntries: MAX_ENTRIES,
    });
    return Map.groupBy(
      entries.filter(({ validation }) => !isFinal(validation)),
      ({ source }) => source.sessionId,
    );
  }
}

/** Whether asking again could not change it soon. */
export function isFinal(validation: Validation | undefined): boolean {
  return validation !== undefined && validation.status !== "unknown" && validation.kind !== "empty";
}
