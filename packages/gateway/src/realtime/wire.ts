import type { Writable } from "node:stream";
import type { CLOSE_CODES } from "@telewire/contracts";

export type CloseReason = keyof typeof CLOSE_CODES;

/** Grace for a client to close its end before the socket is cut. */
export const CLOSE_GRACE_MS = 1000;

/** What carries frames to one client: a WebSocket, or an event stream. */
export interface Wire {
  readonly isOpen: boolean;
  /** Where what is written waits for the client; undefined where it cannot be had. */
  readonly output: Writable | undefined;
  /** Bytes that wait for the client. */
  readonly pendingBytes: number;
  /** `frames` are whole WebSocket frames; `joined` is all of them in one buffer. */
  write(frames: readonly Buffer[], joined: Buffer): void;
  onClose(listener: () => void): void;
  close(reason: CloseReason): void;
  /** Looks whether the client is still there. */
  probe(): void;
  terminate(): void;
}
