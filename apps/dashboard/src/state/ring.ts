/** The newest `capacity` items, newest first. */
export class Ring<Item> {
  readonly #capacity: number;
  #items: Item[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Newest first; a new array after each change. */
  get items(): readonly Item[] {
    return this.#items;
  }

  /** Adds items given oldest first; returns those that fell out. */
  push(items: readonly Item[]): readonly Item[] {
    const all = [...items.toReversed(), ...this.#items];
    this.#items = all.slice(0, this.#capacity);
    return all.slice(this.#capacity);
  }

  /** Adds items older than all, given newest first, as far as there is room; returns those. */
  append(items: readonly Item[]): readonly Item[] {
    const added = items.slice(0, this.#capacity - this.#items.length);
    this.#items = [...this.#items, ...added];
    return added;
  }

  /** Puts changed items in the place of those with the same key. */
  replace(changed: ReadonlyMap<string, Item>, keyOf: (item: Item) => string): void {
    if (changed.size > 0) this.#items = this.#items.map((item) => changed.get(keyOf(item)) ?? item);
  }
}
