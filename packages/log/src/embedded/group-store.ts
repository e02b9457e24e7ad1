import type { DatabaseSync, StatementSync } from "node:sqlite";
import { formatPosition } from "@telewire/contracts/position";
import type { StreamName } from "@telewire/contracts";
import type { EntryRow, EntryStore } from "./entry-store.ts";
import { PendingSet } from "./pending-set.ts";

export interface DeliveredRow extends EntryRow {
  readonly partition: number;
  readonly count: number;
}

export interface GroupRef {
  readonly name: string;
  readonly stream: StreamName;
}

export interface DeadEntry {
  readonly partition: number;
  readonly seq: number;
  readonly count: number;
  readonly json: string;
}

interface Group {
  /** One a partition. */
  readonly pendings: readonly PendingSet[];
  /** Where the next read begins, so that a busy partition does not starve the others. */
  next: number;
}

/** Dead letters kept a group. */
const MAX_DEAD_LETTERS = 10_000;

/**
 * Consumer groups: pending entries in memory, saved with each read and ack as a short list of ranges. After a restart
 * what was pending still is, and can be claimed at once: its consumer is gone.
 */
export class GroupStore {
  readonly #entries: EntryStore;
  readonly #partitions: number;
  readonly #epoch: string;
  readonly #groups = new Map<string, Group>();
  readonly #statements;

  constructor(database: DatabaseSync, entries: EntryStore, partitions: number, epoch: string) {
    this.#entries = entries;
    this.#partitions = partitions;
    this.#epoch = epoch;
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.#statements = {
      load: prepare("SELECT partition, delivered, pending FROM groups WHERE name = ? AND stream = ?"),
      save: prepare(
        "INSERT INTO groups VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET delivered = excluded.delivered, pending = excluded.pending",
      ),
      saveDelivered: prepare(
        "INSERT INTO groups VALUES (?, ?, ?, ?, '') ON CONFLICT DO UPDATE SET delivered = excluded.delivered",
      ),
      deadLetter: prepare(
        "INSERT INTO dead_letters (name, position, reason, count, at, json) VALUES (?, ?, ?, ?, ?, ?)",
      ),
      trimDeadLetters: prepare(
        "DELETE FROM dead_letters WHERE name = ?1 AND id <= (SELECT id FROM dead_letters WHERE name = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
      ),
      deadLetters: prepare(
        "SELECT position, reason, count, at, json FROM dead_letters WHERE name = ? ORDER BY id DESC LIMIT ?",
      ),
    };
  }

  read(ref: GroupRef, limit: number, now: number): DeliveredRow[] {
    const group = this.#group(ref);
    const delivered: DeliveredRow[] = [];
    const start = group.next;
    for (let offset = 0; offset < this.#partitions && delivered.length < limit; offset++) {
      const partition = (start + offset) % this.#partitions;
      const pending = group.pendings[partition];
      if (pending === undefined) continue;
      const rows = this.#entries.readForward(
        { stream: ref.stream, partition },
        pending.delivered,
        limit - delivered.length,
      );
      const last = rows.at(-1)?.seq;
      if (last === undefined) continue;
      this.#statements.saveDelivered.run(ref.name, ref.stream, partition, last);
      pending.deliver(
        rows.map(({ seq }) => seq),
        now,
      );
      for (const { seq, kind, sessionId, chatId, json } of rows)
        delivered.push({ seq, kind, sessionId, chatId, json, partition, count: 1 });
      group.next = (partition + 1) % this.#partitions;
    }
    return delivered;
  }

  claim(ref: GroupRef, limit: number, minIdleMs: number, now: number): DeliveredRow[] {
    const claimed: DeliveredRow[] = [];
    for (const [partition, pending] of this.#group(ref).pendings.entries()) {
      const range = { stream: ref.stream, partition };
      const gone = pending.settleUpTo(this.#entries.bounds(range).trimmedTo);
      const seqs = pending.claim(limit - claimed.length, minIdleMs, now);
      if (seqs.length > 0 || gone > 0) this.#save(ref, partition, pending);
      for (const seq of seqs) {
        const [row] = this.#entries.readForward(range, seq - 1, 1);
        if (row !== undefined) claimed.push({ ...row, partition, count: pending.countOf(seq) });
      }
    }
    return claimed;
  }

  ack(ref: GroupRef, entries: readonly { readonly partition: number; readonly seq: number }[]): void {
    const group = this.#group(ref);
    const touched = new Set<number>();
    for (const { partition, seq } of entries)
      if (group.pendings[partition]?.settle(seq) === true) touched.add(partition);
    for (const partition of touched) this.#save(ref, partition, group.pendings[partition]);
  }

  /** Nothing when the entry is not pending any more: then somebody acked it. */
  deadLetter(ref: GroupRef, { partition, seq, count, json }: DeadEntry, reason: string, now: number): void {
    const pending = this.#group(ref).pendings[partition];
    if (pending?.settle(seq) !== true) return;
    const position = formatPosition({ stream: ref.stream, epoch: this.#epoch, partition, major: seq, minor: 0 });
    this.#statements.deadLetter.run(ref.name, position, reason, count, now, json);
    this.#statements.trimDeadLetters.run(ref.name, MAX_DEAD_LETTERS);
    this.#save(ref, partition, pending);
  }

  deadLetters(name: string, limit: number): Record<string, unknown>[] {
    return this.#statements.deadLetters.all(name, limit);
  }

  lag(ref: GroupRef): { pending: number; undelivered: number } {
    const total = { pending: 0, undelivered: 0 };
    for (const [partition, pending] of this.#group(ref).pendings.entries()) {
      const { last, trimmedTo } = this.#entries.bounds({ stream: ref.stream, partition });
      total.pending += pending.size;
      total.undelivered += last - Math.max(pending.delivered, trimmedTo);
    }
    return total;
  }

  /** After a rolled-back transaction: what is kept in memory is read again. */
  forget(): void {
    this.#groups.clear();
  }

  #group(ref: GroupRef): Group {
    const key = `${ref.stream}/${ref.name}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      const pendings = Array.from({ length: this.#partitions }, () => new PendingSet());
      for (const { partition, delivered, pending } of this.#statements.load.all(ref.name, ref.stream)) {
        pendings[Number(partition)] = PendingSet.restore(Number(delivered), String(pending));
      }
      group = { pendings, next: 0 };
      this.#groups.set(key, group);
    }
    return group;
  }

  #save(ref: GroupRef, partition: number, pending: PendingSet | undefined): void {
    if (pending !== undefined)
      this.#statements.save.run(ref.name, ref.stream, partition, pending.delivered, pending.serialize());
  }
}
