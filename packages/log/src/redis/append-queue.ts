import { STREAMS, TelewireError } from "@telewire/contracts";
import { AppendHealth } from "../append-health.ts";
import type { AppendBatch, AppendResult } from "../event-log.ts";
import { Script } from "./connection.ts";
import { newEpoch } from "./epoch.ts";
import type { Argument, RedisConnection } from "./connection.ts";
import { positionOf } from "./entry-codec.ts";
import type { Keys } from "./keys.ts";

export interface AppendQueueOptions {
  readonly connection: RedisConnection;
  readonly keys: Keys;
  readonly partition: number;
}

interface Pending {
  readonly batch: AppendBatch;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

const APPEND = new Script("append.lua");
/** Lua can unpack a few thousand values at most; a call this large takes some milliseconds. */
const MAX_ARGUMENTS = 4000;
const STREAM_NUMBER = new Map(STREAMS.map((stream, index) => [stream, index + 1]));

/** Writes to one partition: one call in flight, what arrives meanwhile goes together in the next. */
export class AppendQueue {
  readonly health = new AppendHealth();
  readonly #options: AppendQueueOptions;
  #pending: Pending[] = [];
  #isWriting = false;

  constructor(options: AppendQueueOptions) {
    this.#options = options;
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ batch, resolve, reject });
      if (!this.#isWriting && this.#pending.length === 1) setImmediate(() => void this.#writeAll());
    });
  }

  async #writeAll(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#pending.length > 0) {
      const taken = this.#take();
      try {
        await this.#write(taken);
        this.health.succeeded();
      } catch (error) {
        this.health.failed(error);
        for (const { reject } of taken) reject(error);
      }
    }
    this.#isWriting = false;
  }

  #take(): Pending[] {
    let size = 0;
    let count = 0;
    for (const { batch } of this.#pending) {
      size += 4 + batch.records.length * 2 + Object.keys(batch.state ?? {}).length * 3;
      if (count > 0 && size > MAX_ARGUMENTS) break;
      count += 1;
    }
    return this.#pending.splice(0, count);
  }

  async #write(taken: readonly Pending[]): Promise<void> {
    const { connection, keys, partition } = this.#options;
    const names: string[] = [];
    const args: Argument[] = [taken.length, newEpoch()];
    for (const { batch } of taken) {
      names.push(
        keys.lease(batch.sessionId, partition),
        keys.lastBatch(batch.sessionId, partition),
        keys.state(batch.sessionId, partition),
      );
      encode(batch, args);
    }
    names.push(...STREAMS.map((stream) => keys.stream(stream, partition)), keys.epoch(partition));
    const [epoch, ...replies] = (await connection.eval(APPEND, names, args)) as readonly [
      string,
      ...(number | readonly string[])[],
    ];
    taken.forEach(({ batch, resolve, reject }, index) => {
      const reply = replies[index];
      if (reply === -1) reject(new TelewireError("STALE_OWNER"));
      else if (!Array.isArray(reply)) resolve({ positions: [], repeated: true });
      else
        resolve({
          positions: batch.records.map(({ stream }, record) =>
            positionOf({ stream, partition, epoch }, String(reply[record])),
          ),
          repeated: false,
        });
    });
  }
}

function encode({ fence, batch, records, state = {} }: AppendBatch, args: Argument[]): void {
  const changes = Object.entries(state);
  args.push(fence ?? "", batch, changes.length, records.length);
  for (const [key, value] of changes) args.push(value === null ? "D" : "S", key, value ?? "");
  for (const { stream, json } of records) args.push(STREAM_NUMBER.get(stream) ?? 0, json);
}
