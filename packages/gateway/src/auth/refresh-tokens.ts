import type { RecordStore } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import { equalInConstantTime } from "@telewire/kit";
import type { Clock } from "@telewire/kit";
import { digest, randomToken } from "./random-token.ts";

const NAMESPACE = "refresh";
const PATTERN = /^twr_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})$/;

interface Family {
  readonly keyId: string;
  /** Digest of the only token of the family that is still good. */
  readonly current: string;
  readonly expiresAt: number;
}

/** Refresh tokens: each works once. One that comes a second time was stolen or lost: its whole family ends. */
export class RefreshTokens {
  readonly #records: RecordStore;
  readonly #clock: Clock;
  readonly #ttlMs: number;

  constructor(records: RecordStore, clock: Clock, ttlSeconds: number) {
    this.#records = records;
    this.#clock = clock;
    this.#ttlMs = ttlSeconds * 1000;
  }

  /** The first token of a new family. */
  issue(keyId: string): Promise<string> {
    return this.#put(randomToken(16), keyId, Math.round(this.#clock.now() + this.#ttlMs));
  }

  /** Whose token it is, without using it; null: it is not good. */
  async keyIdOf(token: string): Promise<string | null> {
    const [, familyId = "", secret = ""] = PATTERN.exec(token) ?? [];
    const value = familyId === "" ? null : await this.#records.get(NAMESPACE, familyId);
    return value === null ? null : this.#keyIdIn(value, secret);
  }

  /** @throws TelewireError INVALID_REFRESH_TOKEN */
  async rotate(token: string): Promise<{ readonly keyId: string; readonly refreshToken: string }> {
    const [, familyId = "", secret = ""] = PATTERN.exec(token) ?? [];
    // Taking the record makes of two simultaneous uses one winner; a mismatch leaves the family ended.
    const value = familyId === "" ? null : await this.#records.take(NAMESPACE, familyId);
    if (value === null) throw new TelewireError("INVALID_REFRESH_TOKEN");
    const keyId = this.#keyIdIn(value, secret);
    if (keyId === null) throw new TelewireError("INVALID_REFRESH_TOKEN");
    const { expiresAt } = JSON.parse(value) as Family;
    return { keyId, refreshToken: await this.#put(familyId, keyId, expiresAt) };
  }

  #keyIdIn(family: string, secret: string): string | null {
    const { keyId, current, expiresAt } = JSON.parse(family) as Family;
    return equalInConstantTime(digest(secret), current) && expiresAt > this.#clock.now() ? keyId : null;
  }

  async #put(familyId: string, keyId: string, expiresAt: number): Promise<string> {
    const secret = randomToken();
    const family: Family = { keyId, current: digest(secret), expiresAt };
    await this.#records.put(NAMESPACE, familyId, JSON.stringify(family), expiresAt);
    return `twr_${familyId}_${secret}`;
  }
}
