import type { IMtStorageProvider } from "@mtcute/core";
import { parseBasicDcOption, serializeBasicDcOption } from "@mtcute/core/utils.js";
import type { DcOptions } from "@mtcute/core/utils.js";

const KV_MAIN_DC = "dc_main";
const KV_MEDIA_DC = "dc_media";

/** What the library keeps of a session, in memory; `onAuthKey` hears of every change of an auth key, at once. */
export class SessionStorage implements IMtStorageProvider {
  readonly #values = new Map<string, Uint8Array>();
  readonly #authKeys = new Map<number, Uint8Array>();
  readonly #onAuthKey: (dcId: number, key: Uint8Array | null) => void;
  readonly driver = {};

  constructor(onAuthKey: (dcId: number, key: Uint8Array | null) => void) {
    this.#onAuthKey = onAuthKey;
  }

  restore(dcs: DcOptions, authKeys: ReadonlyMap<number, Uint8Array>): void {
    this.#values.set(KV_MAIN_DC, serializeBasicDcOption(dcs.main));
    this.#values.set(KV_MEDIA_DC, serializeBasicDcOption(dcs.media));
    for (const [dcId, key] of authKeys) this.#authKeys.set(dcId, key);
  }

  get keys(): ReadonlyMap<number, Uint8Array> {
    return this.#authKeys;
  }
  /** The primary DC as the library stored it; null before it stored one. */
  get dcs(): DcOptions | null {
    const main = parse(this.#values.get(KV_MAIN_DC));
    return main === null ? null : { main, media: parse(this.#values.get(KV_MEDIA_DC)) ?? main };
  }

  readonly kv = {
    set: (key: string, value: Uint8Array): void => void this.#values.set(key, value),
    get: (key: string): Uint8Array | null => this.#values.get(key) ?? null,
    delete: (key: string): void => void this.#values.delete(key),
    deleteAll: (): void => this.#values.clear(),
  };

  readonly authKeys = {
    set: (dcId: number, key: Uint8Array | null): void => {
      if (key === null) this.#authKeys.delete(dcId);
      else this.#authKeys.set(dcId, key);
      this.#onAuthKey(dcId, key);
    },
    get: (dcId: number): Uint8Array | null => this.#authKeys.get(dcId) ?? null,
    // Temporary keys are only for perfect forward secrecy, which is off: it needs a second key per connection.
    setTemp: (): void => undefined,
    getTemp: (): null => null,
    deleteByDc: (dcId: number): void => void this.#authKeys.delete(dcId),
    deleteAll: (): void => this.#authKeys.clear(),
  };
}

function parse(bytes: Uint8Array | undefined): DcOptions["main"] | null {
  return bytes === undefined ? null : parseBasicDcOption(bytes);
}
