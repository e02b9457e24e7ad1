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
const PATTERN = /^([mdsa])\.([a-z0-9]{1,16})\.(\d{1,5})\.(\d{1,15})-(\d{1,15})$/;

export function formatPosition(parts: PositionParts): Position {
  return `${INITIAL[parts.stream]}.${parts.epoch}.${parts.partition}.${parts.major}-${parts.minor}`;
}

/** @throws TelewireError BAD_POSITION */
export function parsePosition(position: string): PositionParts {
  const match = PATTERN.exec(position);
  const stream = match?.[1] === undefined ? undefined : BY_INITIAL.get(match[1]);
  if (match === null || stream === undefined) throw new TelewireError("BAD_POSITION");
  const [, , epoch = "", partition, major, minor] = match;
  return { stream, epoch, partition: Number(partition), major: Number(major), minor: Number(minor) };
}

/** Order of two positions of one stream, epoch and partition: negative, zero or positive. */
export function comparePositions(a: PositionParts, b: PositionParts): number {
  return a.major - b.major || a.minor - b.minor;
}
