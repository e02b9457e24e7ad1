import type { Socket } from "node:net";
import type { FrameType } from "@telewire/contracts";
import { CLOSE_CODES } from "@telewire/contracts";
import type { WebSocket } from "ws";
import type { Caller } from "../auth/caller.ts";
import { payloadOf, textFrame } from "./text-frame.ts";

/** Grace for the close handshake before the socket is cut. */
const CLOSE_GRACE_MS = 1000;

/**
 * One client's WebSocket. Ready frames go to the socket as they are, past `ws`, which would copy and frame them for
 * every client again; where its socket cannot be had, they go through `ws`.
 */
export class Connection {
  readonly caller: Caller;
  readonly topic: string;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket | undefined;
  #isAlive = true;
  #isSilent = false;
  /** Epoch ms since when the client has read nothing of what waits for it; null while nothing waits. */
  stalledSince: number | null = null;
  /** Epoch ms of its next ping. */
  nextProbeAt = 0;
  /** Epoch ms of its next heartbeat, if nothing is sent to it until then. */
  nextHeartbeatAt = Number.POSITIVE_INFINITY;
  /** Up to where it was told everything. */
  position: () => string | null = () => null;

  constructor(webSocket: WebSocket, caller: Caller, topic: string) {
    this.#webSocket = webSocket;
    this.caller = caller;
    this.topic = topic;
    const { _socket: socket } = webSocket as unknown as { readonly _socket?: Partial<Socket> };
    this.#socket =
      typeof socket?.write === "function" && typeof socket.writableLength === "number" ? (socket as Socket) : undefined;
    webSocket.on("pong", () => (this.#isAlive = true));
  }

  get isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  /** Bytes that wait for the client. */
  get pendingBytes(): number {
    return this.#socket?.writableLength ?? this.#webSocket.bufferedAmount;
  }

  /** `frames` are whole frames; `joined` is all of them in one buffer. */
  write(frames: readonly Buffer[], joined: Buffer): void {
    if (!this.isOpen) return;
    this.#isSilent = false;
    if (this.#socket !== undefined) this.#socket.write(joined);
    else for (const frame of frames) this.#webSocket.send(payloadOf(frame), { binary: false });
  }

  send(type: FrameType, id: string | null, data: unknown): void {
    const frame = textFrame(JSON.stringify({ type, id, data, timestamp: Date.now() }));
    this.write([frame], frame);
  }

  /** Resolves when nothing waits any more, or the socket has closed. */
  async drained(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || !this.isOpen || !socket.writableNeedDrain) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.once("drain", resolve);
    socket.once("close", resolve);
    this.stalledSince = Date.now();
    await promise;
    this.stalledSince = null;
    socket.off("drain", resolve);
    socket.off("close", resolve);
  }

  onClose(listener: () => void): void {
    this.#webSocket.once("close", listener);
  }

  close(reason: keyof typeof CLOSE_CODES): void {
    this.#webSocket.close(CLOSE_CODES[reason], reason);
    setTimeout(() => this.#webSocket.terminate(), CLOSE_GRACE_MS).unref();
  }

  /** Pings; a client that has not answered the ping before is cut off. */
  probe(): void {
    if (!this.#isAlive) return this.#webSocket.terminate();
    this.#isAlive = false;
    if (this.isOpen) this.#webSocket.ping();
  }

  /** Whether nothing was sent since this was asked before. */
  takeSilence(): boolean {
    const isSilent = this.#isSilent;
    this.#isSilent = true;
    return isSilent;
  }

  /** Says that nothing happens; not to a client for whom something waits already. */
  heartbeat(): void {
    if (this.pendingBytes > 0) return;
    const position = this.position();
    this.send("HEARTBEAT", position, { position: position ?? "" });
  }

  terminate(): void {
    this.#webSocket.terminate();
  }
}
