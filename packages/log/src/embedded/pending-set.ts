interface Pending {
  deliveredAt: number;
  count: number;
}

interface Saved {
  /** `delivered` when this was saved: what was delivered since is pending too, once each. */
  readonly delivered: number;
  /** First and last sequence number and delivery count of each run of pending entries. */
  readonly runs: readonly (readonly [first: number, last: number, count: number])[];
}

/** What a consumer group was given of one partition and has not acked. */
export class PendingSet {
  /** Ascending sequence numbers: entries are only added at the end. */
  readonly #pending = new Map<number, Pending>();
  #delivered = 0;

  /** From the last number delivered and what `serialize` gave, maybe before that delivery; all of it idle for ever. */
  static restore(delivered: number, serialized: string): PendingSet {
    const set = new PendingSet();
    const saved: Saved = serialized === "" ? { delivered: 0, runs: [] } : (JSON.parse(serialized) as Saved);
    for (const [first, last, count] of [...saved.runs, [saved.delivered + 1, delivered, 1] as const]) {
      for (let seq = first; seq <= last; seq++) set.#pending.set(seq, { deliveredAt: 0, count });
    }
    set.#delivered = delivered;
    return set;
  }

  serialize(): string {
    const runs: [number, number, number][] = [];
    for (const [seq, { count }] of this.#pending) {
      const run = runs.at(-1);
      if (run !== undefined && run[1] === seq - 1 && run[2] === count) run[1] = seq;
      else runs.push([seq, seq, count]);
    }
    return JSON.stringify({ delivered: this.#delivered, runs } satisfies Saved);
  }

  get size(): number {
    return this.#pending.size;
  }
  /** The last sequence number handed out. */
  get delivered(): number {
    return this.#delivered;
  }

  countOf(seq: number): number {
    return this.#pending.get(seq)?.count ?? 0;
  }

  deliver(seqs: readonly number[], now: number): void {
    for (const seq of seqs) {
      this.#pending.set(seq, { deliveredAt: now, count: 1 });
      this.#delivered = seq;
    }
  }

  /** Marks up to `limit` entries that are idle for `minIdleMs` as delivered once more. */
  claim(limit: number, minIdleMs: number, now: number): number[] {
    const claimed: number[] = [];
    for (const [seq, pending] of this.#pending) {
      if (claimed.length >= limit) break;
      if (now - pending.deliveredAt < minIdleMs) continue;
      pending.deliveredAt = now;
      pending.count += 1;
      claimed.push(seq);
    }
    return claimed;
  }

  settle(seq: number): boolean {
    return this.#pending.delete(seq);
  }

  /** Drops what was trimmed; returns how many. */
  settleUpTo(seq: number): number {
    let dropped = 0;
    for (const pending of this.#pending.keys()) {
      if (pending > seq) break;
      this.#pending.delete(pending);
      dropped += 1;
    }
    return dropped;
  }
}
