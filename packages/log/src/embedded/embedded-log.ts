import { formatPosition, parsePosition, TelewireError } from "@telewire/contracts";
import type { EntryKind, Position, PositionParts, StreamName } from "@telewire/contracts";
import type {
  AppendBatch, AppendResult, DeadLetter, EventLog, GroupConsumer, LeaseStore, LogRecord, NodeRegistry, ReadOptions, ResumeCheck,
  SessionState, StreamStats, TailOptions,
} from "../event-log.ts";
import { partitionOf } from "../partition.ts";
import { EmbeddedGroupConsumer } from "./embedded-group-consumer.ts";
import type { EntryRow } from "./entry-store.ts";
import { LiveTail } from "./live-tail.ts";
import { WorkerLink } from "./worker-link.ts";

export interface EmbeddedLogOptions {
  readonly directory: string;
  /** Used when the log is created (default 1); an existing log keeps its own. */
  readonly partitions?: number;
}

/** A log for one process: SQLite in a worker thread, tails fed from memory. */
export async function openEmbeddedLog({ directory, partitions = 1 }: EmbeddedLogOptions): Promise<EventLog> {
  const { link, opened } = await WorkerLink.open({ directory, partitions });
  return new EmbeddedLog(link, opened.epoch, opened.partitions);
}

interface PendingAppend {
  readonly batch: AppendBatch;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

class EmbeddedLog implements EventLog {
  readonly partitions: number;
  readonly leases: LeaseStore;
  readonly nodes: NodeRegistry;
  readonly #link: WorkerLink;
  readonly #epoch: string;
  readonly #tails = new Map<StreamName, Set<LiveTail>>();
  readonly #wakers = new Set<() => void>();
  #appends: PendingAppend[] = [];
  #isAppending = false;

  constructor(link: WorkerLink, epoch: string, partitions: number) {
    this.#link = link;
    this.#epoch = epoch;
    this.partitions = partitions;
    this.leases = {
      acquire: (sessionId, nodeId, ttlMs) => link.call("acquire", sessionId, nodeId, ttlMs),
      renew: (lease, ttlMs) => link.call("renew", lease, ttlMs),
      release: (lease) => link.call("release", lease),
      get: (sessionId) => link.call("lease", sessionId),
    };
    this.nodes = {
      register: (node, ttlMs) => link.call("register", node, ttlMs),
      unregister: (nodeId) => link.call("unregister", nodeId),
      list: () => link.call("nodes"),
    };
  }

  partitionOf(sessionId: string): number {
    return partitionOf(sessionId, this.partitions);
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.#appends.push({ batch, resolve, reject });
      if (this.#appends.length === 1 && !this.#isAppending) setImmediate(() => void this.#drainAppends());
    });
  }

  async loadState(sessionId: string): Promise<SessionState> {
    const { lastBatch, values } = await this.#link.call("loadState", sessionId);
    return { lastBatch, values: new Map(values) };
  }

  clearState(sessionId: string): Promise<void> {
    return this.#link.call("clearState", sessionId);
  }

  async read(stream: StreamName, partition: number, after: Position | null, { limit }: ReadOptions): Promise<LogRecord[]> {
    const seq = after === null ? 0 : this.#ownPosition(stream, after, partition).major;
    const rows = await this.#link.call("readForward", { stream, partition }, seq, limit);
    return rows.map((row) => this.#toRecord(stream, partition, row));
  }

  async readBack(stream: StreamName, partition: number, before: Position | null, { limit }: ReadOptions): Promise<LogRecord[]> {
    const seq = before === null ? Number.POSITIVE_INFINITY : this.#ownPosition(stream, before, partition).major;
    const end = Number.isFinite(seq) ? seq : (await this.#link.call("bounds", { stream, partition })).last + 1;
    const rows = await this.#link.call("readBackward", { stream, partition }, end, limit);
    return rows.map((row) => this.#toRecord(stream, partition, row));
  }

  async *tail(stream: StreamName, { partitions, after, signal }: TailOptions): AsyncGenerator<readonly LogRecord[]> {
    const cursors = new Map<number, number>();
    for (const partition of partitions ?? Array.from({ length: this.partitions }, (_, index) => index)) {
      const from = after?.get(partition);
      const start = from === undefined ? (await this.#link.call("bounds", { stream, partition })).last : this.#ownPosition(stream, from, partition).major;
      cursors.set(partition, start);
    }
    const tail = new LiveTail(cursors, async (partition, afterSeq, limit) => {
      const rows = await this.#link.call("readForward", { stream, partition }, afterSeq, limit);
      return rows.map((row) => ({ seq: row.seq, record: this.#toRecord(stream, partition, row) }));
    });
    const tails = this.#tailsOf(stream);
    tails.add(tail);
    const close = (): void => tail.close();
    signal.addEventListener("abort", close);
    if (signal.aborted) close();
    try {
      yield* tail.batches();
    } finally {
      signal.removeEventListener("abort", close);
      tails.delete(tail);
    }
  }

  async end(stream: StreamName, partition: number): Promise<Position> {
    const { last } = await this.#link.call("bounds", { stream, partition });
    return this.#position(stream, partition, last);
  }

  async check(stream: StreamName, position: Position): Promise<ResumeCheck> {
    const parts = parsePosition(position);
    if (parts.stream !== stream || parts.partition >= this.partitions) throw new TelewireError("BAD_POSITION");
    const { last, trimmedTo } = await this.#link.call("bounds", { stream, partition: parts.partition });
    const resume = this.#position(stream, parts.partition, trimmedTo);
    if (parts.epoch !== this.#epoch) return { ok: false, reason: "other-epoch", resume };
    if (parts.major > last) throw new TelewireError("BAD_POSITION");
    return parts.major < trimmedTo ? { ok: false, reason: "trimmed", resume } : { ok: true };
  }

  group(name: string, stream: StreamName, consumer: string): Promise<GroupConsumer> {
    return Promise.resolve(
      new EmbeddedGroupConsumer({
        link: this.#link,
        ref: { name, stream },
        consumer,
        toRecord: (partition, row) => this.#toRecord(stream, partition, row),
        wakers: this.#wakers,
      }),
    );
  }

  async deadLetters(group: string, { limit }: ReadOptions): Promise<DeadLetter[]> {
    const rows = await this.#link.call("groupDeadLetters", group, limit);
    return rows.map((row) => ({
      position: String(row["position"]),
      group,
      reason: String(row["reason"]),
      deliveryCount: Number(row["count"]),
      at: Number(row["at"]),
      json: String(row["json"]),
    }));
  }

  async trim({ maxAgeMs, maxEntries }: { readonly maxAgeMs?: number; readonly maxEntries?: number }): Promise<number> {
    const before = maxAgeMs === undefined ? null : Date.now() - maxAgeMs;
    let total = 0;
    for (;;) {
      const removed = await this.#link.call("trimStep", before, maxEntries ?? null);
      if (removed === 0) return total;
      total += removed;
    }
  }

  async stats(stream: StreamName, partition: number): Promise<StreamStats> {
    const { first, last, length } = await this.#link.call("bounds", { stream, partition });
    const at = (seq: number): Position => this.#position(stream, partition, seq);
    return { length, first: first === null ? null : at(first), last: first === null ? null : at(last) };
  }

  ping(): Promise<void> {
    return this.#link.call("ping");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const tails of this.#tails.values()) for (const tail of tails) tail.close();
    for (const wake of this.#wakers) wake();
    await this.#link.close();
  }

  /** One write at a time: what arrives meanwhile goes together in the next. */
  async #drainAppends(): Promise<void> {
    if (this.#isAppending) return;
    this.#isAppending = true;
    while (this.#appends.length > 0) {
      const appends = this.#appends;
      this.#appends = [];
      try {
        const replies = await this.#link.call("append", appends.map(({ batch }) => batch));
        appends.forEach((append, index) => this.#settle(append, replies[index]));
        for (const wake of this.#wakers) wake();
      } catch (error) {
        for (const { reject } of appends) reject(error);
      }
    }
    this.#isAppending = false;
  }

  #settle({ batch, resolve, reject }: PendingAppend, reply: { readonly stale: true } | { readonly seqs: readonly number[] | null } | undefined): void {
    if (reply === undefined || "stale" in reply) return reject(new TelewireError("STALE_OWNER"));
    const { seqs } = reply;
    if (seqs === null) return resolve({ positions: [], repeated: true });
    const partition = this.partitionOf(batch.sessionId);
    const positions = batch.records.map(({ stream }, index) => this.#position(stream, partition, seqs[index] ?? 0));
    this.#offer(batch, partition, seqs);
    resolve({ positions, repeated: false });
  }

  #offer({ sessionId, records }: AppendBatch, partition: number, seqs: readonly number[]): void {
    for (const [stream, tails] of this.#tails) {
      if (tails.size === 0) continue;
      const fresh = records.flatMap((record, index) => {
        if (record.stream !== stream) return [];
        const seq = seqs[index] ?? 0;
        return [{ seq, record: this.#toRecord(stream, partition, { ...record, sessionId, seq }) }];
      });
      if (fresh.length > 0) for (const tail of tails) tail.offer(partition, fresh);
    }
  }

  #tailsOf(stream: StreamName): Set<LiveTail> {
    let tails = this.#tails.get(stream);
    if (tails === undefined) this.#tails.set(stream, (tails = new Set()));
    return tails;
  }

  #ownPosition(stream: StreamName, position: Position, partition: number): PositionParts {
    const parts = parsePosition(position);
    if (parts.stream !== stream || parts.partition !== partition || parts.epoch !== this.#epoch) throw new TelewireError("BAD_POSITION");
    return parts;
  }

  #position(stream: StreamName, partition: number, seq: number): Position {
    return formatPosition({ stream, epoch: this.#epoch, partition, major: seq, minor: 0 });
  }

  #toRecord(stream: StreamName, partition: number, { seq, kind, sessionId, chatId, json }: EntryRow): LogRecord {
    const position = this.#position(stream, partition, seq);
    return { position, stream, partition, kind: kind as EntryKind, sessionId, chatId, json: `{"id":"${position}",${json.slice(1)}` };
  }
}
