import type { Socket } from "node:net";

import { KeyCipher } from "../crypto/auth-key.ts";
import type { EmulatorCore } from "../core.ts";
import { CONNECT } from "../faults/limits.ts";
import { Handshake } from "./handshake.ts";
import {
  detectTransport,
  FRAMING_OVERHEAD,
  MAX_FRAME_BYTES,
  TransportViolation,
  type DetectedTransport,
} from "./transport.ts";
import type { MtprotoSession } from "./session.ts";

const FIRST_OUT_BYTES = 4096;
/** Transport error of a server that has had enough of new connections. */
const TOO_MANY_CONNECTIONS = 429;
/** A client that does not read is cut off here, so that it cannot hold our memory. */
const MAX_UNSENT_BYTES = 64 * 1024 * 1024;

/** One TCP connection of one data centre: frames in, frames out once per event-loop turn. */
export class Connection {
  readonly id: number;
  #dcId: number;
  readonly openedAt: number;
  readonly #core: EmulatorCore;
  readonly #socket: Socket;
  readonly #handshake: Handshake;
  #transport: DetectedTransport | undefined;
  #input: Buffer = Buffer.alloc(0);
  #out: Buffer = Buffer.allocUnsafe(FIRST_OUT_BYTES);
  #outEnd = 0;
  /** A half-open link: nothing is read, nothing arrives, and neither side is told. */
  #isMute = false;
  #isStalled = false;
  /** One connection too many: whatever it sends is answered with -429. */
  #isUnwelcome = false;
  /** The session that spoke last on this connection. */
  session: MtprotoSession | undefined;
  disconnectTimer: NodeJS.Timeout | undefined;

  constructor(core: EmulatorCore, socket: Socket, dcId: number, id: number) {
    this.#core = core;
    this.#socket = socket;
    this.#dcId = dcId;
    this.id = id;
    this.openedAt = core.clock.now();
    this.#handshake = new Handshake(core, this);
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#onData(chunk));
    socket.on("error", () => this.close());
    socket.on("close", () => this.#onClose());
  }

  /** The data centre spoken to: that of the port, or the one a client of the proxy named. */
  get dcId(): number {
    return this.#dcId;
  }

  get transportName(): string {
    const { framing, obfuscation, proxiedDcId } = this.#transport ?? {};
    if (!framing) return "none";
    const wrapping = proxiedDcId === undefined ? "obfuscated" : "proxied";
    return obfuscation ? `${wrapping} ${framing.name}` : framing.name;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  get isMute(): boolean {
    return this.#isMute;
  }

  /** Bytes that the client has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.writableLength + this.#outEnd;
  }

  #onData(chunk: Buffer): void {
    if (this.#isMute) return;
    try {
      const plain = this.#transport?.obfuscation ? this.#transport.obfuscation.decrypt.update(chunk) : chunk;
      this.#input = this.#input.length === 0 ? plain : Buffer.concat([this.#input, plain]);
      if (!this.#transport && !this.#greet()) return;
      this.#readFrames();
    } catch (error) {
      this.#core.stats.protocolErrors++;
      if (!(error instanceof TransportViolation || error instanceof RangeError))
        this.#core.log("error", "connection failed", error);
      this.close();
    }
  }

  #greet(): boolean {
    const detected = detectTransport(this.#input, this.#core.options.proxySecret);
    if (!detected) return false;
    const rest = this.#input.subarray(detected.consumed);
    this.#input = detected.obfuscation ? detected.obfuscation.decrypt.update(rest) : rest;
    this.#transport = detected;
    const { proxiedDcId } = detected;
    if (proxiedDcId !== undefined && this.#core.options.dcs.includes(proxiedDcId)) this.#dcId = proxiedDcId;
    this.#isUnwelcome = this.#core.limits.isOver(CONNECT);
    const { transports } = this.#core.stats;
    transports.set(this.transportName, (transports.get(this.transportName) ?? 0) + 1);
    return true;
  }

  #readFrames(): void {
    let pos = 0;
    for (;;) {
      const found = this.#transport?.framing.next(this.#input, pos);
      if (!found) break;
      pos = found.end;
      if (found.frame.length > 0) this.#onFrame(found.frame);
      if (!this.isOpen) return;
    }
    this.#input = pos === this.#input.length ? Buffer.alloc(0) : this.#input.subarray(pos);
    if (this.#input.length > MAX_FRAME_BYTES + FRAMING_OVERHEAD) throw new TransportViolation("frame too long");
  }

  #onFrame(frame: Buffer): void {
    this.#core.stats.framesReceived++;
    if (frame.length < 8) throw new TransportViolation("frame too short");
    const errorCode = this.#core.faults.takeTransportError(this.session?.key.userId, this.dcId);
    if (errorCode !== undefined) return this.sendTransportError(errorCode);
    if (this.#isUnwelcome) return this.sendTransportError(TOO_MANY_CONNECTIONS);
    if (frame.readBigInt64LE(0) === 0n) this.#handshake.onFrame(frame);
    else this.#core.sessions.onEncrypted(this, frame);
  }

  /** Seals a message for this connection; it leaves with the others of this turn. */
  sendSealed(cipher: KeyCipher, header: Buffer, body: Uint8Array): void {
    const length = KeyCipher.sealedSize(body.length);
    const isCorrupt = this.#core.faults.takeCorruption(this.session?.key.userId, this.dcId);
    this.#append(length, (at) => {
      cipher.sealInto(this.#out, at, header, body);
      if (isCorrupt) this.#out[at + length - 1] = (this.#out[at + length - 1] ?? 0) ^ 0xff;
    });
  }

  sendRaw(frame: Uint8Array): void {
    this.#append(frame.length, (at) => this.#out.set(frame, at));
  }

  /** A transport error such as -404 (https://core.telegram.org/mtproto/mtproto-transports#transport-errors). */
  sendTransportError(code: number): void {
    const frame = Buffer.alloc(4);
    frame.writeInt32LE(-Math.abs(code));
    this.sendRaw(frame);
  }

  #append(length: number, fill: (at: number) => void): void {
    if (!this.#transport || this.#isMute || !this.isOpen) return;
    const needed = this.#outEnd + length + FRAMING_OVERHEAD;
    if (needed > this.#out.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#out.length * 2));
      this.#out.copy(grown, 0, 0, this.#outEnd);
      this.#out = grown;
    }
    if (this.#outEnd === 0) this.#core.turn.schedule(this);
    this.#outEnd = this.#transport.framing.encode(this.#out, this.#outEnd, length, fill);
    this.#core.stats.framesSent++;
  }

  /** Called once per turn, after the journal is on disk. */
  flush(): void {
    if (this.#outEnd === 0 || this.#isStalled) return;
    const bytes = this.#out.subarray(0, this.#outEnd);
    const wasLarge = this.#outEnd > 65536;
    this.#outEnd = 0;
    this.#out = Buffer.allocUnsafe(wasLarge ? 131072 : FIRST_OUT_BYTES);
    if (this.#isMute || !this.isOpen) return;
    this.#socket.write(this.#transport?.obfuscation ? this.#transport.obfuscation.encrypt.update(bytes) : bytes);
    if (this.#socket.writableLength > MAX_UNSENT_BYTES) this.close();
  }

  /** Resolves when the client has taken what was written. */
  async drained(): Promise<void> {
    if (this.#socket.writableLength === 0 || !this.isOpen) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off("drain", done);
        this.#socket.off("close", done);
        resolve();
      };
      this.#socket.on("drain", done);
      this.#socket.on("close", done);
    });
  }

  /** From now on a black hole: the socket stays open, nothing passes. */
  mute(): void {
    this.#isMute = true;
    this.#socket.pause();
    this.#outEnd = 0;
  }

  /** Holds everything back, both ways, for a while. */
  stall(milliseconds: number): void {
    this.#isStalled = true;
    this.#socket.pause();
    const resume = (): void => {
      this.#isStalled = false;
      this.#socket.resume();
      this.flush();
    };
    setTimeout(resume, milliseconds).unref();
  }

  close(): void {
    this.#socket.destroy();
  }

  #onClose(): void {
    clearTimeout(this.disconnectTimer);
    this.#core.sessions.onConnectionClosed(this);
    this.#core.connections.delete(this);
  }
}
