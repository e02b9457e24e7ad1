import type { DatabaseSync, StatementSync } from "node:sqlite";
import { TelewireError } from "@telewire/contracts/errors";
import { STREAMS } from "@telewire/contracts/position";
import type { StreamName } from "@telewire/contracts";
import type { AppendBatch } from "../event-log.ts";
import { lastRowId, rowId, seqOf } from "./schema.ts";

/** A row as it crosses the thread border. */
export interface EntryRow {
  readonly seq: number;
  readonly kind: string;
  readonly sessionId: string;
  readonly chatId: string;
  readonly json: string;
}

/** The first sequence number given out in each stream, in the order of `STREAMS`; those of a batch are contiguous. */
export type FirstSeqs = readonly number[];

export interface Range {
  readonly stream: StreamName;
  readonly partition: number;
}

/** Sequence numbers have no holes: what is kept is `trimmedTo + 1` to `last`. */
export interface Bounds {
  /** Last number given out; 0 before the first. */
  readonly last: number;
  /** Everything up to this number was removed. */
  readonly trimmedTo: number;
}

/** Entries and update state over one SQLite connection; called from the worker thread only. */
export class EntryStore {
  readonly #database: DatabaseSync;
  readonly #statements;
  /** By `rowId(stream, partition, 0)`. */
  readonly #bounds = new Map<number, { last: number; trimmedTo: number }>();
  readonly #lastBatch = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.#statements = {
      insert: prepare("INSERT INTO entries (id, kind, session_id, chat_id, at, json) VALUES (?, ?, ?, ?, ?, ?)"),
      forward: prepare(
        "SELECT id, kind, session_id, chat_id, json FROM entries WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
      ),
      backward: prepare(
        "SELECT id, kind, session_id, chat_id, json FROM entries WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?",
      ),
      max: prepare("SELECT max(id) AS id FROM entries WHERE id > ? AND id <= ?"),
      at: prepare("SELECT at FROM entries WHERE id = ?"),
      trimmed: prepare("SELECT seq FROM trimmed WHERE stream = ? AND partition = ?"),
      setTrimmed: prepare("INSERT INTO trimmed VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq"),
      remove: prepare("DELETE FROM entries WHERE id > ? AND id <= ?"),
      lastBatch: prepare("SELECT last_batch FROM batches WHERE session_id = ?"),
      setLastBatch: prepare(
        "INSERT INTO batches VALUES (?, ?) ON CONFLICT DO UPDATE SET last_batch = excluded.last_batch",
      ),
      setState: prepare("INSERT INTO state VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"),
      deleteState: prepare("DELETE FROM state WHERE session_id = ? AND key = ?"),
      state: prepare("SELECT key, value FROM state WHERE session_id = ?"),
      clearState: prepare("DELETE FROM state WHERE session_id = ?"),
      fence: prepare("SELECT fence FROM leases WHERE session_id = ?"),
    };
  }

  /**
   * Within the caller's transaction; null when the batch was applied before.
   * @throws TelewireError STALE_OWNER before anything of the batch is written
   */
  append({ sessionId, fence, batch, records, state }: AppendBatch, partition: number, at: number): FirstSeqs | null {
    const lastBatch = this.#lastBatchOf(sessionId);
    if (fence !== null && fence !== this.#fenceOf(sessionId)) throw new TelewireError("STALE_OWNER");
    if (batch <= lastBatch) return null;
    if (fence !== null && batch !== lastBatch + 1) throw new TelewireError("STALE_OWNER");
    const bounds = STREAMS.map((stream) => this.#boundsOf({ stream, partition }));
    const first = bounds.map(({ last }) => last + 1);
    for (const { stream, kind, chatId, json } of records) {
      const own = bounds[STREAMS.indexOf(stream)];
      if (own === undefined) throw new TypeError(`no such stream: ${stream}`);
      this.#statements.insert.run(rowId(stream, partition, ++own.last), kind, sessionId, chatId, at, json);
    }
    for (const [key, value] of Object.entries(state ?? {})) {
      if (value === null) this.#statements.deleteState.run(sessionId, key);
      else this.#statements.setState.run(sessionId, key, value);
    }
    this.#statements.setLastBatch.run(sessionId, batch);
    this.#lastBatch.set(sessionId, batch);
    return first;
  }

  loadState(sessionId: string): { lastBatch: number; values: (readonly [string, string])[] } {
    const values = this.#statements.state.all(sessionId).map(({ key, value }) => [String(key), String(value)] as const);
    return { lastBatch: this.#lastBatchOf(sessionId), values };
  }

  /** The batch number stays: a late repetition of an old batch is still known as one. */
  clearState(sessionId: string): void {
    this.#statements.clearState.run(sessionId);
  }

  readForward({ stream, partition }: Range, afterSeq: number, limit: number): EntryRow[] {
    return this.#statements.forward
      .all(rowId(stream, partition, afterSeq), lastRowId(stream, partition), limit)
      .map(toEntryRow);
  }

  readBackward({ stream, partition }: Range, beforeSeq: number | null, limit: number): EntryRow[] {
    const before = beforeSeq === null ? lastRowId(stream, partition) : rowId(stream, partition, beforeSeq);
    return this.#statements.backward.all(rowId(stream, partition, 1), before, limit).map(toEntryRow);
  }

  bounds(range: Range): Bounds {
    return { ...this.#boundsOf(range) };
  }

  /** Within the caller's transaction: removes at most `step` entries that are older than `before` (epoch ms) or beyond the newest `maxEntries`. */
  trim(range: Range, before: number | null, maxEntries: number | null, step: number): number {
    const { stream, partition } = range;
    const bounds = this.#boundsOf(range);
    const upToAge = before === null ? 0 : this.#lastBefore(range, before);
    const upToCount = maxEntries === null ? 0 : bounds.last - maxEntries;
    const upTo = Math.min(Math.max(upToAge, upToCount), bounds.trimmedTo + step);
    const removed = upTo - bounds.trimmedTo;
    if (removed <= 0) return 0;
    this.#statements.remove.run(rowId(stream, partition, bounds.trimmedTo), rowId(stream, partition, upTo));
    this.#statements.setTrimmed.run(stream, partition, upTo);
    bounds.trimmedTo = upTo;
    return removed;
  }

  transaction<Value>(work: () => Value): Value {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const value = work();
      this.#database.exec("COMMIT");
      return value;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      // What was counted in memory may not have been committed.
      this.#bounds.clear();
      this.#lastBatch.clear();
      throw error;
    }
  }

  /** Times grow with the sequence numbers, so that the place is found by halving. */
  #lastBefore({ stream, partition }: Range, before: number): number {
    const { last, trimmedTo } = this.#boundsOf({ stream, partition });
    let low = trimmedTo;
    let high = last;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (Number(this.#statements.at.get(rowId(stream, partition, middle))?.["at"]) < before) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #lastBatchOf(sessionId: string): number {
    let last = this.#lastBatch.get(sessionId);
    if (last === undefined) {
      last = Number(this.#statements.lastBatch.get(sessionId)?.["last_batch"] ?? 0);
      this.#lastBatch.set(sessionId, last);
    }
    return last;
  }

  #fenceOf(sessionId: string): number {
    return Number(this.#statements.fence.get(sessionId)?.["fence"] ?? 0);
  }

  #boundsOf({ stream, partition }: Range): { last: number; trimmedTo: number } {
    const start = rowId(stream, partition, 0);
    let bounds = this.#bounds.get(start);
    if (bounds === undefined) {
      const max = this.#statements.max.get(start, lastRowId(stream, partition))?.["id"];
      const trimmedTo = Number(this.#statements.trimmed.get(stream, partition)?.["seq"] ?? 0);
      bounds = { last: typeof max === "number" ? seqOf(max) : trimmedTo, trimmedTo };
      this.#bounds.set(start, bounds);
    }
    return bounds;
  }
}

function toEntryRow(row: Record<string, unknown>): EntryRow {
  return {
    seq: seqOf(row["id"] as number),
    kind: row["kind"] as string,
    sessionId: row["session_id"] as string,
    chatId: row["chat_id"] as string,
    json: row["json"] as string,
  };
}
