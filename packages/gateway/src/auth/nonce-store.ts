/** Remembers the nonces of signed requests for as long as their timestamps are accepted. */
export interface NonceStore {
  /** False when this key has used the nonce before. */
  claim(keyId: string, nonce: string, timestampMs: number): boolean | Promise<boolean>;
}

const BUCKET_MS = 60_000;

/** Nonces of one process, as 53-bit hashes under a random seed: about 40 bytes each. */
export class MemoryNonceStore implements NonceStore {
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #seed = Math.floor(Math.random() * 2 ** 32);
  /** Minute of the timestamp -> hashes. */
  readonly #buckets = new Map<number, Set<number>>();

  constructor(windowMs: number, now: () => number) {
    this.#windowMs = windowMs;
    this.#now = now;
  }

  claim(keyId: string, nonce: string, timestampMs: number): boolean {
    const index = Math.floor(timestampMs / BUCKET_MS);
    const hash = hash53(`${keyId}:${nonce}`, this.#seed);
    for (const bucket of this.#buckets.values()) if (bucket.has(hash)) return false;
    let bucket = this.#buckets.get(index);
    if (bucket === undefined) {
      this.#forgetOld();
      this.#buckets.set(index, (bucket = new Set()));
    }
    bucket.add(hash);
    return true;
  }

  /** A bucket goes when the newest timestamp that it may hold is refused for its age. */
  #forgetOld(): void {
    const oldest = Math.floor((this.#now() - this.#windowMs) / BUCKET_MS);
    for (const index of this.#buckets.keys()) if (index < oldest) this.#buckets.delete(index);
  }
}

/** cyrb53: fast and well spread; not cryptographic, which the secret seed makes good enough here. */
function hash53(text: string, seed: number): number {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
