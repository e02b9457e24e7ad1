import { TelewireError } from "./errors.ts";

/** The streams of the log. `messages`: new, edited and deleted messages; `detections`: findings and retractions; `status`: session states; `alerts`: hits of rules and anomalies. */
export const STREAMS = ["messages", "detections", "status", "alerts"] as const;
export type StreamName = (typeof STREAMS)[number];

/**
 * A place in one partition of one stream: opaque to clients, ordered within its partition.
 * Text form `<stream initial>.<epoch>.<partition>.<major>-<minor>`, for example `m.k3f9a1.0.1732170000000-0`.
 */
export type Position = string;

export interface PositionParts {
  readonly stream: StreamName;
  /** Names one life of the log: positions of another life cannot be resumed from. */
  readonly epoch: string;
  readonly partition: number;
  readonly major: number;
  readonly minor: number;
}

const INITIAL: Record<StreamName, string> = { messages: "m", detections: "d", status: "s", alerts: "a" };
const BY_INITIAL = new Map<string, StreamName>(STREAMS.map((stream) => [INITIAL[stream], stream]));
const MAX_EPOCH = 16;
const [ZERO, NINE, SMALL_A, SMALL_Z] = [0x30, 0x39, 0x61, 0x7a];

export function formatPosition(parts: PositionParts): Position {
  return `${INITIAL[parts.stream]}.${parts.epoch}.${parts.partition}.${parts.major}-${parts.minor}`;
}

/**
 * By hand: it runs for every entry and every reader, and a pattern's match would be garbage six times its size.
 * @throws TelewireError BAD_POSITION
 */
export function parsePosition(position: string): PositionParts {
  const stream = BY_INITIAL.get(position.charAt(0));
  const epochEnd = position.indexOf(".", 2);
  const partitionEnd = position.indexOf(".", epochEnd + 1);
  const majorEnd = position.indexOf("-", partitionEnd + 1);
  const partition = digitsIn(position, epochEnd + 1, partitionEnd, 5);
  const major = digitsIn(position, partitionEnd + 1, majorEnd, 15);
  const minor = digitsIn(position, majorEnd + 1, position.length, 15);
  const isWhole = position.charAt(1) === "." && epochEnd > 2 && partitionEnd > epochEnd && majorEnd > partitionEnd;
  if (stream === undefined || !isWhole || !isEpoch(position, 2, epochEnd) || Number.isNaN(partition + major + minor))
    throw new TelewireError("BAD_POSITION");
  return { stream, epoch: position.slice(2, epochEnd), partition, major, minor };
}

/** NaN unless there are 1 to `most` digits and nothing else. */
function digitsIn(text: string, start: number, end: number, most: number): number {
  if (end <= start || end - start > most) return Number.NaN;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** 1 to 16 digits or small Latin letters. */
function isEpoch(text: string, start: number, end: number): boolean {
  if (end - start > MAX_EPOCH) return false;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!(code >= ZERO && code <= NINE) && !(code >= SMALL_A && code <= SMALL_Z)) return false;
  }
  return true;
}

/** Order of two positions of one stream, epoch and partition: negative, zero or positive. */
export function comparePositions(a: PositionParts, b: PositionParts): number {
  return a.major - b.major || a.minor - b.minor;
}
