import { formatPosition } from "@telewire/contracts";
import type { EntryKind, Position, StreamName } from "@telewire/contracts";
import type { LogRecord } from "../event-log.ts";

/** What `XRANGE`, `XREAD` and their like answer for an entry: id and fields; a deleted entry has no fields. */
export type RawEntry = readonly [id: string, fields: readonly string[] | null];

export interface StreamPlace {
  readonly stream: StreamName;
  readonly partition: number;
  readonly epoch: string;
}

export const BEFORE_ALL = "0-0";

/** The order in which entries are written: version, kind, session, chat; a detection has them in its source. */
const HEAD =
  /^\{"schemaVersion":"[^"]*","kind":"([^"\\]*)",(?:"source":\{)?"sessionId":"([^"\\]*)"(?:,"chatId":"([^"\\]*)")?/;

export function positionOf({ stream, partition, epoch }: StreamPlace, entryId: string): Position {
  const cut = entryId.indexOf("-");
  return formatPosition({
    stream,
    epoch,
    partition,
    major: Number(entryId.slice(0, cut)),
    minor: Number(entryId.slice(cut + 1)),
  });
}

export function recordOf(place: StreamPlace, [entryId, fields]: RawEntry): LogRecord {
  const position = positionOf(place, entryId);
  const json = fields?.[1] ?? "{}";
  const { stream, partition } = place;
  return { position, stream, partition, ...headOf(json), json: `{"id":"${position}",${json.slice(1)}` };
}

function headOf(json: string): Pick<LogRecord, "kind" | "sessionId" | "chatId"> {
  const match = HEAD.exec(json);
  if (match !== null) return { kind: match[1] as EntryKind, sessionId: match[2] ?? "", chatId: match[3] ?? "" };
  const entry = JSON.parse(json) as {
    readonly kind?: string;
    readonly sessionId?: string;
    readonly chatId?: string;
    readonly source?: { readonly sessionId?: string; readonly chatId?: string };
  };
  return {
    kind: entry.kind as EntryKind,
    sessionId: entry.sessionId ?? entry.source?.sessionId ?? "",
    chatId: entry.chatId ?? entry.source?.chatId ?? "",
  };
}

/** Fields and values as a map, however the answer is shaped. */
export function fieldsOf(reply: unknown): Map<string, unknown> {
  if (reply instanceof Map) return reply as Map<string, unknown>;
  if (!Array.isArray(reply)) return new Map(Object.entries((reply ?? {}) as Record<string, unknown>));
  return new Map(
    Array.from({ length: reply.length / 2 }, (_, index) => [String(reply[index * 2]), reply[index * 2 + 1] as unknown]),
  );
}

/** The entries of each stream in an answer of `XREAD` or `XREADGROUP`; none when nothing came in time. */
export function streamsOf(reply: unknown): ReadonlyMap<string, readonly RawEntry[]> {
  const isPaired = Array.isArray(reply) && Array.isArray(reply[0]);
  return (isPaired ? new Map(reply as [string, RawEntry[]][]) : fieldsOf(reply)) as ReadonlyMap<
    string,
    readonly RawEntry[]
  >;
}

/** Order of two entry ids. */
export function isBefore(a: string, b: string): boolean {
  const [aMajor = 0, aMinor = 0] = a.split("-").map(Number);
  const [bMajor = 0, bMinor = 0] = b.split("-").map(Number);
  return aMajor < bMajor || (aMajor === bMajor && aMinor < bMinor);
}

/** A text answer, or what stands for none. */
export function textOf(reply: unknown, none: string): string {
  return typeof reply === "string" ? reply : none;
}
