import { STREAMS } from "@telewire/contracts/position";
import type { StreamName } from "@telewire/contracts";

/** A row id is stream, partition and sequence number in one integer: one B-tree, appended to at a few places. */
const SEQ_LIMIT = 2 ** 36;
const PARTITION_LIMIT = 1024;

export function rowId(stream: StreamName, partition: number, seq: number): number {
  return (STREAMS.indexOf(stream) * PARTITION_LIMIT + partition) * SEQ_LIMIT + seq;
}

export function seqOf(id: number): number {
  return id % SEQ_LIMIT;
}

/** Last row id of a partition of a stream. */
export function lastRowId(stream: StreamName, partition: number): number {
  return rowId(stream, partition, SEQ_LIMIT - 1);
}

export const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, session_id TEXT NOT NULL, chat_id TEXT NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS trimmed (stream TEXT, partition INTEGER, seq INTEGER NOT NULL, PRIMARY KEY (stream, partition)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (session_id TEXT PRIMARY KEY, last_batch INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (session_id TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (session_id, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS groups (
  name TEXT, stream TEXT, partition INTEGER, delivered INTEGER NOT NULL, pending TEXT NOT NULL, PRIMARY KEY (name, stream, partition)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead_letters (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, position TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS dead_letters_of_group ON dead_letters (name, id);
CREATE TABLE IF NOT EXISTS leases (
  session_id TEXT PRIMARY KEY, node_id TEXT NOT NULL, fence INTEGER NOT NULL, expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nodes (node_id TEXT PRIMARY KEY, info TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
`;
