import { parsePosition, TelewireError } from "@telewire/contracts";
import type { GAP_REASONS, Position, StreamName } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import type { Feed } from "./feed.ts";

export interface Gap {
  readonly from: Position | null;
  readonly to: Position;
  readonly reason: (typeof GAP_REASONS)[number];
}

export interface Resume {
  /** Where to begin in each partition. */
  readonly cursors: ReadonlyMap<number, Position>;
  readonly gaps: readonly Gap[];
}

/**
 * Where a reader of some partitions goes on: after the positions of `since`, comma-separated, at most one a partition.
 * Without `since` it begins now; a partition that `since` leaves out begins now with a gap.
 * @throws TelewireError BAD_POSITION
 */
export async function resumeFrom(
  log: EventLog,
  feed: Feed,
  stream: StreamName,
  partitions: readonly number[],
  since: string | undefined,
): Promise<Resume> {
  const given = new Map<number, Position>();
  for (const position of since === undefined ? [] : since.split(",")) {
    const { partition, stream: itsStream } = parsePosition(position);
    if (itsStream !== stream || !partitions.includes(partition) || given.has(partition))
      throw new TelewireError("BAD_POSITION");
    given.set(partition, position);
  }
  const checked = await Promise.all(
    [...given].map(async ([partition, position]) => ({
      partition,
      position,
      check: await log.check(stream, position),
    })),
  );
  const cursors = new Map<number, Position>();
  const gaps: Gap[] = [];
  for (const { partition, position, check } of checked) {
    cursors.set(partition, check.ok ? position : check.resume);
    if (!check.ok) gaps.push({ from: position, to: check.resume, reason: check.reason });
  }
  for (const partition of partitions) {
    if (cursors.has(partition)) continue;
    const { last } = feed.tail(partition);
    cursors.set(partition, last);
    if (since !== undefined) gaps.push({ from: null, to: last, reason: "no-position" });
  }
  return { cursors, gaps };
}
