import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordStore } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { Clock } from "@telewire/kit";

const NAMESPACE = "idempotency";
const TTL_MS = 86_400_000;
const KEY = /^[\x21-\x7e]{1,255}$/;
/** How long a request waits for the first one with its key, here or on another node. */
const IN_FLIGHT_MS = 10_000;
const LOOK_MS = 50;

interface Stored {
  /** Digest of the request. */
  readonly request: string;
  /** Null while the first request is on its way. */
  readonly answer: unknown;
}

export interface IdempotentRun<Result> {
  readonly result: Result;
  /** The answer is that of an earlier request. */
  readonly replayed: boolean;
}

/**
 * One effect for each key: the first request with a key runs, the others get its answer, for 24 hours, on all nodes.
 * After a crash in between, the repeated request runs again with the same `randomId`, by which Telegram drops a second message.
 */
export class Idempotency {
  readonly #records: RecordStore;
  readonly #clock: Clock;

  constructor(records: RecordStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** @throws TelewireError VALIDATION_FAILED, IDEMPOTENCY_MISMATCH, and what `run` throws */
  async once<Result>(
    keyId: string,
    key: string,
    request: unknown,
    run: (randomId: string) => Promise<Result>,
  ): Promise<IdempotentRun<Result>> {
    if (!KEY.test(key))
      throw new TelewireError("VALIDATION_FAILED", {
        details: { problems: [{ field: "Idempotency-Key", problem: "is not 1 to 255 visible characters" }] },
      });
    const id = digestOf([keyId, key]);
    const own: Stored = { request: digestOf(request), answer: null };
    const expiresAt = Math.round(this.#clock.now() + TTL_MS);
    if (!(await this.#records.putIfAbsent(NAMESPACE, id, JSON.stringify(own), expiresAt))) {
      const answer = await this.#awaitAnswer(id, own.request);
      if (answer !== null) return { result: answer as Result, replayed: true };
    }
    try {
      const result = await run(randomIdOf(id));
      await this.#records.put(NAMESPACE, id, JSON.stringify({ ...own, answer: result }), expiresAt);
      return { result, replayed: false };
    } catch (error) {
      await this.#records.delete(NAMESPACE, id);
      throw error;
    }
  }

  /** The first request's answer; null when it never came: its node died, or it failed. */
  async #awaitAnswer(id: string, request: string): Promise<unknown> {
    const deadline = performance.now() + IN_FLIGHT_MS;
    for (;;) {
      const value = await this.#records.get(NAMESPACE, id);
      if (value === null) return null;
      const stored = JSON.parse(value) as Stored;
      if (stored.request !== request) throw new TelewireError("IDEMPOTENCY_MISMATCH");
      if (stored.answer !== null || performance.now() > deadline) return stored.answer;
      await sleep(LOOK_MS);
    }
  }
}

/** The same for the same key: a positive 63-bit number. */
function randomIdOf(id: string): string {
  return (createHash("sha256").update(`random-id:${id}`).digest().readBigUInt64BE() >> 1n).toString();
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url");
}
