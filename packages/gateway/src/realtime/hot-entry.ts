import { FRAME_OF_KIND, parsePosition } from "@telewire/contracts";
import type { AlertEntry, DetectionEntry, PositionParts } from "@telewire/contracts";
import type { LogRecord } from "@telewire/log";
import type { TopicFilter } from "./filter.ts";
import { textFrame } from "./text-frame.ts";

/** What filters look at. */
type ParsedEntry = Partial<Pick<DetectionEntry, "family" | "role"> & Pick<AlertEntry, "rule">>;
type HotRecord = Omit<LogRecord, "json">;

/** An entry of the log in memory, once: as the bytes that every reader gets, as text until somebody wants them. */
export class HotEntry {
  readonly record: HotRecord;
  readonly parts: PositionParts;
  /** Bytes of its JSON. */
  readonly size: number;
  /** When the entry was handed to the log: epoch ms; NaN when it does not say. */
  readonly appendedAt: number;
  #text: string | undefined;
  #frame: Buffer | undefined;
  #limitedFrame: Buffer | undefined;
  #dataStart = 0;
  #parsed: ParsedEntry | undefined;

  constructor({ position, stream, partition, kind, sessionId, chatId, json }: LogRecord) {
    this.record = { position, stream, partition, kind, sessionId, chatId };
    this.parts = parsePosition(position);
    this.size = Buffer.byteLength(json);
    this.appendedAt = appendedAtOf(json);
    this.#text = json;
  }

  /** A whole WebSocket frame (RFC 6455), the same bytes for every subscriber. */
  get frame(): Buffer {
    return this.#frame ?? this.#encode();
  }

  /** The frame as a subscriber with this filter gets it. */
  frameFor({ hidesFirstCaller }: TopicFilter): Buffer {
    return hidesFirstCaller
      ? (this.#limitedFrame ??= textFrame(this.#head + withoutFirstCaller(this.text) + tailNow()))
      : this.frame;
  }

  /** The entry's JSON as bytes. */
  get json(): Buffer {
    const frame = this.frame;
    return frame.subarray(this.#dataStart, this.#dataStart + this.size);
  }

  /** The entry's JSON. */
  get text(): string {
    return this.#text ?? this.json.toString();
  }

  /** The entry's fields, for filters that need more than the record says. */
  get parsed(): ParsedEntry {
    return (this.#parsed ??= JSON.parse(this.text) as ParsedEntry);
  }

  get #head(): string {
    const { position, kind } = this.record;
    return `{"type":"${FRAME_OF_KIND[kind]}","id":"${position}","data":`;
  }

  #encode(): Buffer {
    const tail = tailNow();
    const frame = textFrame(this.#head + this.text + tail);
    this.#dataStart = frame.length - tail.length - this.size;
    this.#frame = frame;
    this.#text = undefined;
    return frame;
  }
}

function tailNow(): string {
  return `,"timestamp":${Date.now()}}`;
}

/** A detection, as JSON, without who called its address first. */
export function withoutFirstCaller(json: string): string {
  const { spread, ...entry } = JSON.parse(json) as DetectionEntry;
  if (spread === undefined) return json;
  const { firstCaller: _firstCaller, ...rest } = spread;
  return JSON.stringify({ ...entry, spread: rest });
}

function appendedAtOf(json: string): number {
  const at = json.lastIndexOf('"appendedAt":');
  return at < 0 ? Number.NaN : Number.parseFloat(json.slice(at + 13, at + 40));
}
