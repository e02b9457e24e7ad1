/** Something whose output waits for the end of the event-loop turn. */
export interface Flushable {
  flush(): void;
}

/**
 * Ends an event-loop turn: first the journal goes to disk, then the sockets get what was said. So nothing that a client
 * has been told is ever lost by a crash, and what happens in one turn costs one write each.
 */
export class Turn {
  readonly #journal: Flushable;
  #waiting: Flushable[] = [];
  #isScheduled = false;

  constructor(journal: Flushable) {
    this.#journal = journal;
  }

  schedule(output: Flushable): void {
    this.#waiting.push(output);
    this.#arm();
  }

  #arm(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.end());
  }

  /** Ends the turn now. */
  end(): void {
    this.#isScheduled = false;
    this.#journal.flush();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const output of waiting) output.flush();
  }
}
