/** A node's listener without Telegram: events go through the real builder into the real log, and into the real archive. */
import { join } from "node:path";
import { openSqliteArchive } from "@telewire/archive";
import type { Archive } from "@telewire/archive";
import { SCHEMA_VERSION } from "@telewire/contracts";
import type { DetectionEntry, NewDetectionEntry, NewMessageEntry } from "@telewire/contracts";
import { detect } from "@telewire/detect";
import { silentLogger } from "@telewire/kit";
import { openEmbeddedLog } from "@telewire/log";
import type { EventLog, NewRecord } from "@telewire/log";
import { InsightService } from "../src/insight/insight-service.ts";
import { PastFindings } from "../src/insight/past-findings.ts";
import { validationOptions } from "../src/insight/validation-options.ts";
import { EntryBuilder } from "../src/journal/entry-builder.ts";
import { NodeMetrics } from "../src/metrics/node-metrics.ts";

export const MINT = "7GCihgDB8fe6KNjn2MYtkzZcRjQy3t9GHdC8uHYmW2hr";
export const START = Date.parse("2026-03-01T12:00:00.000Z");

export class InsightNode implements AsyncDisposable {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly service: InsightService;
  readonly #builders = new Map<string, EntryBuilder>();
  readonly #kill = new AbortController();
  #appendedAt = START;
  #writing: Promise<void> = Promise.resolve();

  private constructor(log: EventLog, archive: Archive, service: InsightService) {
    this.log = log;
    this.archive = archive;
    this.service = service;
  }

  static async open(directory: string): Promise<InsightNode> {
    const log = await openEmbeddedLog({ directory: join(directory, "log") });
    const archive = await openSqliteArchive({ file: join(directory, "archive.sqlite") });
    const service = new InsightService({
      log,
      archive,
      metrics: new NodeMetrics(),
      logger: silentLogger,
      options: validationOptions.parse({}),
    });
    const node = new InsightNode(log, archive, service);
    await service.start(node.#kill.signal);
    return node;
  }

  /** What an event becomes; written to the log. Returns the detections that it made. */
  async receive(event: NewMessageEntry): Promise<NewDetectionEntry[]> {
    const records: NewRecord[] = [];
    const builder = this.#builder(event.sessionId);
    await builder.prepare([event]);
    builder.build(event, ++this.#appendedAt, records);
    await this.write(event.sessionId, records);
    return records
      .filter(({ stream }) => stream === "detections")
      .map(({ json }) => JSON.parse(json) as NewDetectionEntry);
  }

  /** Ends without storing anything. */
  kill(): Promise<void> {
    this.#kill.abort();
    return this[Symbol.asyncDispose]();
  }

  write(sessionId: string, records: readonly NewRecord[]): Promise<void> {
    const written = this.#writing.then(async () => {
      const { lastBatch } = await this.log.loadState(sessionId);
      await this.log.append({ sessionId, fence: null, batch: lastBatch + 1, records });
    });
    this.#writing = written;
    return written;
  }

  /** As the consumer does: everything that the log holds, or what is not archived of it. */
  async archiveDetections(): Promise<void> {
    const records = await this.log.read("detections", 0, null, { limit: 100_000 });
    await this.archive.detections.write(records);
  }

  async written(): Promise<DetectionEntry[]> {
    const records = await this.log.read("detections", 0, null, { limit: 100_000 });
    return records.map(({ json }) => JSON.parse(json) as DetectionEntry);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service.drain();
    await this.log[Symbol.asyncDispose]();
    await this.archive[Symbol.asyncDispose]();
  }

  #builder(sessionId: string): EntryBuilder {
    let builder = this.#builders.get(sessionId);
    if (builder === undefined) {
      builder = new EntryBuilder({
        sessionId,
        accepts: () => true,
        detect,
        insight: this.service.state,
        alerts: this.service.alerts,
        past: new PastFindings({
          state: this.service.state,
          detections: this.archive.detections,
          metrics: new NodeMetrics(),
          logger: silentLogger,
        }),
        metrics: new NodeMetrics(),
        logger: silentLogger,
      });
      this.#builders.set(sessionId, builder);
    }
    return builder;
  }
}

/** A post of `sender` in channel `chat`, `second` seconds after the start. */
export function post(
  chat: number,
  id: number,
  second: number,
  text: string,
  { sender = 5, sessionId = "a" }: { readonly sender?: number; readonly sessionId?: string } = {},
): NewMessageEntry {
  const date = new Date(START + second * 1000).toISOString();
  const chatId = `-100${chat}`;
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: "message",
    sessionId,
    chatId,
    messageId: String(id),
    date,
    sender: { id: String(sender), kind: "user", name: `Sender ${sender}` },
    chat: { id: chatId, kind: "supergroup", title: `Chat ${chat}` },
    text,
    entities: [],
    surfaces: {},
    backfilled: false,
    trace: { telegramDate: date, receivedAt: 1, appendedAt: 0 },
  };
}

export function edited(event: NewMessageEntry, text: string, second: number): NewMessageEntry {
  return { ...event, kind: "edit", text, editDate: new Date(START + second * 1000).toISOString() };
}

export function deleted(event: NewMessageEntry): NewMessageEntry {
  const { sender: _, ...rest } = event;
  return { ...rest, kind: "delete", text: "" };
}
