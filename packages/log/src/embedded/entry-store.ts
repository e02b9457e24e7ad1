import type { DatabaseSync } from "node:sqlite";
import { TelewireError } from "@telewire/contracts";
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

export interface AppendReply {
  /** One sequence number a record, in order; null when the batch was applied before. */
  readonly seqs: readonly number[] | null;
}

export interface Range {
  readonly stream: StreamName;
  readonly partition: number;
}

export interface Bounds {
  /** First kept sequence number, or null when empty. */
  readonly first: number | null;
  /** Last number given out; 0 before the first. */
  readonly last: number;
  /** Everything up to this number was removed. */
  readonly trimmedTo: number;
  readonly length: number;
}

/** Entries and update state over one SQLite connection; called from the worker thread only. */
export class EntryStore {
  readonly #database: DatabaseSync;
  readonly #statements;
  readonly #lastSeq = new Map<string, number>();
  readonly #lastBatch = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    const prepare = (sql: string) => database.prepare(sql);
    this.#statements = {
      insert: prepare("INSERT INTO entries (id, kind, session_id, chat_id, at, json) VALUES (?, ?, ?, ?, ?, ?)"),
      forward: prepare("SELECT id, kind, session_id, chat_id, json FROM entries WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"),
      backward: prepare("SELECT id, kind, session_id, chat_id, json FROM entries WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?"),
      max: prepare("SELECT max(id) AS id FROM entries WHERE id > ? AND id <= ?"),
      min: prepare("SELECT min(id) AS id FROM entries WHERE id > ? AND id <= ?"),
      count: prepare("SELECT count(*) AS n FROM entries WHERE id > ? AND id <= ?"),
      trimmed: prepare("SELECT seq FROM trimmed WHERE stream = ? AND partition = ?"),
      setTrimmed: prepare("INSERT INTO trimmed VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)"),
      remove: prepare("DELETE FROM entries WHERE id > ? AND id <= ?"),
      newestBefore: prepare("SELECT max(id) AS id FROM (SELECT id FROM entries WHERE id > ? AND id <= ? AND at < ?)"),
      lastBatch: prepare("SELECT last_batch FROM batches WHERE session_id = ?"),
      setLastBatch: prepare("INSERT INTO batches VALUES (?, ?) ON CONFLICT DO UPDATE SET last_batch = excluded.last_batch"),
      setState: prepare("INSERT INTO state VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"),
      deleteState: prepare("DELETE FROM state WHERE session_id = ? AND key = ?"),
      state: prepare("SELECT key, value FROM state WHERE session_id = ?"),
      clearState: prepare("DELETE FROM state WHERE session_id = ?"),
      fence: prepare("SELECT fence FROM leases WHERE session_id = ?"),
    };
  }

  /** Within the caller's transaction. @throws TelewireError STALE_OWNER before anything of the batch is written */
  append(batch: AppendBatch, partition: number, at: number): AppendReply {
    if (batch.fence !== null && batch.fence < this.#fenceOf(batch.sessionId)) throw new TelewireError("STALE_OWNER");
    if (batch.batch <= this.lastBatch(batch.sessionId)) return { seqs: null };
    const seqs = batch.records.map(({ stream, kind, chatId, json }) => {
      const seq = this.#nextSeq(stream, partition);
      this.#statements.insert.run(rowId(stream, partition, seq), kind, batch.sessionId, chatId, at, json);
      return seq;
    });
    for (const [key, value] of Object.entries(batch.state ?? {})) {
      if (value === null) this.#statements.deleteState.run(batch.sessionId, key);
      else this.#statements.setState.run(batch.sessionId, key, value);
    }
    this.#statements.setLastBatch.run(batch.sessionId, batch.batch);
    this.#lastBatch.set(batch.sessionId, batch.batch);
    return { seqs };
  }

  /** After a rolled-back transaction: what was counted in memory is read again. */
  forgetCounters(): void {
    this.#lastSeq.clear();
    this.#lastBatch.clear();
  }

  lastBatch(sessionId: string): number {
    let last = this.#lastBatch.get(sessionId);
    if (last === undefined) {
      last = Number(this.#statements.lastBatch.get(sessionId)?.["last_batch"] ?? 0);
      this.#lastBatch.set(sessionId, last);
    }
    return last;
  }

  loadState(sessionId: string): { lastBatch: number; values: (readonly [string, string])[] } {
    const values = this.#statements.state.all(sessionId).map(({ key, value }) => [String(key), String(value)] as const);
    return { lastBatch: this.lastBatch(sessionId), values };
  }

  clearState(sessionId: string): void {
    this.#statements.clearState.run(sessionId);
  }

  readForward({ stream, partition }: Range, afterSeq: number, limit: number): EntryRow[] {
    return this.#statements.forward.all(rowId(stream, partition, afterSeq), lastRowId(stream, partition), limit).map(toEntryRow);
  }

  readBackward({ stream, partition }: Range, beforeSeq: number, limit: number): EntryRow[] {
    return this.#statements.backward.all(rowId(stream, partition, 1), rowId(stream, partition, beforeSeq), limit).map(toEntryRow);
  }

  bounds({ stream, partition }: Range): Bounds {
    const range = [rowId(stream, partition, 0), lastRowId(stream, partition)] as const;
    const first = this.#statements.min.get(...range)?.["id"];
    const trimmedTo = Number(this.#statements.trimmed.get(stream, partition)?.["seq"] ?? 0);
    return {
      first: typeof first === "number" ? seqOf(first) : null,
      last: this.#last(stream, partition),
      trimmedTo,
      length: Number(this.#statements.count.get(...range)?.["n"] ?? 0),
    };
  }

  /** Removes at most `step` entries that are older than `before` (epoch ms) or beyond the newest `maxEntries`. */
  trim({ stream, partition }: Range, before: number | null, maxEntries: number | null, step: number): number {
    const start = rowId(stream, partition, 0);
    const end = lastRowId(stream, partition);
    const aged = before === null ? null : this.#statements.newestBefore.get(start, end, before)?.["id"];
    const upToAge = typeof aged === "number" ? seqOf(aged) : 0;
    const upToCount = maxEntries === null ? 0 : this.#last(stream, partition) - maxEntries;
    const wanted = Math.max(upToAge, upToCount);
    const first = this.#statements.min.get(start, end)?.["id"];
    if (wanted <= 0 || typeof first !== "number" || seqOf(first) > wanted) return 0;
    const upTo = Math.min(wanted, seqOf(first) + step - 1);
    const { changes } = this.#statements.remove.run(start, rowId(stream, partition, upTo));
    this.#statements.setTrimmed.run(stream, partition, upTo);
    return Number(changes);
  }

  transaction<Value>(work: () => Value): Value {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const value = work();
      this.#database.exec("COMMIT");
      return value;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      this.forgetCounters();
      throw error;
    }
  }

  #fenceOf(sessionId: string): number {
    return Number(this.#statements.fence.get(sessionId)?.["fence"] ?? 0);
  }

  #nextSeq(stream: StreamName, partition: number): number {
    const seq = this.#last(stream, partition) + 1;
    this.#lastSeq.set(`${stream}/${partition}`, seq);
    return seq;
  }

  #last(stream: StreamName, partition: number): number {
    const key = `${stream}/${partition}`;
    let last = this.#lastSeq.get(key);
    if (last === undefined) {
      const max = this.#statements.max.get(rowId(stream, partition, 0), lastRowId(stream, partition))?.["id"];
      const trimmedTo = Number(this.#statements.trimmed.get(stream, partition)?.["seq"] ?? 0);
      last = Math.max(typeof max === "number" ? seqOf(max) : 0, trimmedTo);
      this.#lastSeq.set(key, last);
    }
    return last;
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
