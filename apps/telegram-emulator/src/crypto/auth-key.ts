import { igeDecrypt, IgeScratch } from "./ige.ts";
import { sha1, sha256 } from "./hash.ts";

/** Bytes of padding (12 or more) that bring a message to a multiple of the AES block. */
const paddingFor = (length: number): number => 12 + ((16 - ((length + 12) % 16)) % 16);

const scratch = new IgeScratch();
const ENVELOPE_HEADER = 24;
const PLAIN_HEADER = 32;

export interface Opened {
  readonly salt: bigint;
  readonly sessionId: bigint;
  readonly messageId: bigint;
  readonly seqNo: number;
  readonly body: Uint8Array;
}

const cipherOf = (first: Uint8Array, second: Uint8Array): { key: Buffer; iv: Buffer } => ({
  key: Buffer.concat([first.subarray(0, 8), second.subarray(8, 24), first.subarray(24, 32)]),
  iv: Buffer.concat([second.subarray(0, 8), first.subarray(8, 24), second.subarray(24, 32)]),
});

/** The MTProto 2.0 envelope of one authorization key (https://core.telegram.org/mtproto/description). */
export class KeyCipher {
  readonly #key: Buffer;
  readonly #id: Buffer;
  readonly #firstInput = Buffer.alloc(52);
  readonly #secondInput = Buffer.alloc(52);

  constructor(key: Uint8Array) {
    if (key.length !== 256) throw new RangeError("an authorization key has 256 bytes");
    this.#key = Buffer.from(key);
    this.#id = Buffer.from(sha1(this.#key).subarray(12, 20));
    this.#key.copy(this.#firstInput, 16, 8, 44);
    this.#key.copy(this.#secondInput, 0, 48, 84);
  }

  /** The low 64 bits of the key's SHA-1, as in the first eight bytes of every message. */
  get id(): bigint {
    return this.#id.readBigInt64LE(0);
  }

  /** Size of the sealed message for a body of `length` bytes. */
  static sealedSize(length: number): number {
    return ENVELOPE_HEADER + PLAIN_HEADER + length + paddingFor(length);
  }

  /** Writes the sealed message into `target` at `at`; server to client. The padding is not random: nothing here is secret. */
  sealInto(target: Buffer, at: number, header: Buffer, body: Uint8Array): number {
    const length = PLAIN_HEADER + body.length + paddingFor(body.length);
    const start = scratch.reserve(length + 32) + 32;
    const { memory } = scratch;
    this.#key.copy(memory, start - 32, 96, 128);
    header.copy(memory, start, 0, PLAIN_HEADER);
    memory.set(body, start + PLAIN_HEADER);
    memory.fill(0x5a, start + PLAIN_HEADER + body.length, start + length);
    const messageKey = sha256(memory.subarray(start - 32, start + length)).subarray(8, 24);
    this.#firstInput.set(messageKey, 0);
    this.#secondInput.set(messageKey, 36);
    const first = sha256(this.#firstInput);
    const second = sha256(this.#secondInput);
    const { key, iv } = scratch;
    first.copy(memory, key, 0, 8);
    second.copy(memory, key + 8, 8, 24);
    first.copy(memory, key + 24, 24, 32);
    second.copy(memory, iv, 0, 8);
    first.copy(memory, iv + 8, 8, 24);
    second.copy(memory, iv + 24, 24, 32);
    const cipher = scratch.encrypt(start, length);
    target.set(this.#id, at);
    target.set(messageKey, at + 8);
    memory.copy(target, at + ENVELOPE_HEADER, cipher, cipher + length);
    return ENVELOPE_HEADER + length;
  }

  /** Opens a message from the client; `undefined` when it does not verify. */
  open(frame: Uint8Array): Opened | undefined {
    const usable = (frame.length - ENVELOPE_HEADER) & ~15;
    if (usable < PLAIN_HEADER + 16) return undefined;
    const messageKey = frame.subarray(8, 24);
    const first = sha256(Buffer.concat([messageKey, this.#key.subarray(0, 36)]));
    const second = sha256(Buffer.concat([this.#key.subarray(40, 76), messageKey]));
    const { key, iv } = cipherOf(first, second);
    const plain = Buffer.from(igeDecrypt(frame.subarray(ENVELOPE_HEADER, ENVELOPE_HEADER + usable), key, iv));
    const expected = sha256(Buffer.concat([this.#key.subarray(88, 120), plain])).subarray(8, 24);
    if (!expected.equals(messageKey)) return undefined;
    const length = plain.readInt32LE(28);
    const padding = plain.length - PLAIN_HEADER - length;
    if (length < 0 || length % 4 !== 0 || padding < 12 || padding > 1024) return undefined;
    return {
      salt: plain.readBigInt64LE(0),
      sessionId: plain.readBigInt64LE(8),
      messageId: plain.readBigInt64LE(16),
      seqNo: plain.readInt32LE(24),
      body: plain.subarray(PLAIN_HEADER, PLAIN_HEADER + length),
    };
  }

  /** Opens the MTProto 1.0 message inside `auth.bindTempAuthKey`; `undefined` when it does not verify. */
  openBinding(encrypted: Uint8Array): Uint8Array | undefined {
    if (encrypted.length < 40 || !this.#id.equals(encrypted.subarray(0, 8))) return undefined;
    const messageKey = encrypted.subarray(8, 24);
    const k = this.#key;
    const a = sha1(Buffer.concat([messageKey, k.subarray(0, 32)]));
    const b = sha1(Buffer.concat([k.subarray(32, 48), messageKey, k.subarray(48, 64)]));
    const c = sha1(Buffer.concat([k.subarray(64, 96), messageKey]));
    const d = sha1(Buffer.concat([messageKey, k.subarray(96, 128)]));
    const key = Buffer.concat([a.subarray(0, 8), b.subarray(8, 20), c.subarray(4, 16)]);
    const iv = Buffer.concat([a.subarray(8, 20), b.subarray(0, 8), c.subarray(16, 20), d.subarray(0, 8)]);
    const body = encrypted.subarray(24);
    if (body.length % 16 !== 0) return undefined;
    const plain = Buffer.from(igeDecrypt(body, key, iv));
    const length = plain.readInt32LE(28);
    if (length < 0 || PLAIN_HEADER + length > plain.length) return undefined;
    const expected = sha1(plain.subarray(0, PLAIN_HEADER + length)).subarray(4, 20);
    return expected.equals(messageKey) ? plain.subarray(PLAIN_HEADER, PLAIN_HEADER + length) : undefined;
  }
}
