import { TelewireError } from "@telewire/contracts/errors";
import type { BulkWrite, EntryBatch } from "./bulk-write.ts";
import { detectionWrites } from "./detection-writes.ts";
import { messageWrites } from "./message-writes.ts";

/**
 * What a batch writes; each write may be repeated, alone or in another batch.
 * @throws TelewireError INTERNAL when an entry is not one
 */
export function writesOf(batch: EntryBatch): BulkWrite[] {
  try {
    return (batch.stream === "messages" ? messageWrites(batch) : detectionWrites(batch)).filter(
      ({ rows }) => rows.length > 0,
    );
  } catch (cause) {
    throw new TelewireError("INTERNAL", { cause });
  }
}
