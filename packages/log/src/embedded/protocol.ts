import type { AppendBatch, Lease, NodeInfo } from "../event-log.ts";
import type { Bounds, EntryRow, FirstSeqs, Range } from "./entry-store.ts";
import type { DeadEntry, DeliveredRow, GroupRef } from "./group-store.ts";

export interface WorkerOptions {
  readonly directory: string;
  /** Used when the log is created; an existing log keeps its own. */
  readonly partitions: number;
}

/** What the worker says when the database is open. */
export interface Opened {
  readonly epoch: string;
  readonly partitions: number;
}

/** What became of a batch. */
export type AppendReply = FirstSeqs | "repeated" | "stale";

/** What the worker thread does; every operation is synchronous there. */
export interface Operations {
  append(batches: readonly AppendBatch[]): readonly AppendReply[];
  loadState(sessionId: string): { lastBatch: number; values: (readonly [string, string])[] };
  clearState(sessionId: string): void;
  readForward(range: Range, afterSeq: number, limit: number): { rows: EntryRow[]; trimmedTo: number };
  readBackward(range: Range, beforeSeq: number | null, limit: number): EntryRow[];
  bounds(range: Range): Bounds;
  /** One bounded step over all streams; 0 when there is nothing more to remove. */
  trimStep(before: number | null, maxEntries: number | null): number;
  groupRead(ref: GroupRef, limit: number): DeliveredRow[];
  groupClaim(ref: GroupRef, limit: number, minIdleMs: number): DeliveredRow[];
  groupAck(ref: GroupRef, acked: readonly { readonly partition: number; readonly seq: number }[]): void;
  groupDeadLetter(ref: GroupRef, entry: DeadEntry, reason: string): void;
  groupDeadLetters(name: string, limit: number): Record<string, unknown>[];
  groupLag(ref: GroupRef): { pending: number; undelivered: number };
  acquire(sessionId: string, nodeId: string, ttlMs: number): Lease | null;
  renew(lease: Lease, ttlMs: number): Lease | null;
  release(lease: Lease): void;
  lease(sessionId: string): Lease | null;
  register(node: NodeInfo, ttlMs: number): void;
  unregister(nodeId: string): void;
  nodes(): NodeInfo[];
  ping(): void;
}
