import { randomBytes } from "node:crypto";
import type { RecordStore } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import { masterKeyId } from "@telewire/kit";
import type { Clock, KeyEncryptionKeyProvider, WrappedKey } from "@telewire/kit";

const NAMESPACE = "master-keys";
const KEY_BYTES = 32;
/** A new key seals only after every node has had time to find it; an old one stays as long after that. */
export const SPREAD_MS = 60_000;

interface StoredKey extends WrappedKey {
  /** Which master key it is. */
  readonly masterKeyId: string;
  /** Epoch ms from which on it seals. */
  readonly sealsFrom: number;
}

interface HeldKey extends StoredKey {
  readonly generation: number;
  readonly key: Uint8Array;
}

/**
 * The master keys of a deployment whose key-encryption key stays with a keeper: stored wrapped in the archive, shared by all
 * nodes, unwrapped into memory. The keeper is needed at a start and when a key is new, not for every record.
 */
export class Keyring {
  readonly #records: RecordStore;
  readonly #keeper: KeyEncryptionKeyProvider;
  readonly #clock: Pick<Clock, "now">;
  /** The newest first. */
  #held: readonly HeldKey[] = [];

  private constructor(records: RecordStore, keeper: KeyEncryptionKeyProvider, clock: Pick<Clock, "now">) {
    this.#records = records;
    this.#keeper = keeper;
    this.#clock = clock;
  }

  /** Makes the first key where there is none. @throws TelewireError KEY_KEEPER_UNAVAILABLE, DECRYPTION_FAILED */
  static async open(
    records: RecordStore,
    keeper: KeyEncryptionKeyProvider,
    clock: Pick<Clock, "now">,
  ): Promise<Keyring> {
    const ring = new Keyring(records, keeper, clock);
    await ring.refresh();
    if (ring.#held.length === 0) await ring.#add(1, 0);
    return ring;
  }

  /** The one that seals now first, then the others. */
  get keys(): readonly Uint8Array[] {
    const now = this.#clock.now();
    const sealing = this.#held.find(({ sealsFrom }) => sealsFrom <= now) ?? this.#held[0];
    return [...this.#held].sort((a, b) => Number(b === sealing) - Number(a === sealing)).map(({ key }) => key);
  }

  /** Reads what other nodes changed. */
  async refresh(): Promise<void> {
    const known = new Map(this.#held.map((held) => [held.masterKeyId, held]));
    const held: HeldKey[] = [];
    for (const { key: name, value } of await this.#records.list(NAMESPACE)) {
      const stored = JSON.parse(value) as StoredKey;
      const key = known.get(stored.masterKeyId)?.key ?? (await this.#unwrap(stored));
      held.push({ ...stored, generation: Number(name), key });
    }
    this.#held = held.sort((a, b) => b.generation - a.generation);
  }

  /** Adds a key that seals after a while; returns from when on, epoch ms. */
  async rotate(): Promise<number> {
    const sealsFrom = Math.round(this.#clock.now()) + SPREAD_MS;
    await this.#add((this.#held[0]?.generation ?? 0) + 1, sealsFrom);
    return sealsFrom;
  }

  /** Puts every master key under the keeper's newest key; returns how many were under an older one. */
  async rewrap(): Promise<number> {
    const current = await this.#keeper.currentKeyId();
    const old = this.#held.filter(({ keyId }) => keyId !== current);
    for (const { generation, key, masterKeyId: id, sealsFrom } of old) {
      const stored: StoredKey = { ...(await this.#keeper.wrap(key)), masterKeyId: id, sealsFrom };
      await this.#records.put(NAMESPACE, String(generation), JSON.stringify(stored), null);
    }
    await this.refresh();
    return old.length;
  }

  /** Drops the keys before the one that has sealed for a while, when nothing is under them; returns how many. */
  async retire(isUsed: (masterKeyId: string) => boolean): Promise<number> {
    const since = this.#clock.now() - SPREAD_MS;
    const sealing = this.#held.find(({ sealsFrom }) => sealsFrom <= since);
    const idle = this.#held.filter(
      ({ generation, masterKeyId: id }) => sealing !== undefined && generation < sealing.generation && !isUsed(id),
    );
    for (const { generation } of idle) await this.#records.delete(NAMESPACE, String(generation));
    await this.refresh();
    return idle.length;
  }

  /** Another node that was quicker has its key taken. */
  async #add(generation: number, sealsFrom: number): Promise<void> {
    const key = randomBytes(KEY_BYTES);
    const stored: StoredKey = { ...(await this.#keeper.wrap(key)), masterKeyId: masterKeyId(key), sealsFrom };
    await this.#records.putIfAbsent(NAMESPACE, String(generation), JSON.stringify(stored), null);
    await this.refresh();
  }

  async #unwrap(stored: StoredKey): Promise<Uint8Array> {
    const key = await this.#keeper.unwrap(stored);
    if (masterKeyId(key) !== stored.masterKeyId) throw new TelewireError("DECRYPTION_FAILED");
    return key;
  }
}
