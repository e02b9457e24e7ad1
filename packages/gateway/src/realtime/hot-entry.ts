import { FRAME_OF_KIND, parsePosition } from "@telewire/contracts";
import type { DetectionEntry, PositionParts } from "@telewire/contracts";
import type { LogRecord } from "@telewire/log";
import { textFrame } from "./text-frame.ts";

/** An entry of the log in memory: encoded once, for every reader. */
export class HotEntry {
  readonly record: LogRecord;
  readonly parts: PositionParts;
  #frame: Buffer | undefined;
  #dataStart = 0;
  #dataEnd = 0;
  #parsed: Partial<DetectionEntry> | undefined;

  constructor(record: LogRecord) {
    this.record = record;
    this.parts = parsePosition(record.position);
  }

  /** A whole WebSocket frame (RFC 6455), the same bytes for every subscriber. */
  get frame(): Buffer {
    return this.#frame ?? this.#encode();
  }

  /** The entry's JSON as bytes. */
  get json(): Buffer {
    const frame = this.frame;
    return frame.subarray(this.#dataStart, this.#dataEnd);
  }

  /** The entry's fields, for filters that need more than the record says. */
  get parsed(): Partial<DetectionEntry> {
    return (this.#parsed ??= JSON.parse(this.record.json) as Partial<DetectionEntry>);
  }

  /** When the entry was handed to the log: epoch ms; NaN when it does not say. */
  get appendedAt(): number {
    const { json } = this.record;
    const at = json.lastIndexOf('"appendedAt":');
    return at < 0 ? Number.NaN : Number.parseFloat(json.slice(at + 13, at + 40));
  }

  #encode(): Buffer {
    const { position, kind, json } = this.record;
    const head = `{"type":"${FRAME_OF_KIND[kind]}","id":"${position}","data":`;
    const tail = `,"timestamp":${Date.now()}}`;
    const frame = textFrame(head + json + tail);
    this.#dataEnd = frame.length - tail.length;
    this.#dataStart = frame.indexOf('"data":') + 7;
    this.#frame = frame;
    return frame;
  }
}
