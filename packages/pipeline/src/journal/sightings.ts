import { BoundedMap } from "./bounded-map.ts";

const CAPACITY = 100_000;

export interface Sighting {
  /** ISO date of the first message that named the address. */
  readonly firstSeen: string;
  /** Distinct messages that named it so far. */
  readonly occurrences: number;
}

/** When and how often each address was called, over all sessions of this node: the last 100,000 addresses since its start. */
export class Sightings {
  readonly #byAddress: BoundedMap<string, Sighting & { readonly lastSource: string }>;

  constructor(capacity = CAPACITY) {
    this.#byAddress = new BoundedMap(capacity);
  }

  /** `source` names the message: two accounts that read one channel count it once. */
  record(address: string, source: string, date: string): Sighting {
    const known = this.#byAddress.get(address);
    const isSame = known?.lastSource === source;
    const sighting = {
      firstSeen: known === undefined || date < known.firstSeen ? date : known.firstSeen,
      occurrences: (known?.occurrences ?? 0) + (isSame ? 0 : 1),
      lastSource: source,
    };
    this.#byAddress.set(address, sighting);
    return { firstSeen: sighting.firstSeen, occurrences: sighting.occurrences };
  }
}
