import type { NewMessageEntry } from "@telewire/contracts";

/** A normalised message, edit or delete. The sink sets `trace.appendedAt` when it hands the entry to the log. */
export type TelegramEvent = NewMessageEntry;

/** What one tick of the update loop brought: events in order, and the update state that stands after them. */
export interface UpdateBatch {
  readonly sessionId: string;
  readonly events: readonly TelegramEvent[];
  /** Changed keys of the update state (pts, qts, date, seq, channel pts, peers); null deletes. */
  readonly state: Readonly<Record<string, string | null>>;
}

/**
 * Where an owner's batches go. Batches of one session are committed in order; the owner hands over the next ones
 * without waiting, up to its bound of pending events.
 */
export interface UpdateSink {
  /** Resolves when events and state are durable together. Rejects when they never will be: the owner then stops. */
  commit(batch: UpdateBatch): Promise<void>;
}
