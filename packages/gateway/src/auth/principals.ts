import { createSecretKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { ApiKeyRow, Archive } from "@telewire/archive";
import type { Principal, ReadFilter } from "@telewire/contracts";
import type { Clock, SecretBox } from "@telewire/kit";
import { LRUCache } from "lru-cache";
import { filterOfKey } from "./key-filters.ts";
import { isUsable, openSigningSecret } from "./api-keys.ts";

/** A revoked or changed key is believed at most this long. */
const FRESH_MS = 5000;

/** What a key stands for now. */
export interface KeyIdentity {
  readonly principal: Principal;
  readonly requireSignature: boolean;
  /** As a key object: an HMAC with raw bytes costs six times as much. */
  readonly signingSecret: KeyObject;
}

interface Entry {
  readonly identity: KeyIdentity | null;
  readonly readAt: number;
  /** Epoch ms from which the key is no good any more, as was known then. */
  readonly endsAt: number;
}

/** The identities of API keys, read at most every five seconds a key. */
export class Principals {
  readonly #archive: Archive;
  readonly #secrets: SecretBox;
  readonly #clock: Clock;
  readonly #entries = new LRUCache<string, Entry>({ max: 10_000 });
  readonly #reading = new Map<string, Promise<KeyIdentity | null>>();

  constructor(archive: Archive, secrets: SecretBox, clock: Clock) {
    this.#archive = archive;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** Without waiting: undefined when it must be read first. */
  known(keyId: string): KeyIdentity | null | undefined {
    const entry = this.#entries.get(keyId);
    if (entry === undefined || this.#clock.monotonic() - entry.readAt >= FRESH_MS) return undefined;
    return this.#clock.now() < entry.endsAt ? entry.identity : null;
  }

  /** Null: there is no such key, or it may not be used any more. */
  find(keyId: string): Promise<KeyIdentity | null> {
    const known = this.known(keyId);
    if (known !== undefined) return Promise.resolve(known);
    let reading = this.#reading.get(keyId);
    if (reading === undefined) {
      reading = this.#read(keyId).finally(() => this.#reading.delete(keyId));
      this.#reading.set(keyId, reading);
    }
    return reading;
  }

  forget(keyId: string): void {
    this.#entries.delete(keyId);
  }

  async #read(keyId: string): Promise<KeyIdentity | null> {
    const row = await this.#archive.apiKeys.get(keyId);
    const identity =
      row !== null && isUsable(row, this.#clock.now())
        ? this.#identityOf(row, await filterOfKey(this.#archive.records, keyId))
        : null;
    const endsAt = Math.min(row?.expiresAt ?? Number.POSITIVE_INFINITY, row?.revokedAt ?? Number.POSITIVE_INFINITY);
    this.#entries.set(keyId, { identity, endsAt, readAt: this.#clock.monotonic() });
    return identity;
  }

  #identityOf(row: ApiKeyRow, filter: ReadFilter | null): KeyIdentity {
    const { keyId, role, scopes, sessionIds, requireSignature } = row;
    return {
      principal: {
        keyId,
        role,
        scopes: [...scopes],
        sessionIds: sessionIds === null ? null : [...sessionIds],
        ...(filter === null ? {} : { filter }),
      },
      requireSignature,
      signingSecret: createSecretKey(openSigningSecret(this.#secrets, row)),
    };
  }
}
