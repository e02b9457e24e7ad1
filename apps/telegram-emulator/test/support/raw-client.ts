// oxlint-disable typescript/no-explicit-any -- what the emulator answers is looked at, not computed with
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, Socket } from "node:net";

import Long from "long";

import { igeDecrypt, igeEncrypt } from "../../src/crypto/ige.ts";
import type { ReadyInfo } from "../../src/index.ts";
import { sharedCodec } from "../../src/tl/codec.ts";
import type { Provisioned } from "./mtcute.ts";
import { until } from "./world.ts";

const sha256 = (...parts: Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();
const codec = sharedCodec();
const RPC_RESULT = 0xf35c6d01;
const MSG_CONTAINER = 0x73f1f8dc;

export interface Received {
  readonly id: bigint;
  readonly seqNo: number;
  readonly requestId?: bigint;
  readonly object: { readonly _: string; readonly [key: string]: any };
}

export interface SendOptions {
  readonly id?: bigint;
  readonly seqNo?: number;
  readonly salt?: bigint;
  readonly sessionId?: bigint;
}

const saltsIn = (body: Buffer): { since: number; until: number; salt: bigint }[] =>
  Array.from({ length: body.readInt32LE(16) }, (_, index) => {
    const at = 20 + index * 16;
    return { since: body.readInt32LE(at), until: body.readInt32LE(at + 4), salt: body.readBigInt64LE(at + 8) };
  });

/** A client that does as it is told, mistakes included: intermediate transport, one provisioned key. */
export class RawClient {
  readonly received: Received[] = [];
  /** Takes what comes without opening it. */
  isDeaf = false;
  bytesReceived = 0;
  /** Transport errors, as the positive code. */
  readonly transportErrors: number[] = [];
  readonly #key: Buffer;
  readonly #port: number;
  #socket = new Socket();
  #input: Buffer = Buffer.alloc(0);
  #contentSent = 0;
  #lastId = 0n;
  salt: bigint;
  sessionId = randomBytes(8).readBigInt64LE(0);

  constructor(ready: ReadyInfo, session: Provisioned & { readonly serverSalt: string }) {
    const dc = ready.dcs.find(({ id }) => id === session.dcId);
    if (!dc) throw new Error("no such data centre");
    this.#port = dc.port;
    this.#key = Buffer.from(session.authKey, "hex");
    this.salt = BigInt(session.serverSalt);
  }

  async connect(): Promise<void> {
    this.#input = Buffer.alloc(0);
    const socket = connect(this.#port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(Buffer.from("eeeeeeee", "hex"));
    socket.on("data", (chunk) => this.#onData(chunk));
    socket.on("error", () => undefined);
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && !this.#socket.readableEnded;
  }

  close(): void {
    this.#socket.destroy();
  }

  writeBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  nextId(offsetSeconds = 0): bigint {
    const now = Date.now() + offsetSeconds * 1000;
    const fraction = BigInt(Math.floor(((now % 1000) / 1000) * 2 ** 30)) * 4n;
    const id = (BigInt(Math.floor(now / 1000)) << 32n) + fraction;
    if (offsetSeconds !== 0) return id;
    this.#lastId = id > this.#lastId ? id : this.#lastId + 4n;
    return this.#lastId;
  }

  #cipher(messageKey: Uint8Array, x: number): { key: Buffer; iv: Buffer } {
    const a = sha256(messageKey, this.#key.subarray(x, 36 + x));
    const b = sha256(this.#key.subarray(40 + x, 76 + x), messageKey);
    return {
      key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
      iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
    };
  }

  /** Sends a body; content-related unless `seqNo` says otherwise. Returns its message id. */
  send(body: Uint8Array, options: SendOptions = {}): bigint {
    const id = options.id ?? this.nextId();
    this.writeBytes(this.#sealed(body, id, options));
    return id;
  }

  /** A frame as `send` would write it, length included. */
  seal(body: Uint8Array): Buffer {
    return this.#sealed(body, this.nextId(), {});
  }

  #sealed(body: Uint8Array, id: bigint, options: SendOptions): Buffer {
    const seqNo = options.seqNo ?? this.#contentSent++ * 2 + 1;
    const padding = 12 + ((16 - ((body.length + 12) % 16)) % 16);
    const plain = Buffer.alloc(32 + body.length + padding);
    plain.writeBigInt64LE(options.salt ?? this.salt, 0);
    plain.writeBigInt64LE(options.sessionId ?? this.sessionId, 8);
    plain.writeBigInt64LE(id, 16);
    plain.writeInt32LE(seqNo, 24);
    plain.writeInt32LE(body.length, 28);
    plain.set(body, 32);
    const messageKey = sha256(this.#key.subarray(88, 120), plain).subarray(8, 24);
    const { key, iv } = this.#cipher(messageKey, 0);
    const keyId = createHash("sha1").update(this.#key).digest().subarray(12, 20);
    const frame = Buffer.concat([keyId, messageKey, igeEncrypt(plain, key, iv)]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(frame.length);
    return Buffer.concat([length, frame]);
  }

  /** Sends an object that needs no acknowledgement. */
  sendService(object: { readonly _: string; readonly [key: string]: unknown }): bigint {
    return this.send(codec.write(object), { seqNo: this.#contentSent * 2 });
  }

  call(object: { readonly _: string; readonly [key: string]: unknown }, options: SendOptions = {}): bigint {
    const inner = codec.write(object);
    const initialised = {
      _: "initConnection",
      apiId: 1,
      deviceModel: "raw",
      systemVersion: "1",
      appVersion: "1",
      systemLangCode: "en",
      langPack: "",
      langCode: "en",
      query: inner,
    };
    return this.send(codec.write({ _: "invokeWithLayer", layer: 227, query: codec.write(initialised) }), options);
  }

  #onData(chunk: Buffer): void {
    this.bytesReceived += chunk.length;
    this.#input = Buffer.concat([this.#input, chunk]);
    while (this.#input.length >= 4 && this.#input.length >= 4 + this.#input.readUInt32LE(0)) {
      const length = this.#input.readUInt32LE(0);
      const frame = this.#input.subarray(4, 4 + length);
      this.#input = this.#input.subarray(4 + length);
      if (this.isDeaf) continue;
      if (length === 4) this.transportErrors.push(-frame.readInt32LE(0));
      else this.#open(frame);
    }
  }

  #open(frame: Buffer): void {
    const messageKey = frame.subarray(8, 24);
    const { key, iv } = this.#cipher(messageKey, 8);
    const plain = Buffer.from(igeDecrypt(frame.subarray(24), key, iv));
    if (!sha256(this.#key.subarray(96, 128), plain).subarray(8, 24).equals(messageKey))
      throw new Error("wrong message key");
    this.#take(plain.readBigInt64LE(16), plain.readInt32LE(24), plain.subarray(32, 32 + plain.readInt32LE(28)));
  }

  #take(id: bigint, seqNo: number, body: Buffer): void {
    const reader = codec.reader(body);
    const constructorId = reader.peek();
    if (constructorId === MSG_CONTAINER) {
      reader.uint();
      for (let left = reader.uint(); left > 0; left--) {
        const innerId = reader.bigint();
        const innerSeqNo = reader.int();
        this.#take(innerId, innerSeqNo, Buffer.from(reader.raw(reader.int())));
      }
    } else if (constructorId === RPC_RESULT) {
      reader.uint();
      const requestId = reader.bigint();
      this.received.push({ id, seqNo, requestId, object: reader.object() as Received["object"] });
    } else if (constructorId === 0xae500895) {
      this.received.push({
        id,
        seqNo,
        object: {
          _: "future_salts",
          count: body.readInt32LE(16),
          first: body.readBigInt64LE(28),
          salts: saltsIn(body),
        },
      });
    } else {
      this.received.push({ id, seqNo, object: reader.object() as Received["object"] });
    }
  }

  /** Waits for a message that satisfies the condition. */
  async wait(matches: (message: Received) => boolean): Promise<Received> {
    const found = await until(
      () => this.received.find(matches),
      (message) => message !== undefined,
    );
    if (!found) throw new Error("not received");
    return found;
  }

  waitFor(name: string): Promise<Received> {
    return this.wait(({ object }) => object._ === name);
  }

  answer(requestId: bigint): Promise<Received> {
    return this.wait((message) => message.requestId === requestId);
  }
}

export const toLong = (value: bigint): Long => Long.fromString(value.toString());
