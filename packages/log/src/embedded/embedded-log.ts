import { formatPosition, parsePosition, STREAMS, TelewireError } from "@telewire/contracts";
import type { EntryKind, Position, PositionParts, StreamName } from "@telewire/contracts";
import { WorkerCalls } from "@telewire/kit";
import type {
  AppendBatch,
  AppendResult,
  DeadLetter,
  EventLog,
  GroupConsumer,
  LeaseStore,
  LogRecord,
  NodeRegistry,
  ReadOptions,
  ResumeCheck,
  SessionState,
  StreamStats,
  TailOptions,
} from "../event-log.ts";
import { AppendHealth } from "../append-health.ts";
import { partitionOf } from "../partition.ts";
import { EmbeddedGroupConsumer } from "./embedded-group-consumer.ts";
import type { EntryRow } from "./entry-store.ts";
import { LiveTail } from "./live-tail.ts";
import type { SequencedRecord } from "./live-tail.ts";
import type { AppendReply, Opened, Operations, WorkerOptions } from "./protocol.ts";

export interface EmbeddedLogOptions {
  readonly directory: string;
  /** Used when the log is created (default 1); an existing log keeps its own. */
  readonly partitions?: number;
}

/**
 * A log for one process: SQLite in a worker thread, tails fed from memory.
 * @throws TelewireError LOG_UNAVAILABLE when the directory cannot be opened, or another process has it open
 */
export async function openEmbeddedLog({ directory, partitions = 1 }: EmbeddedLogOptions): Promise<EventLog> {
  const workerData: WorkerOptions = { directory, partitions };
  try {
    const options = { name: "telewire-log", workerData, unavailable: "LOG_UNAVAILABLE" } as const;
    const { calls, ready } = await WorkerCalls.start<Operations>(new URL("./worker.ts", import.meta.url), options);
    const { epoch, partitions: opened } = ready as Opened;
    return new EmbeddedLog(calls, epoch, opened);
  } catch (cause) {
    const isLocked = cause instanceof Error && cause.message.includes("database is locked");
    const problem = isLocked ? "another process has this data directory open" : "the data directory cannot be opened";
    throw new TelewireError("LOG_UNAVAILABLE", { details: { problem, directory }, cause });
  }
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
  readonly #link: WorkerCalls<Operations>;
  readonly #epoch: string;
  readonly #tails = new Map<StreamName, Set<LiveTail>>();
  readonly #wakers = new Set<() => void>();
  readonly #health = new AppendHealth();
  #appends: PendingAppend[] = [];
  #isAppending = false;

  constructor(link: WorkerCalls<Operations>, epoch: string, partitions: number) {
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

  async read(
    stream: StreamName,
    partition: number,
    after: Position | null,
    { limit }: ReadOptions,
  ): Promise<LogRecord[]> {
    const seq = after === null ? 0 : this.#ownPosition(stream, after, partition).major;
    const { rows } = await this.#link.call("readForward", { stream, partition }, seq, limit);
    return rows.map((row) => this.#toRecord(stream, partition, row));
  }

  async readBack(
    stream: StreamName,
    partition: number,
    before: Position | null,
    { limit }: ReadOptions,
  ): Promise<LogRecord[]> {
    const seq = before === null ? null : this.#ownPosition(stream, before, partition).major;
    const rows = await this.#link.call("readBackward", { stream, partition }, seq, limit);
    return rows.map((row) => this.#toRecord(stream, partition, row));
  }

  tail(stream: StreamName, options: TailOptions): AsyncIterable<readonly LogRecord[]> {
    // Begins now, not at the first read: what is appended from here on is seen.
    const started = this.#startTail(stream, options);
    started.catch(() => undefined);
    return this.#batchesOf(stream, started, options.signal);
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

  group(name: string, stream: StreamName): Promise<GroupConsumer> {
    return Promise.resolve(
      new EmbeddedGroupConsumer({
        link: this.#link,
        ref: { name, stream },
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
    const { last, trimmedTo } = await this.#link.call("bounds", { stream, partition });
    if (last === trimmedTo) return { length: 0, first: null, last: null };
    return {
      length: last - trimmedTo,
      first: this.#position(stream, partition, trimmedTo + 1),
      last: this.#position(stream, partition, last),
    };
  }

  async ping(): Promise<void> {
    await this.#link.call("ping");
    this.#health.check();
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
        const replies = await this.#link.call(
          "append",
          appends.map(({ batch }) => batch),
        );
        this.#health.succeeded();
        appends.forEach((append, index) => this.#settle(append, replies[index]));
        for (const wake of this.#wakers) wake();
      } catch (error) {
        this.#health.failed(error);
        for (const { reject } of appends) reject(error);
      }
    }
    this.#isAppending = false;
  }

  #settle({ batch, resolve, reject }: PendingAppend, reply: AppendReply | undefined): void {
    if (reply === undefined || reply === "stale") return reject(new TelewireError("STALE_OWNER"));
    if (reply === "repeated") return resolve({ positions: [], repeated: true });
    const { sessionId, records } = batch;
    const partition = this.partitionOf(sessionId);
    const next = [...reply];
    const positions: Position[] = [];
    const fresh = new Map<StreamName, SequencedRecord[]>();
    for (const { stream, kind, chatId, json } of records) {
      const index = STREAMS.indexOf(stream);
      const seq = next[index] ?? 0;
      next[index] = seq + 1;
      const position = this.#position(stream, partition, seq);
      positions.push(position);
      if (this.#tailsOf(stream).size === 0) continue;
      const record = { position, stream, partition, kind, sessionId, chatId, json: withId(position, json) };
      const list = fresh.get(stream);
      if (list === undefined) fresh.set(stream, [{ seq, record }]);
      else list.push({ seq, record });
    }
    for (const [stream, list] of fresh) for (const tail of this.#tailsOf(stream)) tail.offer(partition, list);
    resolve({ positions, repeated: false });
  }

  async #startTail(stream: StreamName, { partitions, after }: TailOptions): Promise<LiveTail> {
    const cursors = new Map<number, number>();
    const start = async (partition: number): Promise<void> => {
      const from = after?.get(partition);
      const seq =
        from === undefined
          ? (await this.#link.call("bounds", { stream, partition })).last
          : this.#ownPosition(stream, from, partition).major;
      cursors.set(partition, seq);
    };
    await Promise.all((partitions ?? Array.from({ length: this.partitions }, (_, index) => index)).map(start));
    const tail = new LiveTail(cursors, async (partition, afterSeq, limit) => {
      const { rows, trimmedTo } = await this.#link.call("readForward", { stream, partition }, afterSeq, limit);
      return {
        records: rows.map((row) => ({ seq: row.seq, record: this.#toRecord(stream, partition, row) })),
        trimmedTo,
      };
    });
    this.#tailsOf(stream).add(tail);
    return tail;
  }

  async *#batchesOf(
    stream: StreamName,
    started: Promise<LiveTail>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogRecord[]> {
    const tail = await started;
    const close = (): void => tail.close();
    signal.addEventListener("abort", close);
    if (signal.aborted) close();
    try {
      yield* tail.batches();
    } finally {
      signal.removeEventListener("abort", close);
      this.#tailsOf(stream).delete(tail);
    }
  }

  #tailsOf(stream: StreamName): Set<LiveTail> {
    let tails = this.#tails.get(stream);
    if (tails === undefined) this.#tails.set(stream, (tails = new Set()));
    return tails;
  }

  #ownPosition(stream: StreamName, position: Position, partition: number): PositionParts {
    const parts = parsePosition(position);
    if (parts.stream !== stream || parts.partition !== partition) throw new TelewireError("BAD_POSITION");
    if (parts.epoch !== this.#epoch) throw new TelewireError("CURSOR_EXPIRED");
    return parts;
  }

  #position(stream: StreamName, partition: number, seq: number): Position {
    return formatPosition({ stream, epoch: this.#epoch, partition, major: seq, minor: 0 });
  }

  #toRecord(stream: StreamName, partition: number, { seq, kind, sessionId, chatId, json }: EntryRow): LogRecord {
    const position = this.#position(stream, partition, seq);
    return { position, stream, partition, kind: kind as EntryKind, sessionId, chatId, json: withId(position, json) };
  }
}

function withId(position: Position, json: string): string {
  return `{"id":"${position}",${json.slice(1)}`;
}
