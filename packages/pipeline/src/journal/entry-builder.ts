import { SCHEMA_VERSION } from "@telewire/contracts";
import type { DetectInput, Finding, NewDetectionEntry, NewMessageEntry } from "@telewire/contracts";
import type { Logger } from "@telewire/kit";
import type { NewRecord } from "@telewire/log";
import type { TelegramEvent } from "@telewire/telegram";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import { BoundedMap } from "./bounded-map.ts";
import { ChatContext } from "./chat-context.ts";
import type { ChatFilter } from "./chat-filter.ts";
import type { Sightings } from "./sightings.ts";

export type Detect = (input: DetectInput) => readonly Finding[];

export interface EntryBuilderOptions {
  readonly sessionId: string;
  readonly accepts: ChatFilter;
  readonly detect: Detect;
  readonly sightings: Sightings;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
}

const REMEMBERED_EVENTS = 1024;
const REMEMBERED_DETECTIONS = 2048;
const NO_FINDINGS: readonly Finding[] = [];

/**
 * Turns the events of one session into entries of the log: message entries, and what an event says about addresses.
 * It remembers the last 1,024 events (one that comes twice, pushed and back-filled, is written once) and the findings
 * of the last 2,048 messages with any (an edit or a delete retracts those that are gone).
 */
export class EntryBuilder {
  readonly #options: EntryBuilderOptions;
  readonly #context = new ChatContext();
  readonly #seen = new BoundedMap<string, true>(REMEMBERED_EVENTS);
  readonly #found = new BoundedMap<string, readonly NewDetectionEntry[]>(REMEMBERED_DETECTIONS);

  constructor(options: EntryBuilderOptions) {
    this.#options = options;
  }

  /** Appends the event's records to `into`; none when its chat is not monitored or it was seen before. */
  build(event: TelegramEvent, appendedAt: number, into: NewRecord[]): boolean {
    const { accepts, metrics } = this.#options;
    metrics.add("messagesReceived");
    if (!accepts(event)) {
      metrics.add("messagesFiltered");
      return false;
    }
    const source = `${event.chatId}/${event.messageId}`;
    const seenKey = `${event.kind}/${source}/${event.editDate ?? ""}`;
    if (this.#seen.has(seenKey)) {
      metrics.add("messagesRepeated");
      return false;
    }
    this.#seen.set(seenKey, true);
    const findings = event.kind === "delete" ? NO_FINDINGS : this.#detect(event);
    into.push(messageRecord(event, findings.length, appendedAt));
    this.#buildDetections(event, source, findings, appendedAt, into);
    return true;
  }

  #detect(event: TelegramEvent): readonly Finding[] {
    const previous = event.kind === "message" ? this.#context.advance(event) : undefined;
    const { text, entities, surfaces } = event;
    try {
      const findings = this.#options.detect({
        text,
        entities,
        surfaces,
        ...(previous === undefined ? {} : { previous }),
      });
      return findings.filter(({ flags }) => !flags.includes("ignored"));
    } catch (error) {
      this.#options.metrics.add("detectFailures");
      this.#options.metrics.add("errors");
      const { sessionId, logger } = this.#options;
      logger.error(
        { err: error, sessionId, chatId: event.chatId, messageId: event.messageId },
        "the detector failed on a message",
      );
      return NO_FINDINGS;
    }
  }

  #buildDetections(
    event: TelegramEvent,
    source: string,
    findings: readonly Finding[],
    appendedAt: number,
    into: NewRecord[],
  ): void {
    const known = this.#found.get(source) ?? [];
    if (known.length === 0 && findings.length === 0) return;
    const { metrics } = this.#options;
    const now = new Map(findings.map((finding) => [findingKey(finding), finding]));
    const kept: NewDetectionEntry[] = [];
    for (const entry of known) {
      const key = findingKey(entry);
      if (now.delete(key)) {
        kept.push(entry);
        continue;
      }
      into.push(detectionRecord({ ...entry, kind: "retraction", trace: { ...event.trace, appendedAt } }));
      metrics.add("retractions");
    }
    for (const found of now.values()) {
      const entry = this.#detectionEntry(event, source, found, appendedAt);
      into.push(detectionRecord(entry));
      kept.push(entry);
      metrics.add("detections");
    }
    if (kept.length > 0) this.#found.set(source, kept);
    else this.#found.delete(source);
  }

  #detectionEntry(event: TelegramEvent, source: string, found: Finding, appendedAt: number): NewDetectionEntry {
    const { sessionId, chatId, messageId, chat, sender } = event;
    return {
      schemaVersion: SCHEMA_VERSION,
      kind: "detection",
      source: { sessionId, chatId, messageId },
      ...found,
      ...(chat.title === undefined ? {} : { chatTitle: chat.title }),
      ...(sender?.name === undefined ? {} : { senderName: sender.name }),
      ...(sender === undefined ? {} : { senderId: sender.id }),
      ...this.#options.sightings.record(`${found.family}:${found.address}`, source, event.date),
      trace: { ...event.trace, appendedAt },
    };
  }
}

function messageRecord(event: NewMessageEntry, detections: number, appendedAt: number): NewRecord {
  const { schemaVersion, kind, sessionId, chatId, ...rest } = event;
  const entry: NewMessageEntry = {
    schemaVersion,
    kind,
    sessionId,
    chatId,
    ...rest,
    ...(detections === 0 ? {} : { detections }),
    trace: { ...rest.trace, appendedAt },
  };
  return { stream: "messages", kind, chatId, json: JSON.stringify(entry) };
}

function detectionRecord(entry: NewDetectionEntry): NewRecord {
  return { stream: "detections", kind: entry.kind, chatId: entry.source.chatId, json: JSON.stringify(entry) };
}

function findingKey({ family, address, surface }: Pick<Finding, "family" | "address" | "surface">): string {
  return `${family}/${address}/${surface}`;
}
