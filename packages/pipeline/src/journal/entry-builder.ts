import { SCHEMA_VERSION } from "@telewire/contracts";
import type { DetectInput, Finding, NewDetectionEntry, NewMessageEntry } from "@telewire/contracts";
import { tickersOf } from "@telewire/detect";
import type { Anomaly } from "@telewire/detect";
import type { Logger } from "@telewire/kit";
import type { NewRecord } from "@telewire/log";
import type { TelegramEvent } from "@telewire/telegram";
import type { Alerts } from "../insight/alerts.ts";
import type { BareDetection, InsightState } from "../insight/insight-state.ts";
import type { PastFindings } from "../insight/past-findings.ts";
import type { NodeMetrics } from "../metrics/node-metrics.ts";
import { BoundedMap } from "./bounded-map.ts";
import { ChatContext } from "./chat-context.ts";
import type { ChatFilter } from "./chat-filter.ts";

export type Detect = (input: DetectInput) => readonly Finding[];

export interface EntryBuilderOptions {
  readonly sessionId: string;
  readonly accepts: ChatFilter;
  readonly detect: Detect;
  readonly insight: InsightState;
  readonly alerts: Alerts;
  /** Absent: only findings that the insight remembers are retracted. */
  readonly past?: PastFindings;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
}

const REMEMBERED_EVENTS = 1024;
const NO_FINDINGS: readonly Finding[] = [];
const NOTHING_UNUSUAL: readonly Anomaly[] = [];

/**
 * Turns the events of one session into entries of the log: message entries, and what an event says about addresses.
 * It remembers the last 1,024 events: one that comes twice, pushed and back-filled, is written once. An edit or a delete
 * retracts the findings that are gone.
 */
export class EntryBuilder {
  readonly #options: EntryBuilderOptions;
  readonly #context = new ChatContext();
  readonly #seen = new BoundedMap<string, true>(REMEMBERED_EVENTS);

  constructor(options: EntryBuilderOptions) {
    this.#options = options;
  }

  /** What must be awaited before these events are built, if anything: old findings are read back. */
  prepare(events: readonly TelegramEvent[]): Promise<void> | undefined {
    const { past, accepts } = this.#options;
    return past?.recall(events.filter((event) => event.kind !== "message" && accepts(event)));
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
    const anomalies = this.#buildDetections(event, findings, appendedAt, into);
    this.#options.alerts.build(event, anomalies, appendedAt, into);
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

  /** Returns what is unusual about the calls. */
  #buildDetections(
    event: TelegramEvent,
    findings: readonly Finding[],
    appendedAt: number,
    into: NewRecord[],
  ): readonly Anomaly[] {
    if (event.kind === "message" && findings.length === 0) return NOTHING_UNUSUAL;
    const unusual: Anomaly[] = [];
    const { metrics, insight } = this.#options;
    const now = new Map(findings.map((finding) => [findingKey(finding), finding]));
    for (const entry of insight.findings.of(event)) {
      if (now.delete(findingKey(entry))) continue;
      const retraction: NewDetectionEntry = { ...entry, kind: "retraction", trace: { ...event.trace, appendedAt } };
      insight.retract(retraction);
      into.push(detectionRecord(retraction));
      metrics.add("retractions");
    }
    for (const found of now.values()) {
      const { entry, anomalies } = insight.call(this.#detection(event, found, appendedAt));
      unusual.push(...anomalies);
      const record = detectionRecord(entry);
      insight.findings.set(entry, record.json);
      into.push(record);
      metrics.add("detections");
    }
    return unusual;
  }

  #detection(event: TelegramEvent, found: Finding, appendedAt: number): BareDetection {
    const { sessionId, chatId, messageId, chat, sender, forward } = event;
    const [ticker, ...others] = tickersOf(event.text);
    return {
      schemaVersion: SCHEMA_VERSION,
      kind: "detection",
      source: { sessionId, chatId, messageId },
      ...found,
      ...(chat.title === undefined ? {} : { chatTitle: chat.title }),
      ...(sender?.name === undefined ? {} : { senderName: sender.name }),
      ...(sender === undefined ? {} : { senderId: sender.id }),
      ...(forward?.fromId === undefined ? {} : { forwardFromId: forward.fromId }),
      ...(ticker === undefined || others.length > 0 ? {} : { ticker }),
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
