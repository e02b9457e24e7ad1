import { randomBytes } from "node:crypto";
import type { RecordStore } from "@telewire/archive";
import type { Clock } from "@telewire/kit";

const NAMESPACE = "upload";
const TTL_MS = 3_600_000;

/** A file whose parts Telegram has: only its session can send it, and only for a while. */
export interface Upload {
  readonly sessionId: string;
  readonly keyId: string;
  readonly fileId: string;
  readonly parts: number;
  readonly sizeBytes: number;
  readonly fileName: string;
  readonly mimeType: string;
}

/** Remembers uploads for all nodes. */
export class Uploads {
  readonly #records: RecordStore;
  readonly #clock: Clock;

  constructor(records: RecordStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  async add(upload: Upload): Promise<{ readonly uploadId: string; readonly expiresAt: string }> {
    const uploadId = randomBytes(16).toString("base64url");
    const expiresAt = Math.round(this.#clock.now() + TTL_MS);
    await this.#records.put(NAMESPACE, uploadId, JSON.stringify(upload), expiresAt);
    return { uploadId, expiresAt: new Date(expiresAt).toISOString() };
  }

  /** Null for what another session or key uploaded as well. */
  async find(uploadId: string, sessionId: string, keyId: string): Promise<Upload | null> {
    const value = await this.#records.get(NAMESPACE, uploadId);
    const upload = value === null ? null : (JSON.parse(value) as Upload);
    return upload?.sessionId === sessionId && upload.keyId === keyId ? upload : null;
  }
}
