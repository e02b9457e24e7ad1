import type { ServerFrame } from "@telewire/contracts";
import { mayReconnect } from "@telewire/contracts/close-codes";
import { ERRORS, TelewireError } from "@telewire/contracts/errors";
import type { ErrorCode } from "@telewire/contracts/errors";
import { comparePositions, parsePosition } from "@telewire/contracts/position";
import type { Position } from "@telewire/contracts/position";
import { backoffMs, delay } from "./delay.ts";
import { SilenceTimer } from "./silence-timer.ts";
import type { Transport } from "./transport.ts";

export interface StreamOptions {
  /** Go on after this position (or positions, joined by commas); default: from now on. */
  readonly since?: Position;
  /** Filters of the topic: `chats`, `kinds`, `families`, `roles`, `sessions`. */
  readonly filters?: Readonly<Record<string, readonly string[]>>;
  readonly signal?: AbortSignal;
  /** Told about every change of the connection. */
  readonly onState?: (state: StreamState) => void;
  /** Frames held for a reader that does not keep up; beyond it the stream reconnects later from where the reader is. Default 10,000. */
  readonly maxBuffered?: number;
}

export type StreamState =
  | { readonly state: "connecting"; readonly attempt: number }
  | { readonly state: "open" }
  | { readonly state: "waiting"; readonly retryInMs: number };

type WebSocketConstructor = new (url: string, protocols?: string[]) => WebSocket;

/** A connection that has not said HELLO by then is given up. */
const CONNECT_TIMEOUT_MS = 10_000;
/** For the way, beyond two of the server's longest silences. */
const SILENCE_MARGIN_MS = 2000;
/** What a connection that broke is closed with (RFC 6455 section 7.4.1). */
const ABNORMAL = 1006;

/**
 * One topic, frame by frame; reconnects and resumes by itself, and gives no entry twice. A connection on which nothing comes,
 * not even a heartbeat, is left for another.
 */
export class TopicStream {
  readonly #transport: Transport;
  readonly #topic: string;
  readonly #options: StreamOptions;
  readonly #WebSocket: WebSocketConstructor;
  /** Partition -> last position given to the reader. */
  readonly #positions = new Map<number, Position>();
  #buffer: ServerFrame[] = [];
  #wake: (() => void) | undefined;
  #ending: { readonly error: TelewireError | undefined } | undefined;
  #isOverflowing = false;

  constructor(transport: Transport, topic: string, options: StreamOptions, WebSocketClass: WebSocketConstructor) {
    this.#transport = transport;
    this.#topic = topic;
    this.#options = options;
    this.#WebSocket = WebSocketClass;
    for (const position of options.since?.split(",") ?? [])
      this.#positions.set(parsePosition(position).partition, position);
  }

  /** Where the reader is; pass it as `since` to go on elsewhere. */
  get position(): Position {
    return [...this.#positions.values()].join(",");
  }

  /** Throws TelewireError when the server refuses for good. Ends when aborted. */
  async *frames(): AsyncGenerator<ServerFrame> {
    const stop = new AbortController();
    const connecting = this.#stayConnected(
      AbortSignal.any([stop.signal, ...(this.#options.signal === undefined ? [] : [this.#options.signal])]),
    );
    connecting.then(
      () => this.#end(undefined),
      (error: unknown) => this.#end(TelewireError.from(error)),
    );
    try {
      for (;;) {
        const frame = this.#buffer.shift();
        if (frame !== undefined) {
          this.#remember(frame);
          yield frame;
        } else if (this.#ending !== undefined) {
          if (this.#ending.error !== undefined) throw this.#ending.error;
          return;
        } else {
          if (this.#isOverflowing) this.#isOverflowing = false;
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
      }
    } finally {
      stop.abort();
    }
  }

  async #stayConnected(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      // What is buffered is read first: the next connection begins behind it.
      while ((this.#buffer.length > 0 || this.#isOverflowing) && !signal.aborted) await delay(10, signal);
      this.#options.onState?.({ state: "connecting", attempt });
      const wasOpen = await this.#connectOnce(signal).catch((error: unknown) => {
        const failure = TelewireError.from(error);
        if (ERRORS[failure.code].retry !== "after") throw failure;
        return false;
      });
      if (wasOpen) attempt = 0;
      if (signal.aborted) return;
      const retryInMs = backoffMs(attempt);
      this.#options.onState?.({ state: "waiting", retryInMs });
      await delay(retryInMs, signal);
    }
  }

  /** Resolves when the connection ended and another may be tried: whether it had been open. */
  async #connectOnce(signal: AbortSignal): Promise<boolean> {
    const { protocols, ticket } = await this.#transport.handshake();
    if (signal.aborted) return false;
    const socket = new this.#WebSocket(this.#url(ticket), protocols);
    let isOpen = false;
    let refusal: ErrorCode | undefined;
    const { promise: closed, resolve } = Promise.withResolvers<number>();
    const silence = new SilenceTimer(() => resolve(ABNORMAL));
    silence.limit(CONNECT_TIMEOUT_MS);
    const abort = (): void => resolve(1000);
    signal.addEventListener("abort", abort);
    socket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      silence.heard();
      if (frame.type === "HELLO") silence.limit(2 * frame.data.heartbeatMs + SILENCE_MARGIN_MS);
      if (frame.type === "ERROR") refusal = frame.data.code as ErrorCode;
      else {
        if (!isOpen) this.#options.onState?.({ state: "open" });
        isOpen = true;
        if (!this.#take(frame)) resolve(1000);
      }
    });
    socket.addEventListener("close", ({ code }) => resolve(code));
    socket.addEventListener("error", () => resolve(ABNORMAL));
    try {
      const code = await closed;
      if (!mayReconnect(code)) throw new TelewireError(refusal ?? "FORBIDDEN");
      return isOpen;
    } finally {
      silence.end();
      signal.removeEventListener("abort", abort);
      socket.close();
    }
  }

  /** False when the reader is too far behind to take more. */
  #take(frame: ServerFrame): boolean {
    if (this.#isOverflowing) return false;
    if (this.#buffer.length >= (this.#options.maxBuffered ?? 10_000)) {
      this.#isOverflowing = true;
      return false;
    }
    if (this.#isRepeated(frame)) return true;
    this.#buffer.push(frame);
    this.#wake?.();
    return true;
  }

  #isRepeated({ type, id }: ServerFrame): boolean {
    if (id === null || type === "HELLO" || type === "GAP" || type === "HEARTBEAT") return false;
    const parts = parsePosition(id);
    const last = this.#positions.get(parts.partition);
    if (last === undefined) return false;
    const seen = parsePosition(last);
    return seen.epoch === parts.epoch && comparePositions(parts, seen) <= 0;
  }

  #remember(frame: ServerFrame): void {
    if (frame.type === "HELLO") {
      for (const position of frame.data.position.split(",").filter(Boolean)) {
        const { partition } = parsePosition(position);
        if (!frame.data.recovered || !this.#positions.has(partition)) this.#positions.set(partition, position);
      }
    } else if (frame.type === "HEARTBEAT") {
      for (const position of frame.data.position.split(",").filter(Boolean))
        this.#positions.set(parsePosition(position).partition, position);
    } else if (frame.type === "GAP") this.#positions.set(parsePosition(frame.data.to).partition, frame.data.to);
    else if (frame.id !== null) this.#positions.set(parsePosition(frame.id).partition, frame.id);
  }

  #url(ticket: string | undefined): string {
    const url = new URL(`${this.#transport.baseUrl}/api/v1/realtime/${this.#topic}`);
    url.protocol = url.protocol.replace("http", "ws");
    for (const [name, values] of Object.entries(this.#options.filters ?? {}))
      url.searchParams.set(name, values.join(","));
    if (ticket !== undefined) url.searchParams.set("ticket", ticket);
    if (this.#positions.size > 0) url.searchParams.set("since", this.position);
    return url.href;
  }

  #end(error: TelewireError | undefined): void {
    this.#ending = { error };
    this.#wake?.();
  }
}
