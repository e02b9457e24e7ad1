import type { EmulatorCore } from "../core.ts";
import { sha1 } from "../crypto/hash.ts";
import type { AuthKey } from "./auth-keys.ts";

/** Creates, finds and ends authorization keys; the world keeps them. */
export class KeyRegistry {
  readonly #core: EmulatorCore;

  constructor(core: EmulatorCore) {
    this.#core = core;
  }

  get(id: bigint): AuthKey | undefined {
    return this.#core.world.authKeys.get(id);
  }

  /** `expiresInSeconds` makes it a temporary key. */
  create(dcId: number, key: Uint8Array, salt: bigint, expiresInSeconds?: number): AuthKey {
    const { clock, world } = this.#core;
    const createdAt = Math.floor(clock.now() / 1000);
    const id = sha1(key).readBigInt64LE(12);
    world.commit({
      t: "key",
      key: {
        id: id.toString(),
        dcId,
        key: Buffer.from(key).toString("base64"),
        salt: salt.toString(),
        createdAt,
        ...(expiresInSeconds !== undefined && { expiresAt: createdAt + expiresInSeconds }),
      },
    });
    const created = this.get(id);
    if (!created) throw new Error("the key was not stored");
    return created;
  }

  authorize(key: AuthKey, userId: number): void {
    const hash = this.#core.random.bytes(8).readBigInt64LE(0).toString();
    this.#core.world.commit({
      t: "auth",
      id: key.record.id,
      authorization: { userId, authorizedAt: this.#core.world.nowSeconds, hash },
    });
  }

  /** The code was right, the two-step password is still owed. */
  awaitPassword(key: AuthKey, userId: number): void {
    this.#core.world.commit({ t: "auth", id: key.record.id, pendingUserId: userId });
  }

  logOut(key: AuthKey): void {
    this.#core.world.commit({ t: "auth", id: key.record.id });
  }

  revoke(key: AuthKey, reason: { code: number; message: string }): void {
    this.#core.world.commit({ t: "revoke", id: key.record.id, code: reason.code, message: reason.message });
  }

  rotateSalt(key: AuthKey): void {
    const salt = this.#core.random.bytes(8).readBigInt64LE(0);
    this.#core.world.commit({ t: "salt", id: key.record.id, salt: salt.toString(), at: this.#core.world.nowSeconds });
  }

  bind(temporary: AuthKey, permanent: AuthKey): void {
    this.#core.world.commit({ t: "bind", id: temporary.record.id, to: permanent.record.id });
  }

  /** Forgets the key: the client gets -404 from now on. */
  destroy(key: AuthKey): void {
    this.#core.world.commit({ t: "keyGone", id: key.record.id });
  }
}
