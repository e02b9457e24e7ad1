import type { Socket } from "node:net";
import { CLOSE_CODES } from "@telewire/contracts";
import type { WebSocket } from "ws";
import { payloadOf } from "./text-frame.ts";
import { CLOSE_GRACE_MS } from "./wire.ts";
import type { CloseReason, Wire } from "./wire.ts";

/**
 * Ready frames go to the socket as they are, past `ws`, which would copy and frame them for every client again; where
 * its socket cannot be had, they go through `ws`.
 */
export class WebSocketWire implements Wire {
  readonly #webSocket: WebSocket;
  readonly output: Socket | undefined;
  #isAlive = true;

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
    const { _socket: socket } = webSocket as unknown as { readonly _socket?: Partial<Socket> };
    this.output =
      typeof socket?.write === "function" && typeof socket.writableLength === "number" ? (socket as Socket) : undefined;
    webSocket.on("pong", () => (this.#isAlive = true));
  }

  get isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }
  get pendingBytes(): number {
    return this.output?.writableLength ?? this.#webSocket.bufferedAmount;
  }

  write(frames: readonly Buffer[], joined: Buffer): void {
    if (this.output !== undefined) this.output.write(joined);
    else for (const frame of frames) this.#webSocket.send(payloadOf(frame), { binary: false });
  }

  onClose(listener: () => void): void {
    this.#webSocket.once("close", listener);
  }

  close(reason: CloseReason): void {
    this.#webSocket.close(CLOSE_CODES[reason], reason);
    setTimeout(() => this.#webSocket.terminate(), CLOSE_GRACE_MS).unref();
  }

  /** Pings; a client that has not answered the ping before is cut off. */
  probe(): void {
    if (!this.#isAlive) return this.#webSocket.terminate();
    this.#isAlive = false;
    if (this.isOpen) this.#webSocket.ping();
  }

  terminate(): void {
    this.#webSocket.terminate();
  }
}
