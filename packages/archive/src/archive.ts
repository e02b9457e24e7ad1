import type { AccessRole, ChainFamily, Position, Role, Scope } from "@telewire/contracts";

/** What of a message's content is kept: nothing, only of messages with a detection, or all. */
export const CONTENT_POLICIES = ["off", "detections", "all"] as const;
export type ContentPolicy = (typeof CONTENT_POLICIES)[number];

/** An entry as read from the log: `json` is the whole entry, its `id` the position that it is archived under. */
export interface ArchivableEntry {
  readonly position: Position;
  readonly sessionId: string;
  readonly chatId: string;
  readonly json: string;
}

export interface WriteResult {
  /** Rows that were new; the rest had been written before. */
  readonly inserted: number;
}

export type Direction = "newer" | "older";

export interface HistoryQuery {
  readonly sessionId: string;
  readonly chatId?: string;
  /** Messages after (newer) or before (older) this position, exclusive. */
  readonly from?: Position;
  readonly direction: Direction;
  readonly limit: number;
  readonly senderId?: string;
  /** Epoch ms, inclusive. */
  readonly since?: number;
  readonly until?: number;
  /** Part of the text, in any case. Without an index: reads all rows that the other filters leave. */
  readonly text?: string;
}

/**
 * A row as it stands now. `position` is where the message or finding first stood in the log and what pages are cut at; `json`
 * is its latest entry (content removed by policy), whose `id` is that of the last edit, update or retraction.
 */
export interface ArchivedMessage {
  readonly position: Position;
  readonly json: string;
}

export interface MessageRepository {
  /**
   * Writes entries of kind message, edit and delete: one row a message, with the text of its latest edit. Idempotent by
   * (session, chat, message, edit date, kind): the outcome does not depend on order, batches or repetition.
   * `withDetection`: keys `sessionId/chatId/messageId` whose content the policy `detections` keeps.
   * @throws TelewireError INTERNAL, with nothing written, when one of the entries is none or can never be stored
   */
  write(entries: readonly ArchivableEntry[], withDetection?: ReadonlySet<string>): Promise<WriteResult>;
  /** Messages that are not deleted, in the order of their own entries; an edit alone is not shown before its message comes. */
  query(query: HistoryQuery): Promise<ArchivedMessage[]>;
  /** Messages written, deleted ones too. */
  count(sessionId: string, chatId?: string): Promise<number>;
}

export interface DetectionQuery {
  readonly sessionIds?: readonly string[];
  readonly chatIds?: readonly string[];
  readonly families?: readonly ChainFamily[];
  readonly roles?: readonly Role[];
  readonly address?: string;
  readonly messageIds?: readonly string[];
  readonly from?: Position;
  readonly direction: Direction;
  readonly limit: number;
  readonly since?: number;
  readonly until?: number;
}

export interface DetectionRepository {
  /**
   * Writes detections, updates and retractions: one row a (source, family, address, surface), as the log's last entry of it
   * says. Idempotent as `MessageRepository.write`, and throws as it does.
   */
  write(entries: readonly ArchivableEntry[]): Promise<WriteResult>;
  query(query: DetectionQuery): Promise<ArchivedMessage[]>;
  count(): Promise<number>;
}

/** A Telegram login. `secret` is sealed by the owner of the key: never readable from the database alone. */
export interface SessionRow {
  readonly sessionId: string;
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string | null;
  readonly username: string | null;
  readonly secret: Uint8Array;
  /** A latched final state (`revoked`, `duplicated`, `banned`), or null. */
  readonly finalState: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface SessionRepository {
  /** @throws TelewireError SESSION_EXISTS */
  insert(row: SessionRow): Promise<void>;
  updateSecret(sessionId: string, secret: Uint8Array): Promise<void>;
  /** Only where it is still `from`: false when it was changed meanwhile. */
  replaceSecret(sessionId: string, from: Uint8Array, to: Uint8Array): Promise<boolean>;
  latch(sessionId: string, finalState: string): Promise<void>;
  get(sessionId: string): Promise<SessionRow | null>;
  list(): Promise<SessionRow[]>;
  /** Changes whenever a session was inserted, latched or deleted: cheap to poll. */
  version(): Promise<number>;
  /** True when there was one. */
  delete(sessionId: string): Promise<boolean>;
}

export interface ApiKeyRow {
  readonly keyId: string;
  readonly name: string;
  /** Argon2id hash of the API key's secret part. */
  readonly hash: string;
  /** Sealed HMAC secret for request signatures. */
  readonly signingSecret: Uint8Array;
  readonly role: AccessRole;
  readonly scopes: readonly Scope[];
  readonly sessionIds: readonly string[] | null;
  readonly requireSignature: boolean;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
}

export interface ApiKeyRepository {
  /** @throws TelewireError CONFLICT when the id is taken */
  insert(row: ApiKeyRow): Promise<void>;
  get(keyId: string): Promise<ApiKeyRow | null>;
  list(): Promise<ApiKeyRow[]>;
  revoke(keyId: string, at: number): Promise<boolean>;
  touch(keyId: string, at: number): Promise<void>;
  /** Only where it is still `from`: false when it was changed meanwhile. */
  replaceSigningSecret(keyId: string, from: Uint8Array, to: Uint8Array): Promise<boolean>;
}

/** Small records with an expiry (refresh tokens, sign-in links, tickets, signing keys, settings), by namespace and key. */
export interface RecordStore {
  put(namespace: string, key: string, value: string, expiresAt: number | null): Promise<void>;
  /** Writes only when absent (or expired): true when it was written. */
  putIfAbsent(namespace: string, key: string, value: string, expiresAt: number | null): Promise<boolean>;
  get(namespace: string, key: string): Promise<string | null>;
  /** Reads and deletes in one step: only one caller gets the value. */
  take(namespace: string, key: string): Promise<string | null>;
  list(namespace: string): Promise<{ readonly key: string; readonly value: string }[]>;
  /** The first `limit` after a key, by their keys; an empty one: from the start. */
  page(namespace: string, after: string, limit: number): Promise<{ readonly key: string; readonly value: string }[]>;
  delete(namespace: string, key: string): Promise<boolean>;
}

export interface RetentionOptions {
  /** Epoch ms: messages and detections before it are deleted; null keeps all. */
  readonly messagesBefore: number | null;
  readonly detectionsBefore: number | null;
  /** Rows deleted a step, so that no lock is held for long. */
  readonly batch?: number;
}

/**
 * The archive. Every method throws TelewireError ARCHIVE_UNAVAILABLE while the database cannot be reached.
 * All writes are idempotent: repeating one after a lost answer is safe. Postgres text holds no NUL: it is left out of names,
 * values and search text there; the JSON of entries keeps it.
 */
export interface Archive extends AsyncDisposable {
  /** Whose text is in `messages`. */
  readonly contentPolicy: ContentPolicy;
  readonly messages: MessageRepository;
  readonly detections: DetectionRepository;
  readonly sessions: SessionRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly records: RecordStore;
  /** Deletes what is past its time; returns how many rows. */
  retain(options: RetentionOptions): Promise<number>;
  /** Bytes used. */
  size(): Promise<number>;
  ping(): Promise<void>;
}
