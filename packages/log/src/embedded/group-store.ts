import type { DatabaseSync } from "node:sqlite";
import { formatPosition } from "@telewire/contracts";
import type { StreamName } from "@telewire/contracts";
import type { EntryRow, EntryStore, Range } from "./entry-store.ts";
import { rowId } from "./schema.ts";

export interface DeliveredRow extends EntryRow {
  readonly partition: number;
  readonly count: number;
}

export interface GroupRef {
  readonly name: string;
  readonly stream: StreamName;
}

interface Pending {
  consumer: string;
  deliveredAt: number;
  count: number;
  readonly partition: number;
  readonly seq: number;
}

interface Group {
  /** Per partition: last number handed out, and last number below which all is acked. */
  readonly delivered: number[];
  readonly acked: number[];
  readonly pending: Map<number, Pending>;
}

/**
 * Consumer groups. What is pending lives in memory; durable are the number below which everything is acked, and the
 * delivery counts of entries that were handed out more than once. After a crash everything unacked is handed out anew.
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
    const prepare = (sql: string) => database.prepare(sql);
    this.#statements = {
      load: prepare("SELECT partition, delivered FROM groups WHERE name = ? AND stream = ?"),
      save: prepare("INSERT INTO groups VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET delivered = excluded.delivered"),
      counts: prepare("SELECT id, count FROM pending WHERE name = ?"),
      saveCount: prepare("INSERT INTO pending VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = excluded.count"),
      deleteCount: prepare("DELETE FROM pending WHERE name = ? AND id = ?"),
      deadLetter: prepare("INSERT INTO dead_letters VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
      deadLetters: prepare("SELECT reason, count, at, position, json FROM dead_letters WHERE name = ? ORDER BY id DESC LIMIT ?"),
    };
  }

  read(ref: GroupRef, consumer: string, limit: number, now: number): DeliveredRow[] {
    const group = this.#group(ref);
    const counts = this.#savedCounts(ref);
    const rows: DeliveredRow[] = [];
    for (let partition = 0; partition < this.#partitions && rows.length < limit; partition++) {
      const range: Range = { stream: ref.stream, partition };
      for (const row of this.#entries.readForward(range, group.delivered[partition] ?? 0, limit - rows.length)) {
        const id = rowId(ref.stream, partition, row.seq);
        const count = (counts.get(id) ?? 0) + 1;
        group.pending.set(id, { consumer, deliveredAt: now, count, partition, seq: row.seq });
        group.delivered[partition] = row.seq;
        if (count > 1) this.#statements.saveCount.run(ref.name, id, consumer, now, count);
        rows.push({ ...row, partition, count });
      }
    }
    return rows;
  }

  claim(ref: GroupRef, consumer: string, limit: number, minIdleMs: number, now: number): DeliveredRow[] {
    const group = this.#group(ref);
    const rows: DeliveredRow[] = [];
    for (const [id, pending] of group.pending) {
      if (rows.length >= limit) break;
      if (now - pending.deliveredAt < minIdleMs) continue;
      const [row] = this.#entries.readForward({ stream: ref.stream, partition: pending.partition }, pending.seq - 1, 1);
      if (row?.seq !== pending.seq) {
        this.#settle(ref, group, id);
        continue;
      }
      Object.assign(pending, { consumer, deliveredAt: now, count: pending.count + 1 });
      this.#statements.saveCount.run(ref.name, id, consumer, now, pending.count);
      rows.push({ ...row, partition: pending.partition, count: pending.count });
    }
    this.#saveAcked(ref, group);
    return rows;
  }

  ack(ref: GroupRef, entries: readonly { readonly partition: number; readonly seq: number }[]): void {
    const group = this.#group(ref);
    for (const { partition, seq } of entries) this.#settle(ref, group, rowId(ref.stream, partition, seq));
    this.#saveAcked(ref, group);
  }

  deadLetter(ref: GroupRef, entry: { partition: number; seq: number; count: number; json: string }, reason: string, now: number): void {
    const { partition, seq, count, json } = entry;
    const position = formatPosition({ stream: ref.stream, epoch: this.#epoch, partition, major: seq, minor: 0 });
    this.#statements.deadLetter.run(ref.name, rowId(ref.stream, partition, seq), reason, count, now, position, json);
    this.ack(ref, [{ partition, seq }]);
  }

  deadLetters(name: string, limit: number): Record<string, unknown>[] {
    return this.#statements.deadLetters.all(name, limit);
  }

  lag(ref: GroupRef): { pending: number; undelivered: number } {
    const group = this.#group(ref);
    let undelivered = 0;
    for (let partition = 0; partition < this.#partitions; partition++) {
      const { last, trimmedTo } = this.#entries.bounds({ stream: ref.stream, partition });
      undelivered += last - Math.max(group.delivered[partition] ?? 0, trimmedTo);
    }
    return { pending: group.pending.size, undelivered };
  }

  #group(ref: GroupRef): Group {
    const key = `${ref.name}/${ref.stream}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      const acked = Array.from({ length: this.#partitions }, () => 0);
      for (const { partition, delivered } of this.#statements.load.all(ref.name, ref.stream)) acked[Number(partition)] = Number(delivered);
      group = { acked, delivered: [...acked], pending: new Map() };
      this.#groups.set(key, group);
    }
    return group;
  }

  #savedCounts(ref: GroupRef): Map<number, number> {
    return new Map(this.#statements.counts.all(ref.name).map(({ id, count }) => [Number(id), Number(count)]));
  }

  #settle(ref: GroupRef, group: Group, id: number): void {
    const pending = group.pending.get(id);
    if (pending === undefined) return;
    group.pending.delete(id);
    if (pending.count > 1) this.#statements.deleteCount.run(ref.name, id);
  }

  /** Everything before the oldest pending entry of a partition is acked. */
  #saveAcked(ref: GroupRef, group: Group): void {
    const oldest = new Map<number, number>();
    for (const { partition, seq } of group.pending.values()) oldest.set(partition, Math.min(seq, oldest.get(partition) ?? seq));
    for (let partition = 0; partition < this.#partitions; partition++) {
      const acked = (oldest.get(partition) ?? (group.delivered[partition] ?? 0) + 1) - 1;
      if (acked === group.acked[partition]) continue;
      group.acked[partition] = acked;
      this.#statements.save.run(ref.name, ref.stream, partition, acked);
    }
  }
}
