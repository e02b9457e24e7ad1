/** SQL that both dialects share; `{blob}`, `{bigint}` and `{sorted}` (text compared byte by byte) stand for the dialect's types. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE messages (
    session_id TEXT NOT NULL, chat_id TEXT NOT NULL, message_id TEXT NOT NULL,
    epoch {sorted} NOT NULL, part {bigint} NOT NULL, major {bigint} NOT NULL, minor {bigint} NOT NULL,
    date {bigint} NOT NULL, edit_date {bigint} NOT NULL, deleted_at {bigint}, is_placeholder {bigint} NOT NULL,
    sender_id TEXT, media TEXT, text TEXT NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (session_id, chat_id, message_id)
  );
  CREATE INDEX messages_by_chat ON messages (session_id, chat_id, epoch, major, minor);
  CREATE INDEX messages_by_date ON messages (date);
  CREATE TABLE detections (
    session_id TEXT NOT NULL, chat_id TEXT NOT NULL, message_id TEXT NOT NULL,
    family TEXT NOT NULL, address TEXT NOT NULL, surface TEXT NOT NULL,
    epoch {sorted} NOT NULL, part {bigint} NOT NULL, major {bigint} NOT NULL, minor {bigint} NOT NULL,
    first_seen {bigint} NOT NULL, version {bigint} NOT NULL, role TEXT NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (session_id, chat_id, message_id, family, address, surface)
  );
  CREATE INDEX detections_by_position ON detections (epoch, major, minor);
  CREATE INDEX detections_by_address ON detections (address, first_seen);
  CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, first_name TEXT NOT NULL, last_name TEXT, username TEXT,
    secret {blob} NOT NULL, final_state TEXT, created_at {bigint} NOT NULL, updated_at {bigint} NOT NULL
  );
  CREATE TABLE api_keys (
    key_id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, signing_secret {blob} NOT NULL, role TEXT NOT NULL,
    scopes TEXT NOT NULL, session_ids TEXT, require_signature {bigint} NOT NULL, created_at {bigint} NOT NULL,
    expires_at {bigint}, revoked_at {bigint}, last_used_at {bigint}
  );
  CREATE TABLE records (
    namespace TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires_at {bigint}, PRIMARY KEY (namespace, key)
  );
  CREATE INDEX records_by_expiry ON records (expires_at);
  CREATE TABLE counters (name TEXT PRIMARY KEY, value {bigint} NOT NULL);
  INSERT INTO counters VALUES ('sessions', 0);
  `,
  // What was said last of a detection is told by its whole place in the log; pages are cut at whole places; text is kept as it is searched.
  `
  ALTER TABLE detections ADD COLUMN version_epoch {sorted} NOT NULL DEFAULT '';
  ALTER TABLE detections ADD COLUMN version_minor {bigint} NOT NULL DEFAULT 0;
  UPDATE detections SET version_epoch = epoch;
  DROP INDEX detections_by_position;
  CREATE INDEX detections_by_position ON detections (epoch, major, minor, part);
  UPDATE messages SET text = lower(text);
  `,
];

const TYPES = {
  sqlite: { blob: "BLOB", bigint: "INTEGER", sorted: "TEXT" },
  postgres: { blob: "BYTEA", bigint: "BIGINT", sorted: 'TEXT COLLATE "C"' },
} as const;

export function migrationSql(version: number, dialect: keyof typeof TYPES): string {
  const template = MIGRATIONS[version - 1];
  if (template === undefined) throw new RangeError(`there is no migration ${version}`);
  return template.replaceAll(
    /\{(blob|bigint|sorted)\}/g,
    (_, name: "blob" | "bigint" | "sorted") => TYPES[dialect][name],
  );
}
