import type { ServerResponse } from "node:http";
import { CLOSE_CODES, parsePosition } from "@telewire/contracts";
import type { Position } from "@telewire/contracts";
import { payloadOf, textFrame } from "./text-frame.ts";
import { CLOSE_GRACE_MS } from "./wire.ts";
import type { CloseReason, Wire } from "./wire.ts";

const HEAD_END = ',"data":';
const EVENT_END = Buffer.from("\n\n");
/** A client that lost its connection comes back after so long. */
const RETRY = "retry: 1000\n\n";

/**
 * Frames as server-sent events (HTML Living Standard, section 9.2): `event` is the frame's type, `data` the frame, `id`
 * the positions up to which everything was sent, one a partition, which a client gives back as `Last-Event-ID`.
 */
export class EventStreamWire implements Wire {
  readonly output: ServerResponse;
  readonly #begin: () => void;
  readonly #positions = new Map<number, Position>();

  /** `begin`: sends the answer's head, before the first event. */
  constructor(response: ServerResponse, begin: () => void) {
    this.output = response;
    this.#begin = begin;
  }

  get isOpen(): boolean {
    return !this.output.writableEnded && !this.output.destroyed;
  }
  get pendingBytes(): number {
    return this.output.writableLength;
  }

  write(frames: readonly Buffer[]): void {
    if (!this.output.headersSent) {
      this.#begin();
      this.output.write(RETRY);
    }
    this.output.write(Buffer.concat(frames.flatMap((frame) => this.#eventOf(payloadOf(frame)))));
  }

  onClose(listener: () => void): void {
    this.output.once("close", listener);
  }

  /** An event stream has no close codes: the last event says why. */
  close(reason: CloseReason): void {
    if (!this.isOpen) return;
    const data = { code: CLOSE_CODES[reason], reason };
    this.write([textFrame(JSON.stringify({ type: "CLOSE", id: null, data, timestamp: Date.now() }))]);
    this.output.end();
    setTimeout(() => this.terminate(), CLOSE_GRACE_MS).unref();
  }

  /** There is no ping: what is sent to a client that is gone is never taken, and TCP gives up on it. */
  probe(): void {
    if (this.isOpen && this.output.headersSent && this.pendingBytes === 0) this.output.write(":\n\n");
  }

  terminate(): void {
    this.output.destroy();
  }

  #eventOf(payload: Buffer): Buffer[] {
    const head = payload.toString("latin1", 0, payload.indexOf(HEAD_END));
    const { type, id } = JSON.parse(`${head}}`) as { readonly type: string; readonly id: string | null };
    for (const position of id === null || id === "" ? [] : id.split(","))
      this.#positions.set(parsePosition(position).partition, position);
    const idLine = id === null ? "" : `id: ${[...this.#positions.values()].join(",")}\n`;
    return [Buffer.from(`event: ${type}\n${idLine}data: `), payload, EVENT_END];
  }
}
