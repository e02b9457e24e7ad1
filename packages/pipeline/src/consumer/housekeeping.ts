import type { Archive } from "@telewire/archive";
import type { Clock, Logger } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import type { PipelineOptions } from "../options.ts";

export interface HousekeepingOptions {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly options: PipelineOptions;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Entries that are not archived yet; null while that cannot be told. */
  readonly unarchived: () => number | null;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Trims the log and applies the archive's retention. The log is left alone while the consumer group is behind:
 * what is not archived is never trimmed by age, and by number only beyond `logMaxEntries`.
 */
export async function keepHouse({
  log,
  archive,
  options,
  logger,
  clock,
  unarchived,
}: HousekeepingOptions): Promise<void> {
  const behind = unarchived();
  const maxAgeMs = options.logMaxAgeHours * HOUR_MS;
  if (behind === null || (behind >= options.logMaxEntries && options.logMaxEntries > 0)) {
    logger.warn({ unarchived: behind }, "the log is not trimmed: the archive is behind");
  } else {
    const trimmed = await log.trim({
      ...(maxAgeMs > 0 && behind < options.consumerBatchSize ? { maxAgeMs } : {}),
      ...(options.logMaxEntries > 0 ? { maxEntries: options.logMaxEntries } : {}),
    });
    if (trimmed > 0) logger.info({ trimmed }, "the log was trimmed");
  }
  const now = clock.now();
  const before = (days: number): number | null => (days > 0 ? now - days * DAY_MS : null);
  const messagesBefore = before(options.archiveMessageDays);
  const detectionsBefore = before(options.archiveDetectionDays);
  if (messagesBefore === null && detectionsBefore === null) return;
  const deleted = await archive.retain({ messagesBefore, detectionsBefore });
  if (deleted > 0) logger.info({ deleted }, "the archive's retention deleted rows");
}
