import { formatPosition, SCHEMA_VERSION } from "@telewire/contracts";
import type { DetectionEntry, MessageEntry } from "@telewire/contracts";
import type { ArchivableEntry } from "../archive.ts";

export const EPOCH_START = Date.UTC(2026, 0, 1);

export interface Place {
  readonly epoch?: string;
  readonly partition?: number;
  readonly minor?: number;
}

export function position(
  stream: "messages" | "detections",
  major: number,
  { epoch = "e1", partition = 0, minor = 0 }: Place = {},
): string {
  return formatPosition({ stream, epoch, partition, major, minor });
}

/** An entry at place `major` of the log. */
export function messageAt(
  major: number,
  messageId: number,
  over: Partial<MessageEntry> = {},
  place: Place = {},
): ArchivableEntry {
  const id = position("messages", major, place);
  const date = new Date(EPOCH_START + messageId * 1000).toISOString();
  const entry: MessageEntry = {
    schemaVersion: SCHEMA_VERSION,
    id,
    kind: "message",
    sessionId: "s",
    chatId: "-100",
    messageId: String(messageId),
    date,
    sender: { id: "7", kind: "user", name: "Lena" },
    chat: { id: "-100", kind: "channel", title: "Chat" },
    text: `text ${messageId}`,
    entities: [],
    surfaces: {},
    backfilled: false,
    trace: { telegramDate: date, receivedAt: 1, appendedAt: 2 },
    ...over,
  };
  return { position: id, sessionId: entry.sessionId, chatId: entry.chatId, json: JSON.stringify(entry) };
}

/** A finding at place `major` of the log. */
export function detectionAt(
  major: number,
  address: string,
  over: Partial<DetectionEntry> = {},
  place: Place = {},
): ArchivableEntry {
  const id = position("detections", major, place);
  const date = new Date(EPOCH_START + major * 1000).toISOString();
  const entry: DetectionEntry = {
    schemaVersion: SCHEMA_VERSION,
    id,
    kind: "detection",
    family: "solana",
    address,
    display: address,
    role: "token",
    surface: "text",
    transforms: [],
    confidence: 0.9,
    reasons: [],
    flags: [],
    source: { sessionId: "s", chatId: "-100", messageId: String(major) },
    firstSeen: date,
    occurrences: 1,
    trace: { telegramDate: date, receivedAt: 1, appendedAt: 2 },
    ...over,
  };
  const { sessionId, chatId } = entry.source;
  return { position: id, sessionId, chatId, json: JSON.stringify(entry) };
}
