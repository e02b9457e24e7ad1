import { parsePosition } from "@telewire/contracts/position";
import type { Position } from "@telewire/contracts";
import type { WorkerCalls } from "@telewire/kit";
import type { Delivery, GroupConsumer, LogRecord } from "../event-log.ts";
import type { EntryRow } from "./entry-store.ts";
import type { DeliveredRow, GroupRef } from "./group-store.ts";
import type { Operations } from "./protocol.ts";

export interface EmbeddedGroupConsumerOptions {
  readonly link: WorkerCalls<Operations>;
  readonly ref: GroupRef;
  readonly toRecord: (partition: number, row: EntryRow) => LogRecord;
  /** Called after every append. */
  readonly wakers: Set<() => void>;
}

export class EmbeddedGroupConsumer implements GroupConsumer {
  readonly #options: EmbeddedGroupConsumerOptions;

  constructor(options: EmbeddedGroupConsumerOptions) {
    this.#options = options;
  }

  async read({ limit, waitMs, signal }: { limit: number; waitMs: number; signal?: AbortSignal }): Promise<Delivery[]> {
    const { link, ref, wakers } = this.#options;
    const deadline = performance.now() + waitMs;
    for (;;) {
      const { promise: appended, resolve } = Promise.withResolvers<void>();
      const wake = (): void => resolve();
      wakers.add(wake);
      const timer = setTimeout(wake, Math.max(0, deadline - performance.now()));
      signal?.addEventListener("abort", wake);
      try {
        if (signal?.aborted === true) return [];
        const rows = await link.call("groupRead", ref, limit);
        if (rows.length > 0) return rows.map((row) => this.#toDelivery(row));
        if (performance.now() >= deadline) return [];
        await appended;
      } finally {
        clearTimeout(timer);
        wakers.delete(wake);
        signal?.removeEventListener("abort", wake);
      }
    }
  }

  async claim({ limit, minIdleMs }: { limit: number; minIdleMs: number }): Promise<Delivery[]> {
    const { link, ref } = this.#options;
    return (await link.call("groupClaim", ref, limit, minIdleMs)).map((row) => this.#toDelivery(row));
  }

  ack(positions: readonly Position[]): Promise<void> {
    const acked = positions.map((position) => {
      const { partition, major } = parsePosition(position);
      return { partition, seq: major };
    });
    return this.#options.link.call("groupAck", this.#options.ref, acked);
  }

  deadLetter({ position, deliveryCount, json }: Delivery, reason: string): Promise<void> {
    const { partition, major } = parsePosition(position);
    return this.#options.link.call(
      "groupDeadLetter",
      this.#options.ref,
      { partition, seq: major, count: deliveryCount, json },
      reason,
    );
  }

  lag(): Promise<{ readonly pending: number; readonly undelivered: number }> {
    return this.#options.link.call("groupLag", this.#options.ref);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #toDelivery(row: DeliveredRow): Delivery {
    const { position, stream, partition, kind, sessionId, chatId, json } = this.#options.toRecord(row.partition, row);
    return { position, stream, partition, kind, sessionId, chatId, json, deliveryCount: row.count };
  }
}
