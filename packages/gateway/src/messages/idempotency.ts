import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordStore } from "@telewire/archive";
import { ERRORS, TelewireError } from "@telewire/contracts";
import type { Clock } from "@telewire/kit";
import type { EarlierTry } from "@telewire/telegram";

const NAMESPACE = "idempotency";
const TTL_MS = 86_400_000;
const KEY = /^[\x21-\x7e]{1,255}$/;
/** How long a request waits for the first one with its key, here or on another node. */
const IN_FLIGHT_MS = 10_000;
const LOOK_MS = 50;
/** At every so many looks it is asked whether the node of the first one still runs. */
const LOOKS_PER_CHECK = 20;

interface Stored {
  /** Digest of the request. */
  readonly request: string;
  /** When it came first, and after which message. */
  readonly tried: EarlierTry;
  /** Null while it is not known. */
  readonly answer: unknown;
  /** Nobody is at it: the answer was lost. */
  readonly isOpen?: boolean;
  /** Who is at it. */
  readonly by: Runner;
}

interface Runner {
  readonly nodeId: string;
  /** Of the process: a node that was started again is at nothing. */
  readonly runId: string;
}

/** The nodes, for finding out that one has died over a request. */
export interface Nodes {
  readonly nodeId: string;
  running(): Promise<readonly string[]>;
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
  /** The earlier try, when this is not the first. */
  readonly tried: EarlierTry | null;
}

/**
 * One effect for each key: the first request with a key runs, the others get its answer, for 24 hours, on all nodes.
 * When its outcome is unknown, after a crash or a timeout, the repeated request runs again with the same random ids, by which
 * Telegram drops what it has already. A request that was at fault itself leaves no trace.
 */
export class Idempotency {
  readonly #records: RecordStore;
  readonly #clock: Clock;
  readonly #nodes: Nodes;
  readonly #self: Runner;

  constructor(records: RecordStore, clock: Clock, nodes: Nodes) {
    this.#records = records;
    this.#clock = clock;
    this.#nodes = nodes;
    this.#self = { nodeId: nodes.nodeId, runId: randomUUID() };
  }

  /**
   * `newestId`: the newest message of the chat that is known.
   * @throws TelewireError VALIDATION_FAILED, IDEMPOTENCY_MISMATCH, and what `run` throws
   */
  async once<Result>(
    keyId: string,
    key: string,
    request: unknown,
    newestId: string | null,
    run: (attempt: Attempt) => Promise<Result>,
  ): Promise<IdempotentRun<Result>> {
    if (!KEY.test(key))
      throw new TelewireError("VALIDATION_FAILED", {
        details: { problems: [{ field: "Idempotency-Key", problem: "is not 1 to 255 visible characters" }] },
      });
    const id = digestOf([keyId, key]);
    const now = Math.round(this.#clock.now());
    const expiresAt = now + TTL_MS;
    const first: EarlierTry = { at: now, ...(newestId === null ? {} : { above: newestId }) };
    let own: Stored = { request: digestOf(request), tried: first, answer: null, by: this.#self };
    let tried: EarlierTry | null = null;
    const store = (stored: Stored): Promise<void> =>
      this.#records.put(NAMESPACE, id, JSON.stringify(stored), expiresAt);
    if (!(await this.#records.putIfAbsent(NAMESPACE, id, JSON.stringify(own), expiresAt))) {
      const earlier = await this.#awaitAnswer(id, own.request);
      if (earlier !== null && earlier.answer !== null) return { result: earlier.answer as Result, replayed: true };
      if (earlier !== null) tried = earlier.tried;
      own = { ...own, tried: tried ?? first };
      await store(own);
    }
    try {
      const result = await run({ randomId: (index) => randomIdOf(id, index), tried });
      await store({ ...own, answer: result });
      return { result, replayed: false };
    } catch (error) {
      if (ERRORS[TelewireError.from(error).code].fault === "client") await this.#records.delete(NAMESPACE, id);
      else await store({ ...own, isOpen: true });
      throw error;
    }
  }

  /** What became of the first request; null when it failed for good. Without an answer: its node died, or lost it. */
  async #awaitAnswer(id: string, request: string): Promise<Stored | null> {
    const deadline = performance.now() + IN_FLIGHT_MS;
    for (let look = 0; ; look++) {
      const value = await this.#records.get(NAMESPACE, id);
      if (value === null) return null;
      const stored = JSON.parse(value) as Stored;
      if (stored.request !== request) throw new TelewireError("IDEMPOTENCY_MISMATCH");
      if (stored.answer !== null || stored.isOpen === true || performance.now() > deadline) return stored;
      if (look % LOOKS_PER_CHECK === 0 && !(await this.#runs(stored.by))) return stored;
      await sleep(LOOK_MS);
    }
  }

  async #runs({ nodeId, runId }: Runner): Promise<boolean> {
    if (nodeId === this.#self.nodeId) return runId === this.#self.runId;
    return (await this.#nodes.running()).includes(nodeId);
  }
}

function randomIdOf(id: string, index: number): string {
  const text = index === 0 ? `random-id:${id}` : `random-id:${id}:${index}`;
  return (createHash("sha256").update(text).digest().readBigUInt64BE() >> 1n).toString();
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url");
}
