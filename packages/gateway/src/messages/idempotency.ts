import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordStore } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
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
  /** When it came first: epoch ms. */
  readonly at: number;
  /** Null while it is not known. */
  readonly answer: unknown;
  /** Nobody is at it: the answer was lost. */
  readonly isOpen?: boolean;
}

export interface IdempotentRun<Result> {
  readonly result: Result;
  /** The answer is that of an earlier request. */
  readonly replayed: boolean;
}

/** What makes the repetition of a call known to Telegram. */
export interface Attempt {
  /** The same for the same key and index: a positive 63-bit number. */
  randomId(index: number): string;
  /** When the request came first: epoch ms; null when this is the first time. */
  readonly triedAt: number | null;
}

/** After these nobody knows whether Telegram did it. */
const UNKNOWN_OUTCOME: ReadonlySet<ErrorCode> = new Set([
  "TELEGRAM_TIMEOUT",
  "OWNER_UNREACHABLE",
  "SESSION_NOT_READY",
  "TIMEOUT",
  "INTERNAL",
]);

/**
 * One effect for each key: the first request with a key runs, the others get its answer, for 24 hours, on all nodes.
 * When its outcome is unknown, after a crash or a timeout, the repeated request runs again with the same random ids, by which
 * Telegram drops what it has already.
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
    run: (attempt: Attempt) => Promise<Result>,
  ): Promise<IdempotentRun<Result>> {
    if (!KEY.test(key))
      throw new TelewireError("VALIDATION_FAILED", {
        details: { problems: [{ field: "Idempotency-Key", problem: "is not 1 to 255 visible characters" }] },
      });
    const id = digestOf([keyId, key]);
    const now = Math.round(this.#clock.now());
    const expiresAt = now + TTL_MS;
    let own: Stored = { request: digestOf(request), at: now, answer: null };
    let triedAt: number | null = null;
    const store = (stored: Stored): Promise<void> =>
      this.#records.put(NAMESPACE, id, JSON.stringify(stored), expiresAt);
    if (!(await this.#records.putIfAbsent(NAMESPACE, id, JSON.stringify(own), expiresAt))) {
      const earlier = await this.#awaitAnswer(id, own.request);
      if (earlier !== null && earlier.answer !== null) return { result: earlier.answer as Result, replayed: true };
      if (earlier !== null) triedAt = earlier.at;
      own = { ...own, at: triedAt ?? now };
      await store(own);
    }
    try {
      const result = await run({ randomId: (index) => randomIdOf(id, index), triedAt });
      await store({ ...own, answer: result });
      return { result, replayed: false };
    } catch (error) {
      if (UNKNOWN_OUTCOME.has(TelewireError.from(error).code)) await store({ ...own, isOpen: true });
      else await this.#records.delete(NAMESPACE, id);
      throw error;
    }
  }

  /** What became of the first request; null when it failed for good. Without an answer: its node died, or lost it. */
  async #awaitAnswer(id: string, request: string): Promise<Stored | null> {
    const deadline = performance.now() + IN_FLIGHT_MS;
    for (;;) {
      const value = await this.#records.get(NAMESPACE, id);
      if (value === null) return null;
      const stored = JSON.parse(value) as Stored;
      if (stored.request !== request) throw new TelewireError("IDEMPOTENCY_MISMATCH");
      if (stored.answer !== null || stored.isOpen === true || performance.now() > deadline) return stored;
      await sleep(LOOK_MS);
    }
  }
}

function randomIdOf(id: string, index: number): string {
  const text = index === 0 ? `random-id:${id}` : `random-id:${id}:${index}`;
  return (createHash("sha256").update(text).digest().readBigUInt64BE() >> 1n).toString();
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url");
}
