import { DH_G, DH_PRIME_HEX, serverDh } from "../crypto/dh.ts";
import { igeDecrypt, igeEncrypt } from "../crypto/ige.ts";
import { sha1 } from "../crypto/hash.ts";
import type { EmulatorCore } from "../core.ts";
import type { Connection } from "./connection.ts";
import { TransportViolation } from "./transport.ts";

/** Two primes of four bytes, small so that clients factor their product in a millisecond. */
const P = 16777259n;
const Q = 16777289n;
const PLAIN_HEADER_BYTES = 20;
const NONCE_BYTES = 16;

interface Inner {
  readonly newNonce: Uint8Array;
  readonly dc?: number;
  readonly expiresIn?: number;
}

type Message = { readonly _: string } & Readonly<Record<string, unknown>>;

const bigEndian = (value: bigint): Buffer => {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
};

/** The key exchange of one connection (https://core.telegram.org/mtproto/auth_key). */
export class Handshake {
  readonly #core: EmulatorCore;
  readonly #connection: Connection;
  #nonce: Buffer = Buffer.alloc(0);
  #serverNonce: Buffer = Buffer.alloc(0);
  #inner: Inner | undefined;
  #aes: { key: Buffer; iv: Buffer } | undefined;

  constructor(core: EmulatorCore, connection: Connection) {
    this.#core = core;
    this.#connection = connection;
  }

  onFrame(frame: Buffer): void {
    if (frame.length < PLAIN_HEADER_BYTES) throw new TransportViolation("plain message too short");
    const message = this.#core.codec.reader(frame, PLAIN_HEADER_BYTES).object() as Message;
    switch (message._) {
      case "mt_req_pq_multi":
      case "reqPq":
      case "req_pq":
      case "reqPqMulti":
        return this.#start(message["nonce"] as Uint8Array);
      case "mt_req_DH_params":
        return this.#exchange(message);
      case "mt_set_client_DH_params":
        return this.#finish(message);
      case "mt_msgs_ack":
        return;
      default:
        throw new TransportViolation(`${message._} outside a session`);
    }
  }

  #reply(message: Message): void {
    const body = this.#core.codec.write(message);
    const frame = Buffer.alloc(PLAIN_HEADER_BYTES + body.length);
    frame.writeBigInt64LE(this.#core.messageIds.next(1), 8);
    frame.writeInt32LE(body.length, 16);
    body.copy(frame, PLAIN_HEADER_BYTES);
    this.#connection.sendRaw(frame);
  }

  #start(nonce: Uint8Array): void {
    this.#nonce = Buffer.from(nonce);
    this.#serverNonce = this.#core.random.bytes(NONCE_BYTES);
    this.#reply({
      _: "mt_resPQ",
      nonce: this.#nonce,
      serverNonce: this.#serverNonce,
      pq: bigEndian(P * Q),
      serverPublicKeyFingerprints: [this.#core.rsa.fingerprint],
    });
  }

  #checkNonces(message: Message): void {
    const nonce = message["nonce"] as Uint8Array;
    const serverNonce = message["serverNonce"] as Uint8Array;
    if (this.#nonce.length === 0 || !this.#nonce.equals(nonce) || !this.#serverNonce.equals(serverNonce)) {
      throw new TransportViolation("wrong nonce");
    }
  }

  #exchange(message: Message): void {
    this.#checkNonces(message);
    const opened = this.#core.rsa.decryptInner(message["encryptedData"] as Uint8Array);
    if (!opened) throw new TransportViolation("inner data does not open");
    const inner = this.#core.codec.reader(opened.data).object() as Message & Inner;
    this.#checkNonces(inner);
    if (!inner.newNonce) throw new TransportViolation("no new nonce");
    this.#inner = {
      newNonce: Buffer.from(inner.newNonce),
      ...(inner.expiresIn !== undefined && { expiresIn: inner.expiresIn }),
    };
    this.#core.stats.handshakes[opened.legacy ? "legacyPadding" : "rsaPad"]++;
    this.#aes = this.#temporaryAes(this.#inner.newNonce);
    const answer = this.#core.codec.write({
      _: "mt_server_DH_inner_data",
      nonce: this.#nonce,
      serverNonce: this.#serverNonce,
      g: DH_G,
      dhPrime: Buffer.from(DH_PRIME_HEX, "hex"),
      gA: serverDh.gA,
      serverTime: Math.floor(this.#core.clock.now() / 1000),
    });
    const unpadded = Buffer.concat([sha1(answer), answer]);
    const padded = Buffer.concat([unpadded, this.#core.random.bytes((16 - (unpadded.length % 16)) % 16)]);
    const encryptedAnswer = igeEncrypt(padded, this.#aes.key, this.#aes.iv);
    this.#reply({ _: "mt_server_DH_params_ok", nonce: this.#nonce, serverNonce: this.#serverNonce, encryptedAnswer });
  }

  #temporaryAes(newNonce: Uint8Array): { key: Buffer; iv: Buffer } {
    const one = sha1(Buffer.concat([newNonce, this.#serverNonce]));
    const two = sha1(Buffer.concat([this.#serverNonce, newNonce]));
    const three = sha1(Buffer.concat([newNonce, newNonce]));
    return {
      key: Buffer.concat([one, two.subarray(0, 12)]),
      iv: Buffer.concat([two.subarray(12, 20), three, newNonce.subarray(0, 4)]),
    };
  }

  #finish(message: Message): void {
    this.#checkNonces(message);
    const encrypted = message["encryptedData"] as Uint8Array;
    if (!this.#aes || !this.#inner || encrypted.length % 16 !== 0)
      throw new TransportViolation("DH answer out of order");
    const plain = Buffer.from(igeDecrypt(encrypted, this.#aes.key, this.#aes.iv));
    const reader = this.#core.codec.reader(plain, 20);
    const inner = reader.object() as Message;
    if (!sha1(plain.subarray(20, reader.pos)).equals(plain.subarray(0, 20)))
      throw new TransportViolation("wrong DH hash");
    this.#checkNonces(inner);
    const key = serverDh.secret(inner["gB"] as Uint8Array);
    const { newNonce, expiresIn } = this.#inner;
    const auxiliaryHash = sha1(key).subarray(0, 8);
    const newNonceHash1 = sha1(Buffer.concat([newNonce, Buffer.from([1]), auxiliaryHash])).subarray(4, 20);
    const salt = Buffer.from(newNonce.subarray(0, 8)).map((byte, index) => byte ^ (this.#serverNonce[index] ?? 0));
    this.#core.keys.create(this.#connection.dcId, key, Buffer.from(salt).readBigInt64LE(0), expiresIn);
    this.#reply({ _: "mt_dh_gen_ok", nonce: this.#nonce, serverNonce: this.#serverNonce, newNonceHash1 });
    this.#nonce = Buffer.alloc(0);
    this.#inner = undefined;
  }
}
