import type { RecordStore } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { Clock, SecretBox } from "@telewire/kit";
import { exportJWK, generateKeyPair, importJWK } from "jose";
import type { CryptoKey, JWK } from "jose";
import { randomToken } from "./random-token.ts";

export const SIGNING_KEYS_NAMESPACE = "jwt-key";
/** How often keys that other nodes made are looked for. */
const REFRESH_MS = 60_000;
/** An unknown key id causes at most one look a second. */
const MIN_REFRESH_MS = 1000;

export interface SigningKey {
  readonly keyId: string;
  readonly createdAt: number;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

export interface SigningKeysOptions {
  readonly records: RecordStore;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  /** Age at which a new key takes over. */
  readonly rotateAfterMs: number;
  /** Longest life of a token: a key is kept that long after the last token it signed. */
  readonly tokenTtlMs: number;
}

export interface StoredKey {
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly sealed: string;
}

/** Ed25519 keys of access tokens: shared by all nodes through the archive, sealed, replaced by age. */
export class SigningKeys {
  readonly #options: SigningKeysOptions;
  #keys = new Map<string, SigningKey>();
  #loadedAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;

  constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /** The newest key, replaced when it is too old. */
  async current(): Promise<SigningKey> {
    await this.#load(REFRESH_MS);
    const newest = this.#newest();
    if (newest !== undefined && this.#options.clock.now() - newest.createdAt < this.#options.rotateAfterMs)
      return newest;
    return this.rotate();
  }

  /** @throws TelewireError INVALID_TOKEN */
  async byId(keyId: string): Promise<SigningKey> {
    if (!this.#keys.has(keyId)) await this.#load(MIN_REFRESH_MS);
    const key = this.#keys.get(keyId);
    if (key === undefined) throw new TelewireError("INVALID_TOKEN");
    return key;
  }

  async publicKeys(): Promise<JWK[]> {
    await this.current();
    return [...this.#keys.values()].map(({ publicJwk }) => publicJwk);
  }

  /** A new key signs from now on; the others verify until the last token that they signed has expired. */
  async rotate(): Promise<SigningKey> {
    const { records, secrets, clock, rotateAfterMs, tokenTtlMs } = this.#options;
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const keyId = randomToken(9);
    const createdAt = Math.round(clock.now());
    const sealed = secrets.seal(Buffer.from(JSON.stringify(await exportJWK(privateKey))), signingKeyContext(keyId));
    const expiresAt = Math.round(createdAt + rotateAfterMs + 2 * tokenTtlMs + REFRESH_MS);
    const stored: StoredKey = { createdAt, expiresAt, sealed: Buffer.from(sealed).toString("base64") };
    await records.put(SIGNING_KEYS_NAMESPACE, keyId, JSON.stringify(stored), expiresAt);
    const key = await this.#open(keyId, stored);
    this.#keys.set(keyId, key);
    return key;
  }

  #newest(): SigningKey | undefined {
    let newest: SigningKey | undefined;
    for (const key of this.#keys.values()) {
      if (
        newest === undefined ||
        key.createdAt > newest.createdAt ||
        (key.createdAt === newest.createdAt && key.keyId > newest.keyId)
      )
        newest = key;
    }
    return newest;
  }

  async #load(maxAgeMs: number): Promise<void> {
    if (this.#options.clock.monotonic() - this.#loadedAt < maxAgeMs) return;
    this.#loading ??= this.#read().finally(() => (this.#loading = undefined));
    await this.#loading;
  }

  async #read(): Promise<void> {
    const keys = new Map<string, SigningKey>();
    for (const { key: keyId, value } of await this.#options.records.list(SIGNING_KEYS_NAMESPACE)) {
      keys.set(keyId, this.#keys.get(keyId) ?? (await this.#open(keyId, JSON.parse(value) as StoredKey)));
    }
    this.#keys = keys;
    this.#loadedAt = this.#options.clock.monotonic();
  }

  async #open(keyId: string, { createdAt, sealed }: StoredKey): Promise<SigningKey> {
    const opened = this.#options.secrets.open(Buffer.from(sealed, "base64"), signingKeyContext(keyId));
    const jwk = JSON.parse(Buffer.from(opened).toString()) as JWK;
    const publicJwk = { kty: "OKP", crv: "Ed25519", x: jwk.x ?? "", kid: keyId, alg: "EdDSA", use: "sig" };
    const [privateKey, publicKey] = (await Promise.all([importJWK(jwk, "EdDSA"), importJWK(publicJwk, "EdDSA")])) as [
      CryptoKey,
      CryptoKey,
    ];
    return { keyId, createdAt, privateKey, publicKey, publicJwk };
  }
}

export function signingKeyContext(keyId: string): string {
  return `jwt-key:${keyId}`;
}
