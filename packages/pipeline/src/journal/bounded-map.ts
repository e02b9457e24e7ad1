/** A map that keeps the `capacity` most recently written or read keys. */
export class BoundedMap<Key, Value> {
  readonly #capacity: number;
  readonly #entries = new Map<Key, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.#touch(key, value);
    return value;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  /** Returns the value that had to go. */
  set(key: Key, value: Value): Value | undefined {
    this.#touch(key, value);
    if (this.#entries.size <= this.#capacity) return undefined;
    const [oldest, gone] = this.#entries.entries().next().value!;
    this.#entries.delete(oldest);
    return gone;
  }

  delete(key: Key): boolean {
    return this.#entries.delete(key);
  }

  entries(): IterableIterator<[Key, Value]> {
    return this.#entries.entries();
  }

  #touch(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
  }
}
