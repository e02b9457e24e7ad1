import type { TelegramEvent, UpdateBatch, UpdateSink } from "./update-sink.ts";

/** A change of state alone (a read mark, a date) waits this long for events to travel with. */
const STATE_ONLY_DELAY_MS = 1_000;

export interface JournalOptions {
  readonly sessionId: string;
  readonly sink: UpdateSink;
  /** Events handed over and not yet durable, beyond which the sink counts as stalled. */
  readonly maxPending: number;
  /** Called before a batch is cut: the state that stands after its events. */
  readonly collectState: (set: (key: string, value: string | null) => void) => void;
  readonly onCommitted: (events: number) => void;
  readonly onStalled: () => void;
  /** The sink is through with everything. */
  readonly onDrained: () => void;
  /** The sink will never take a batch: nothing after it may be handed over. */
  readonly onRejected: (error: unknown) => void;
}

/**
 * Cuts what one turn of the event loop brought into one batch, events and state together, and hands the batches to the
 * sink in order without waiting.
 */
export class UpdateJournal {
  readonly #options: JournalOptions;
  #events: TelegramEvent[] = [];
  #state: Record<string, string | null> = {};
  #hasState = false;
  #isScheduled = false;
  #stateTimer: NodeJS.Timeout | null = null;
  #inFlight = 0;
  #inFlightEvents = 0;
  #isStalled = false;
  #isClosed = false;
  #waiters: (() => void)[] = [];

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Events that are not durable yet. */
  get pending(): number {
    return this.#inFlightEvents + this.#events.length;
  }

  add(event: TelegramEvent): void {
    this.#events.push(event);
    this.#schedule();
    if (!this.#isStalled && this.pending > this.#options.maxPending) {
      this.#isStalled = true;
      this.#options.onStalled();
    }
  }

  set(key: string, value: string | null): void {
    this.#state[key] = value;
    this.touch();
  }

  /** The state has changed: it is collected with the next batch. */
  touch(): void {
    this.#hasState = true;
    if (!this.#isScheduled) this.#stateTimer ??= setTimeout(() => this.flush(), STATE_ONLY_DELAY_MS);
  }

  /** Resolves when the sink holds less than half of what it may: whoever fetches more waits for it. */
  async ready(): Promise<void> {
    while (!this.#isClosed && this.pending > this.#options.maxPending / 2) await this.#change();
  }

  /** Hands over what there is; resolves when the sink owes nothing, or nothing is taken any more. */
  async settled(): Promise<void> {
    this.flush();
    while (!this.#isClosed && this.#inFlight > 0) await this.#change();
  }

  /** Hands over what is left; nothing is taken afterwards. */
  close(): void {
    this.flush();
    this.#isClosed = true;
    for (const wake of this.#waiters.splice(0)) wake();
  }

  flush(): void {
    this.#isScheduled = false;
    if (this.#stateTimer !== null) clearTimeout(this.#stateTimer);
    this.#stateTimer = null;
    if (this.#isClosed || (this.#events.length === 0 && !this.#hasState)) return;
    this.#options.collectState((key, value) => (this.#state[key] = value));
    const batch: UpdateBatch = { sessionId: this.#options.sessionId, events: this.#events, state: this.#state };
    this.#events = [];
    this.#state = {};
    this.#hasState = false;
    void this.#commit(batch);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.flush());
  }

  async #commit(batch: UpdateBatch): Promise<void> {
    const count = batch.events.length;
    this.#inFlight++;
    this.#inFlightEvents += count;
    try {
      await this.#options.sink.commit(batch);
      this.#options.onCommitted(count);
    } catch (error) {
      if (!this.#isClosed) {
        this.#isClosed = true;
        this.#options.onRejected(error);
      }
    } finally {
      this.#inFlight--;
      this.#inFlightEvents -= count;
      if (this.#isStalled && this.pending === 0 && !this.#isClosed) {
        this.#isStalled = false;
        this.#options.onDrained();
      }
      for (const wake of this.#waiters.splice(0)) wake();
    }
  }

  #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiters.push(resolve);
    return promise;
  }
}
