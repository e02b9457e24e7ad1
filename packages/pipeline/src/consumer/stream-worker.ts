import { setTimeout as sleep } from "node:timers/promises";
import { READABLE_SCHEMA_VERSIONS, TelewireError } from "@telewire/contracts";
import { Backoff, systemClock } from "@telewire/kit";
import type { Clock, Logger } from "@telewire/kit";
import type { Delivery, GroupConsumer } from "@telewire/log";
import type { NodeMetrics } from "../metrics/node-metrics.ts";

export interface StreamWorkerOptions {
  readonly name: string;
  /** Opens the consumer of the group; called again after the log was away. */
  readonly open: () => Promise<GroupConsumer>;
  /** Writes entries to the archive, all or none; idempotent. */
  readonly write: (entries: readonly Delivery[]) => Promise<unknown>;
  readonly batchSize: number;
  readonly batchWaitMs: number;
  readonly claimIdleMs: number;
  readonly maxDeliveries: number;
  readonly onLag: () => void;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
  readonly clock?: Clock;
}

const READ_WAIT_MS = 2000;
const VERSION_LABEL = '"schemaVersion":"';
/** An entry's version is among its first fields. */
const VERSION_WITHIN = 256;

/**
 * Moves one stream into the archive: reads a batch, writes it, acks what is committed. A batch that fails is halved until
 * the entries that cannot be written stand alone; those stay unacked, come back by claim, and go to the dead letters
 * after `maxDeliveries`. An archive or log that is away is waited for.
 */
export class StreamWorker {
  readonly #options: StreamWorkerOptions;
  readonly #clock: Clock;
  #isWaiting = false;
  #claimAt = 0;
  #lag = 0;

  constructor(options: StreamWorkerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Waiting for an archive or a log that is away. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Entries that the group has not acked, as of the last look. */
  get lag(): number {
    return this.#lag;
  }

  /** Works until `signal` aborts; the batch in hand is then finished. `abandon` aborts waiting as well. */
  async run(signal: AbortSignal, abandon: AbortSignal): Promise<void> {
    const backoff = new Backoff({ initialMs: 100, maxMs: 5000 });
    while (!signal.aborted) {
      try {
        await using consumer = await this.#options.open();
        while (!signal.aborted) {
          await this.#step(consumer, signal, abandon);
          this.#isWaiting = false;
          backoff.reset();
        }
      } catch (error) {
        if (abandon.aborted) return;
        this.#fail(error, backoff.attempt === 0, "the consumer cannot go on: trying again");
        await pause(backoff, signal);
      }
    }
  }

  async #step(consumer: GroupConsumer, signal: AbortSignal, abandon: AbortSignal): Promise<void> {
    await this.#process(consumer, await this.#gather(consumer, signal), abandon);
    if (signal.aborted || this.#clock.monotonic() < this.#claimAt) return;
    const { batchSize, claimIdleMs } = this.#options;
    const claimed = await consumer.claim({ limit: batchSize, minIdleMs: claimIdleMs });
    await this.#process(consumer, claimed, abandon);
    const { pending, undelivered } = await consumer.lag();
    this.#lag = pending + undelivered;
    this.#options.onLag();
    this.#claimAt = this.#clock.monotonic() + (claimed.length === batchSize ? 0 : Math.min(claimIdleMs, READ_WAIT_MS));
  }

  /** A full batch, or what comes within `batchWaitMs` of the first entry. */
  async #gather(consumer: GroupConsumer, signal: AbortSignal): Promise<Delivery[]> {
    const { batchSize, batchWaitMs } = this.#options;
    const gathered = await consumer.read({ limit: batchSize, waitMs: READ_WAIT_MS, signal });
    if (gathered.length === 0) return gathered;
    const until = this.#clock.monotonic() + batchWaitMs;
    for (;;) {
      const remaining = until - this.#clock.monotonic();
      if (gathered.length >= batchSize || remaining <= 0 || signal.aborted) return gathered;
      // A pause instead of a blocking read: that would return with each single entry.
      await sleep(remaining, undefined, { signal }).catch(() => undefined);
      gathered.push(...(await consumer.read({ limit: batchSize - gathered.length, waitMs: 0 })));
    }
  }

  async #process(consumer: GroupConsumer, deliveries: readonly Delivery[], abandon: AbortSignal): Promise<void> {
    if (deliveries.length === 0) return;
    const failed: { readonly delivery: Delivery; readonly error: unknown }[] = [];
    const written = await this.#writeSplitting(deliveries, failed, abandon);
    if (written.length > 0) await consumer.ack(written.map(({ position }) => position));
    this.#options.metrics.add("entriesArchived", written.length);
    for (const { delivery, error } of failed) await this.#refuse(consumer, delivery, error);
  }

  async #writeSplitting(
    deliveries: readonly Delivery[],
    failed: { readonly delivery: Delivery; readonly error: unknown }[],
    abandon: AbortSignal,
  ): Promise<readonly Delivery[]> {
    try {
      await this.#write(deliveries, abandon);
      return deliveries;
    } catch (error) {
      if (abandon.aborted) throw error;
      const [only] = deliveries;
      if (deliveries.length === 1 && only !== undefined) {
        failed.push({ delivery: only, error });
        return [];
      }
      const middle = Math.ceil(deliveries.length / 2);
      const first = await this.#writeSplitting(deliveries.slice(0, middle), failed, abandon);
      const second = await this.#writeSplitting(deliveries.slice(middle), failed, abandon);
      return [...first, ...second];
    }
  }

  /** Waits as long as the archive is away; throws what is wrong with the entries. */
  async #write(deliveries: readonly Delivery[], abandon: AbortSignal): Promise<void> {
    const { write, metrics, logger, name } = this.#options;
    for (const delivery of deliveries) assertReadable(delivery);
    const backoff = new Backoff({ initialMs: 100, maxMs: 5000 });
    for (;;) {
      const startedAt = this.#clock.monotonic();
      try {
        await write(deliveries);
        const tookMs = this.#clock.monotonic() - startedAt;
        metrics.add("batchesWritten");
        metrics.add("batchMs", tookMs);
        metrics.archiveBatch.observe(tookMs / 1000);
        if (backoff.attempt > 0) logger.info({ stream: name }, "the archive takes writes again");
        this.#isWaiting = false;
        return;
      } catch (error) {
        metrics.add("batchFailures");
        if (!isAway(error)) throw error;
        this.#fail(error, backoff.attempt === 0, "the archive cannot be written: trying again");
      }
      await backoff.wait(abandon);
    }
  }

  async #refuse(consumer: GroupConsumer, delivery: Delivery, error: unknown): Promise<void> {
    const { maxDeliveries, metrics, logger, name } = this.#options;
    const { position, deliveryCount } = delivery;
    metrics.add("errors");
    if (deliveryCount < maxDeliveries) {
      logger.warn(
        { err: error, stream: name, position, deliveryCount },
        "an entry cannot be archived: it will be tried again",
      );
      return;
    }
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await consumer.deadLetter(delivery, reason.slice(0, 500));
    metrics.add("deadLetters");
    logger.error({ err: error, stream: name, position, deliveryCount }, "an entry was moved to the dead letters");
  }

  #fail(error: unknown, isFirst: boolean, message: string): void {
    const { metrics, logger, name } = this.#options;
    this.#isWaiting = true;
    metrics.add("errors");
    if (isFirst) logger.warn({ err: error, stream: name }, message);
  }
}

/** @throws TypeError for an entry of a schema version that this node does not know */
function assertReadable({ json }: Delivery): void {
  const at = json.indexOf(VERSION_LABEL) + VERSION_LABEL.length;
  const version = at < VERSION_LABEL.length || at > VERSION_WITHIN ? "" : json.slice(at, json.indexOf('"', at));
  if (!READABLE_SCHEMA_VERSIONS.includes(version))
    throw new TypeError(`unreadable schema version "${version.slice(0, 32)}"`);
}

function isAway(error: unknown): boolean {
  return error instanceof TelewireError && (error.code === "ARCHIVE_UNAVAILABLE" || error.code === "LOG_UNAVAILABLE");
}

async function pause(backoff: Backoff, signal: AbortSignal): Promise<void> {
  await backoff.wait(signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
