import type { EntryKind, Position, StreamName } from "@telewire/contracts";

/** One entry to append. `json` is the entry as JSON text without `id`: it starts with `{"schemaVersion":`. */
export interface NewRecord {
  readonly stream: StreamName;
  readonly kind: EntryKind;
  readonly chatId: string;
  readonly json: string;
}

/** One entry read. `json` carries its `id` as first field, ready to be sent. */
export interface LogRecord {
  readonly position: Position;
  readonly stream: StreamName;
  readonly partition: number;
  readonly kind: EntryKind;
  readonly sessionId: string;
  readonly chatId: string;
  readonly json: string;
}

/** Entries and the update state they came with: written together or not at all. */
export interface AppendBatch {
  readonly sessionId: string;
  /** Fence of the lease under which it is written; null for entries without an owner (tests, tools). */
  readonly fence: number | null;
  /**
   * Number of this batch within the session, growing by one from `SessionState.lastBatch`.
   * A batch that was applied already (a repeated write after a lost answer) is not applied again.
   */
  readonly batch: number;
  readonly records: readonly NewRecord[];
  /** Changed keys of the session's update state; null deletes. */
  readonly state?: Readonly<Record<string, string | null>>;
}

export interface AppendResult {
  /** One position a record, in order; empty when `repeated`. */
  readonly positions: readonly Position[];
  /** The batch had been applied before. */
  readonly repeated: boolean;
}

export interface SessionState {
  readonly lastBatch: number;
  readonly values: ReadonlyMap<string, string>;
}

export interface ReadOptions {
  readonly limit: number;
}

export interface TailOptions {
  /** Partitions to read; default all. */
  readonly partitions?: readonly number[];
  /** Where to begin in each partition; default: at the end as it is now. */
  readonly after?: ReadonlyMap<number, Position>;
  readonly signal: AbortSignal;
}

/**
 * Whether a reader can go on from a position. `trimmed`: entries behind it were removed; `other-epoch`: from another
 * life of the log. In both cases `resume` is the position to go on from (everything kept is after it).
 */
export type ResumeCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: "trimmed" | "other-epoch"; readonly resume: Position };

export interface Delivery extends LogRecord {
  /** How often it was delivered to any consumer of the group, this time included. */
  readonly deliveryCount: number;
}

/** A consumer of a consumer group: work shared, each entry acked once. */
export interface GroupConsumer extends AsyncDisposable {
  /** Up to `limit` new entries; waits up to `waitMs` for the first. Aborting resolves with none. */
  read(options: {
    readonly limit: number;
    readonly waitMs: number;
    readonly signal?: AbortSignal;
  }): Promise<Delivery[]>;
  /** Takes over entries that some consumer read at least `minIdleMs` ago and never acked. */
  claim(options: { readonly limit: number; readonly minIdleMs: number }): Promise<Delivery[]>;
  ack(positions: readonly Position[]): Promise<void>;
  /** Moves an entry to the dead letters of the group and acks it. */
  deadLetter(delivery: Delivery, reason: string): Promise<void>;
  /** Entries delivered and not acked, and entries not yet delivered. */
  lag(): Promise<{ readonly pending: number; readonly undelivered: number }>;
}

export interface DeadLetter {
  readonly position: Position;
  readonly group: string;
  readonly reason: string;
  readonly deliveryCount: number;
  readonly at: number;
  readonly json: string;
}

export interface Lease {
  readonly sessionId: string;
  readonly nodeId: string;
  /** Grows with every change of owner; a write with an older fence is refused. */
  readonly fence: number;
  /** Epoch ms by the store's clock. */
  readonly expiresAt: number;
}

/** One owner per session. */
export interface LeaseStore {
  /** The lease, or null while another node holds one that has not expired. Acquiring anew always grows the fence. */
  acquire(sessionId: string, nodeId: string, ttlMs: number): Promise<Lease | null>;
  /** The extended lease, or null when it is no longer ours. */
  renew(lease: Lease, ttlMs: number): Promise<Lease | null>;
  release(lease: Lease): Promise<void>;
  get(sessionId: string): Promise<Lease | null>;
}

export interface NodeInfo {
  readonly nodeId: string;
  /** Base URL of its internal API; null when there is none (one process). */
  readonly url: string | null;
  readonly roles: readonly string[];
  /** Its counters, so that any node can show the sum over all. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface NodeRegistry {
  /** To be repeated before `ttlMs` has passed. */
  register(node: NodeInfo, ttlMs: number): Promise<void>;
  unregister(nodeId: string): Promise<void>;
  list(): Promise<NodeInfo[]>;
}

export interface StreamStats {
  readonly length: number;
  readonly first: Position | null;
  readonly last: Position | null;
}

/**
 * The durable log: append-only streams split in partitions, update state of the sessions, consumer groups, leases.
 * Every method throws TelewireError LOG_UNAVAILABLE while the store cannot be reached; a write may then have been
 * applied: repeating it with the same batch number is safe.
 */
export interface EventLog extends AsyncDisposable {
  readonly partitions: number;
  partitionOf(sessionId: string): number;
  /**
   * @throws TelewireError STALE_OWNER when the fence is not that of the session's lease, or (with a fence) the batch does
   * not follow the last one that the store has: acquire the lease and load the state anew.
   */
  append(batch: AppendBatch): Promise<AppendResult>;
  loadState(sessionId: string): Promise<SessionState>;
  /** Forgets the update state of a session, not its entries. */
  clearState(sessionId: string): Promise<void>;
  /**
   * Entries after `after` (from the start when null), oldest first; fewer than `limit` means the end was reached.
   * @throws TelewireError CURSOR_EXPIRED when the position is of another epoch
   */
  read(stream: StreamName, partition: number, after: Position | null, options: ReadOptions): Promise<LogRecord[]>;
  /** Entries before `before` (from the end when null), newest first. */
  readBack(stream: StreamName, partition: number, before: Position | null, options: ReadOptions): Promise<LogRecord[]>;
  /**
   * Live entries, broadcast: every tail sees every entry once. Batches are never empty. Begins with the call, waits
   * through outages, ends with the signal. Throws CURSOR_EXPIRED when entries that it has not seen were trimmed.
   */
  tail(stream: StreamName, options: TailOptions): AsyncIterable<readonly LogRecord[]>;
  /** The position after which everything is new: of the last entry, or of the empty beginning. */
  end(stream: StreamName, partition: number): Promise<Position>;
  /** @throws TelewireError BAD_POSITION when the position is not of this stream or partition count. */
  check(stream: StreamName, position: Position): Promise<ResumeCheck>;
  /** A new group begins at the oldest kept entry. What a consumer left unacked comes back by `claim` only. */
  group(name: string, stream: StreamName, consumer: string): Promise<GroupConsumer>;
  /** Newest first; about the newest 10,000 are kept. */
  deadLetters(group: string, options: ReadOptions): Promise<DeadLetter[]>;
  /** Removes entries older than `maxAgeMs` and beyond `maxEntries` a partition; returns how many. */
  trim(options: { readonly maxAgeMs?: number; readonly maxEntries?: number }): Promise<number>;
  stats(stream: StreamName, partition: number): Promise<StreamStats>;
  /** A round trip to the store; fails as well while appends do. @throws TelewireError LOG_UNAVAILABLE */
  ping(): Promise<void>;
  readonly leases: LeaseStore;
  readonly nodes: NodeRegistry;
}
