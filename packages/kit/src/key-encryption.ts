/** A key under the key of a keeper. */
export interface WrappedKey {
  /** Names the keeper, its key and that key's version, for example `vault:telewire:3`. */
  readonly keyId: string;
  /** The keeper's own form, as text. */
  readonly wrapped: string;
}

/**
 * Wraps keys by a key that never leaves its keeper: HashiCorp Vault here, a cloud's KMS or an HSM elsewhere. Every method
 * throws TelewireError KEY_KEEPER_UNAVAILABLE when the keeper cannot be reached or refuses.
 */
export interface KeyEncryptionKeyProvider {
  /** Id of the key that wraps now. */
  currentKeyId(): Promise<string>;
  wrap(key: Uint8Array): Promise<WrappedKey>;
  /** Under an older key as well, as long as the keeper has it. */
  unwrap(wrapped: WrappedKey): Promise<Uint8Array>;
}
