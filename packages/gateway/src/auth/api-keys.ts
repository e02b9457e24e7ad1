import { createHmac, randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import type { ApiKeyRow, Archive } from "@telewire/archive";
import { SCOPES_OF_ROLE, TelewireError } from "@telewire/contracts";
import type { AccessRole, Scope } from "@telewire/contracts";
import type { Clock, SecretBox } from "@telewire/kit";
import { equalInConstantTime, systemClock } from "@telewire/kit";
import { LRUCache } from "lru-cache";
import { randomToken } from "./random-token.ts";

const PATTERN = /^tw_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
/** Argon2id as OWASP recommends it: 19 MiB, two passes. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const VERIFIED_TTL_MS = 300_000;
const TOUCH_INTERVAL_MS = 60_000;

/** Whether a text looks like an API key. */
export function isApiKey(text: string): boolean {
  return PATTERN.test(text);
}

export interface NewApiKey {
  readonly name: string;
  readonly role: AccessRole;
  /** Default: those of the role. */
  readonly scopes?: readonly Scope[];
  /** Sessions that it may touch; null (default): all. */
  readonly sessionIds?: readonly string[] | null;
  readonly requireSignature?: boolean;
  /** Epoch ms; null (default): never. */
  readonly expiresAt?: number | null;
}

export interface CreatedApiKey {
  readonly keyId: string;
  /** Shown once: only its hash is stored. */
  readonly apiKey: string;
  /** Secret of request signatures: its UTF-8 bytes are the HMAC key. */
  readonly secret: string;
}

export interface KeyStores {
  readonly archive: Archive;
  readonly secrets: SecretBox;
  readonly clock?: Clock;
}

export async function createApiKey(
  { archive, secrets, clock = systemClock }: KeyStores,
  key: NewApiKey,
): Promise<CreatedApiKey> {
  const keyId = randomBytes(6).toString("hex");
  const keySecret = randomToken();
  const secret = randomToken();
  await archive.apiKeys.insert({
    keyId,
    name: key.name,
    hash: await hash(keySecret, ARGON2),
    signingSecret: secrets.seal(Buffer.from(secret), signingContext(keyId)),
    role: key.role,
    scopes: key.scopes ?? SCOPES_OF_ROLE[key.role],
    sessionIds: key.sessionIds ?? null,
    requireSignature: key.requireSignature ?? false,
    createdAt: Math.round(clock.now()),
    expiresAt: key.expiresAt ?? null,
    revokedAt: null,
    lastUsedAt: null,
  });
  return { keyId, apiKey: `tw_${keyId}_${keySecret}`, secret };
}

export function openSigningSecret(secrets: SecretBox, row: ApiKeyRow): Buffer {
  return Buffer.from(secrets.open(row.signingSecret, signingContext(row.keyId)));
}

export function signingContext(keyId: string): string {
  return `api-key:${keyId}`;
}

export function isUsable(row: ApiKeyRow, now: number): boolean {
  return (row.revokedAt === null || row.revokedAt > now) && (row.expiresAt === null || row.expiresAt > now);
}

/** Checks API keys; a key found right is remembered (by a keyed hash) so that a repeated check costs no argon2. */
export class ApiKeyVerifier {
  readonly #archive: Archive;
  readonly #clock: Clock;
  readonly #pepper = randomBytes(32);
  readonly #verified = new LRUCache<string, string>({ max: 10_000, ttl: VERIFIED_TTL_MS });
  readonly #touched = new Map<string, number>();
  /** Compared with when the key is unknown: an unknown key id takes as long as a wrong secret. */
  readonly #decoy = hash(randomToken(), ARGON2);

  constructor(archive: Archive, clock: Clock) {
    this.#archive = archive;
    this.#clock = clock;
    this.#decoy.catch(() => undefined);
  }

  /** @throws TelewireError INVALID_API_KEY */
  async verify(apiKey: string): Promise<ApiKeyRow> {
    const [, keyId = "", keySecret = ""] = PATTERN.exec(apiKey) ?? [];
    const row = keyId === "" ? null : await this.#archive.apiKeys.get(keyId);
    const isRight = await this.#matches(row, keySecret);
    const now = this.#clock.now();
    if (row === null || !isRight || !isUsable(row, now)) throw new TelewireError("INVALID_API_KEY");
    await this.#touch(keyId, now);
    return row;
  }

  async #matches(row: ApiKeyRow | null, keySecret: string): Promise<boolean> {
    if (row === null) {
      await verify(await this.#decoy, keySecret);
      return false;
    }
    const memo = createHmac("sha256", this.#pepper).update(keySecret).digest("base64");
    const known = this.#verified.get(memo);
    if (known !== undefined && equalInConstantTime(known, row.hash)) return true;
    const isRight = await verify(row.hash, keySecret);
    if (isRight) this.#verified.set(memo, row.hash);
    return isRight;
  }

  async #touch(keyId: string, now: number): Promise<void> {
    if (now - (this.#touched.get(keyId) ?? 0) < TOUCH_INTERVAL_MS) return;
    this.#touched.set(keyId, now);
    await this.#archive.apiKeys.touch(keyId, Math.round(now));
  }
}
