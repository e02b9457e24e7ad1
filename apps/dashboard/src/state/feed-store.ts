import type { DetectionEntry, MessageEntry, MessageRef, ServerFrame } from "@telewire/contracts";
import { Ring } from "./ring.ts";

const CAPACITY = 5000;
const CHANNEL_PREFIX = "-100";
const MAX_VERSIONS = 5;
const MAX_BEFORE = 8;
const MAX_OTHERS = 20;

export interface DetectionRow {
  readonly key: string;
  readonly entry: DetectionEntry;
  readonly isRetracted: boolean;
  /** Epoch ms; null when it stands, or when that is not known. */
  readonly retractedAt: number | null;
  /** Socket to WebSocket, by the server's clock; null for what was loaded from the archive. */
  readonly latencyMs: number | null;
}

export interface MessageRow {
  readonly key: string;
  /** As it stands, or stood before it was deleted. */
  readonly entry: MessageEntry;
  /** What it said, oldest first; of many edits the newest. */
  readonly versions: readonly MessageEntry[];
  readonly isEdited: boolean;
  readonly isDeleted: boolean;
  readonly latencyMs: number;
}

export interface Missed {
  readonly topic: string;
  readonly reason: string;
  readonly at: number;
}

export interface FeedSnapshot {
  readonly detections: readonly DetectionRow[];
  readonly messages: readonly MessageRow[];
  readonly missed: readonly Missed[];
  /** Since the page was opened. */
  readonly totals: { readonly detections: number; readonly messages: number };
}

/** Calls back once, before the next picture is drawn. A hidden page draws none: then soon. */
export type Schedule = (flush: () => void) => void;

const beforeNextPicture: Schedule = (flush) => {
  if (document.hidden) setTimeout(flush, 250);
  else requestAnimationFrame(flush);
};

/** What the feeds show. Frames of one picture are applied together, so that the page draws once however many come. */
export class FeedStore {
  readonly #detections = new Ring<DetectionRow>(CAPACITY);
  readonly #messages = new Ring<MessageRow>(CAPACITY);
  readonly #detectionKeys = new Map<string, DetectionRow>();
  readonly #messageKeys = new Map<string, MessageRow>();
  readonly #listeners = new Set<() => void>();
  readonly #schedule: Schedule;
  #pending: { readonly topic: string; readonly frame: ServerFrame }[] = [];
  #missed: readonly Missed[] = [];
  #totals = { detections: 0, messages: 0 };
  #snapshot: FeedSnapshot = { detections: [], messages: [], missed: [], totals: this.#totals };

  constructor(schedule: Schedule = beforeNextPicture) {
    this.#schedule = schedule;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): FeedSnapshot => this.#snapshot;

  detection(key: string): DetectionRow | undefined {
    return this.#detectionKeys.get(key);
  }

  message(key: string): MessageRow | undefined {
    return this.#messageKeys.get(key);
  }

  /** The message that a detection was made from, when it is in the feed. */
  findMessage(source: MessageRef): MessageRow | undefined {
    return this.#messageKeys.get(messageKey(source));
  }

  /** The messages of its chat just before a message, newest first. */
  before(row: MessageRow): readonly MessageRow[] {
    const rows = this.#messages.items;
    return rows
      .slice(rows.indexOf(row) + 1)
      .filter(({ entry }) => entry.chatId === row.entry.chatId)
      .slice(0, MAX_BEFORE);
  }

  /** The newest other detections of the same address. */
  sameAddress({ key, entry: { family, address } }: DetectionRow): readonly DetectionRow[] {
    return this.#detections.items
      .filter(({ key: other, entry }) => entry.address === address && entry.family === family && other !== key)
      .slice(0, MAX_OTHERS);
  }

  receive(topic: string, frame: ServerFrame): void {
    if (this.#pending.length === 0) this.#schedule(() => this.#flush());
    this.#pending.push({ topic, frame });
  }

  /** Detections from the archive, newest first; those that are shown already, or come from a second session, are passed over. */
  loadDetections(entries: readonly DetectionEntry[]): void {
    const rows = new Map<string, DetectionRow>();
    for (const entry of entries) {
      const key = detectionKey(entry);
      const isRetracted = entry.kind === "retraction";
      const retractedAt = isRetracted ? entry.trace.receivedAt : null;
      if (!this.#detectionKeys.has(key)) rows.set(key, { key, entry, isRetracted, retractedAt, latencyMs: null });
    }
    for (const row of this.#detections.append([...rows.values()])) this.#detectionKeys.set(row.key, row);
    this.#publish();
  }

  forgetMissed(): void {
    this.#missed = [];
    this.#publish();
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = [];
    const detections = new Changes(this.#detectionKeys);
    const messages = new Changes(this.#messageKeys);
    for (const { topic, frame } of pending) {
      switch (frame.type) {
        case "DETECTION":
        case "DETECTION_UPDATED":
        case "DETECTION_RETRACTED":
          detections.put(detectionRow(frame, detections.get(detectionKey(frame.data))));
          break;
        case "NEW_MESSAGE":
        case "MESSAGE_EDITED":
        case "MESSAGE_DELETED":
          messages.put(messageRow(frame, messages.get(messageKey(frame.data))));
          break;
        case "GAP":
          this.#missed = [{ topic, reason: frame.data.reason, at: frame.timestamp }, ...this.#missed].slice(0, 50);
          break;
        default:
      }
    }
    this.#totals = {
      detections: this.#totals.detections + detections.apply(this.#detections),
      messages: this.#totals.messages + messages.apply(this.#messages),
    };
    this.#publish();
  }

  #publish(): void {
    this.#snapshot = {
      detections: this.#detections.items,
      messages: this.#messages.items,
      missed: this.#missed,
      totals: this.#totals,
    };
    for (const listener of this.#listeners) listener();
  }
}

/** New and changed rows of one picture. */
class Changes<Row extends { readonly key: string }> {
  readonly #known: Map<string, Row>;
  readonly #added = new Map<string, Row>();
  readonly #changed = new Map<string, Row>();

  constructor(known: Map<string, Row>) {
    this.#known = known;
  }

  get(key: string): Row | undefined {
    return this.#added.get(key) ?? this.#changed.get(key) ?? this.#known.get(key);
  }

  put(row: Row): void {
    const isNew = !this.#known.has(row.key);
    (isNew ? this.#added : this.#changed).set(row.key, row);
  }

  /** How many were new. */
  apply(ring: Ring<Row>): number {
    ring.replace(this.#changed, ({ key }) => key);
    for (const [key, row] of this.#changed) this.#known.set(key, row);
    for (const [key, row] of this.#added) this.#known.set(key, row);
    for (const { key } of ring.push([...this.#added.values()])) this.#known.delete(key);
    return this.#added.size;
  }
}

type DetectionFrame = Extract<ServerFrame, { type: "DETECTION" | "DETECTION_UPDATED" | "DETECTION_RETRACTED" }>;
type MessageFrame = Extract<ServerFrame, { type: "NEW_MESSAGE" | "MESSAGE_EDITED" | "MESSAGE_DELETED" }>;

function detectionRow({ type, data, timestamp }: DetectionFrame, before: DetectionRow | undefined): DetectionRow {
  if (before !== undefined && type === "DETECTION" && isOtherSessions(data.source, before.entry.source)) return before;
  const isUpdate = type === "DETECTION_UPDATED";
  const isRetracted = type === "DETECTION_RETRACTED" || (isUpdate && before?.isRetracted === true);
  const entry = isUpdate && before !== undefined ? { ...data, trace: before.entry.trace } : data;
  return {
    key: detectionKey(data),
    entry: type === "DETECTION_RETRACTED" && before !== undefined ? before.entry : entry,
    isRetracted,
    retractedAt: isRetracted ? (before?.retractedAt ?? timestamp) : null,
    latencyMs: before?.latencyMs ?? latencyOf(timestamp, data),
  };
}

function messageRow({ type, data, timestamp }: MessageFrame, before: MessageRow | undefined): MessageRow {
  if (before !== undefined && type === "NEW_MESSAGE" && isOtherSessions(data, before.entry)) return before;
  const isDeleted = type === "MESSAGE_DELETED";
  return {
    key: messageKey(data),
    entry: isDeleted && before !== undefined ? before.entry : data,
    versions: isDeleted && before !== undefined ? before.versions : withVersion(before?.versions ?? [], data),
    isEdited: type === "MESSAGE_EDITED" || (before?.isEdited ?? false),
    isDeleted,
    latencyMs: before?.latencyMs ?? latencyOf(timestamp, data),
  };
}

/** Epoch ms. The trace of a retraction from the archive is that of the taking back; a first call's date is known. */
export function calledAt({ entry: { kind, trace, firstSeen, occurrences } }: DetectionRow): number {
  return kind === "retraction" && occurrences === 1 ? Date.parse(firstSeen) : trace.receivedAt;
}

/** Another session's copy of what is shown already: it says nothing new, and may come late. */
function isOtherSessions(data: MessageRef, shown: MessageRef): boolean {
  return data.sessionId !== shown.sessionId;
}

function withVersion(versions: readonly MessageEntry[], entry: MessageEntry): readonly MessageEntry[] {
  const last = versions.at(-1);
  // The date alone does not tell: it has seconds, and a second may have two edits.
  const isKnown = last !== undefined && last.editDate === entry.editDate && last.text === entry.text;
  return isKnown ? [...versions.slice(0, -1), entry] : [...versions, entry].slice(-MAX_VERSIONS);
}

/** The frame's time has no fraction of a millisecond. */
function latencyOf(timestamp: number, { trace }: DetectionEntry | MessageEntry): number {
  return Math.max(0, timestamp - trace.receivedAt);
}

function detectionKey({ source, family, address, surface }: DetectionEntry): string {
  return [messageKey(source), family, address, surface].join("/");
}

/** A message of a channel or supergroup is the same for all sessions that receive it, and is shown once. */
export function messageKey({ sessionId, chatId, messageId }: MessageRef): string {
  return chatId.startsWith(CHANNEL_PREFIX) ? `${chatId}/${messageId}` : `${sessionId}/${chatId}/${messageId}`;
}
