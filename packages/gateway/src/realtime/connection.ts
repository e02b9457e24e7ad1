import type { FrameType } from "@telewire/contracts";
import type { Caller } from "../auth/caller.ts";
import { textFrame } from "./text-frame.ts";
import type { CloseReason, Wire } from "./wire.ts";

/** One client of a topic. */
export class Connection {
  readonly caller: Caller;
  readonly topic: string;
  readonly #wire: Wire;
  #isSilent = false;
  /** Epoch ms since when the client has read nothing of what waits for it; null while nothing waits. */
  stalledSince: number | null = null;
  /** Epoch ms of its next ping. */
  nextProbeAt = 0;
  /** Epoch ms of its next heartbeat, if nothing is sent to it until then. */
  nextHeartbeatAt = Number.POSITIVE_INFINITY;
  /** Up to where it was told everything. */
  position: () => string | null = () => null;

  constructor(wire: Wire, caller: Caller, topic: string) {
    this.#wire = wire;
    this.caller = caller;
    this.topic = topic;
  }

  get isOpen(): boolean {
    return this.#wire.isOpen;
  }

  /** Bytes that wait for the client. */
  get pendingBytes(): number {
    return this.#wire.pendingBytes;
  }

  /** `frames` are whole WebSocket frames; `joined` is all of them in one buffer. */
  write(frames: readonly Buffer[], joined: Buffer): void {
    if (!this.isOpen) return;
    this.#isSilent = false;
    this.#wire.write(frames, joined);
  }

  send(type: FrameType, id: string | null, data: unknown): void {
    const frame = textFrame(JSON.stringify({ type, id, data, timestamp: Date.now() }));
    this.write([frame], frame);
  }

  /** Resolves when nothing waits any more, or the connection has closed. */
  async drained(): Promise<void> {
    const { output } = this.#wire;
    if (output === undefined || !this.isOpen || !output.writableNeedDrain) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    output.once("drain", resolve);
    output.once("close", resolve);
    this.stalledSince = Date.now();
    await promise;
    this.stalledSince = null;
    output.off("drain", resolve);
    output.off("close", resolve);
  }

  onClose(listener: () => void): void {
    this.#wire.onClose(listener);
  }

  close(reason: CloseReason): void {
    this.#wire.close(reason);
  }

  /** Looks whether the client is still there. */
  probe(): void {
    this.#wire.probe();
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
    this.#wire.terminate();
  }
}
