import { connect } from "node:net";
import type { Socket } from "node:net";
import { ConnectionClosedError } from "@fuman/net";
import type { TcpEndpoint } from "@fuman/net";
import { IntermediatePacketCodec } from "@mtcute/core";
import type { IPacketCodec, ITelegramConnection, TelegramTransport } from "@mtcute/core";
import type { BasicDcOption } from "@mtcute/core/utils.js";
import type { Clock } from "@telewire/kit";

const CONNECT_TIMEOUT_MS = 10_000;
/** Unread bytes at which the socket is paused. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/**
 * The sockets of one session. It knows when the bytes now being parsed were read, can drop every link (the library
 * then reconnects) and can hold new ones back.
 */
export class TcpTransport implements TelegramTransport {
  readonly #clock: Clock;
  readonly #connections = new Set<SocketConnection>();
  readonly #connecting = new Set<Socket>();
  #held: PromiseWithResolvers<void> | null = null;
  #isClosed = false;
  /** When the bytes that the library parses now were read from the socket: epoch ms. */
  receivedAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  packetCodec(): IPacketCodec {
    return new IntermediatePacketCodec();
  }

  async connect(dc: BasicDcOption): Promise<ITelegramConnection> {
    await this.#held?.promise;
    if (this.#isClosed) throw new ConnectionClosedError();
    const socket = await this.#open(dc);
    const connection = new SocketConnection(
      socket,
      this.#clock,
      (at) => (this.receivedAt = at),
      () => this.#connections.delete(connection),
    );
    this.#connections.add(connection);
    if (this.#isClosed || this.#held !== null) connection.close();
    return connection;
  }

  /** Drops every link at once. */
  drop(): void {
    for (const socket of this.#connecting) socket.destroy(new ConnectionClosedError());
    for (const connection of this.#connections) connection.close();
  }

  /** Drops every link and keeps new ones waiting until `resume`. */
  hold(): void {
    this.#held ??= Promise.withResolvers();
    this.drop();
  }
  resume(): void {
    this.#held?.resolve();
    this.#held = null;
  }

  /** For good: no link is opened any more. */
  close(): void {
    this.#isClosed = true;
    this.resume();
    this.drop();
  }

  #open(dc: BasicDcOption): Promise<Socket> {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const socket = connect({ host: dc.ipAddress, port: dc.port, noDelay: true, keepAlive: true });
    this.#connecting.add(socket);
    const timer = setTimeout(
      () => socket.destroy(new Error(`no TCP connection within ${CONNECT_TIMEOUT_MS} ms`)),
      CONNECT_TIMEOUT_MS,
    );
    const settle = (): void => {
      clearTimeout(timer);
      this.#connecting.delete(socket);
      socket.removeAllListeners("connect");
    };
    socket.once("error", (error) => {
      settle();
      reject(error);
    });
    socket.once("connect", () => {
      settle();
      socket.removeAllListeners("error");
      resolve(socket);
    });
    return promise;
  }
}

class SocketConnection implements ITelegramConnection {
  readonly localAddress: TcpEndpoint | null = null;
  readonly remoteAddress: TcpEndpoint | null = null;
  readonly #socket: Socket;
  readonly #onRead: (at: number) => void;
  readonly #chunks: { readonly bytes: Uint8Array; readonly at: number }[] = [];
  #offset = 0;
  #unreadBytes = 0;
  #waiting: PromiseWithResolvers<void> | null = null;
  #error: Error | null = null;

  constructor(socket: Socket, clock: Clock, onRead: (at: number) => void, onClose: () => void) {
    this.#socket = socket;
    this.#onRead = onRead;
    socket.on("data", (bytes: Uint8Array) => {
      this.#chunks.push({ bytes, at: clock.now() });
      this.#unreadBytes += bytes.length;
      if (this.#unreadBytes > MAX_UNREAD_BYTES) socket.pause();
      this.#wake();
    });
    const end = (): void => {
      this.#error ??= new ConnectionClosedError();
      onClose();
      this.#wake();
    };
    socket.on("error", end).on("end", end).on("close", end);
  }

  async read(into: Uint8Array): Promise<number> {
    let chunk = this.#chunks[0];
    while (chunk === undefined) {
      if (this.#error !== null) throw this.#error;
      this.#waiting = Promise.withResolvers();
      await this.#waiting.promise;
      chunk = this.#chunks[0];
    }
    this.#onRead(chunk.at);
    const part = chunk.bytes.subarray(this.#offset, this.#offset + into.length);
    into.set(part);
    this.#offset += part.length;
    this.#unreadBytes -= part.length;
    if (this.#offset === chunk.bytes.length) {
      this.#chunks.shift();
      this.#offset = 0;
    }
    if (this.#socket.isPaused() && this.#unreadBytes < MAX_UNREAD_BYTES / 2) this.#socket.resume();
    return part.length;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#error !== null) throw this.#error;
    this.#socket.write(bytes);
  }

  /** What was not yet parsed is dropped: Telegram sends it again. */
  close(): void {
    this.#error ??= new ConnectionClosedError();
    this.#chunks.length = 0;
    this.#socket.destroy();
    this.#wake();
  }

  #wake(): void {
    this.#waiting?.resolve();
    this.#waiting = null;
  }
}
