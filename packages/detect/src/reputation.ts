/** What became of a call. `spread`: other chats followed; `retracted`: its author took it back; `missing`: nothing is on chain there. */
export const OUTCOMES = ["first", "copy", "valid", "missing", "spread", "retracted", "mismatch"] as const;
export type Outcome = (typeof OUTCOMES)[number];
export type SubjectKind = "sender" | "channel" | "forward";

export interface Reputation {
  /** 0 to 100; 50 is unknown. */
  readonly score: number;
  /** How much is known, 0 to 1: grows with the evidence that has not yet decayed. */
  readonly certainty: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Where the score comes from, the heaviest first, with the decayed counts. */
  readonly explanation: readonly string[];
}
export interface ReputationOptions {
  /** After this long an outcome weighs half. Default 14 days. */
  readonly halfLifeMs?: number;
  readonly maxSubjects?: number;
}
interface Subject {
  counts: number[];
  atMs: number;
}
export interface ReputationState {
  readonly version: 1;
  readonly subjects: readonly (readonly [string, { readonly counts: readonly number[]; readonly atMs: number }])[];
}

const DEFAULT_HALF_LIFE_MS = 14 * 86_400_000;
const DEFAULT_MAX_SUBJECTS = 50_000;
/** Good or bad evidence of one outcome, and how it is said. */
const MEANING: Readonly<Record<Outcome, { readonly good: number; readonly bad: number; readonly words: string }>> = {
  first: { good: 1, bad: 0, words: "called first" },
  copy: { good: 0, bad: 0.25, words: "repeated a call of others" },
  valid: { good: 0.5, bad: 0, words: "call confirmed on chain" },
  missing: { good: 0, bad: 1, words: "call of which nothing is on chain" },
  spread: { good: 0.75, bad: 0, words: "call taken up by other chats" },
  retracted: { good: 0, bad: 1.5, words: "call taken back" },
  mismatch: { good: 0, bad: 0.5, words: "address with a wrong checksum" },
};
/** Evidence that everybody starts with on either side: keeps one lucky call from making a name. */
const PRIOR = 3;
const FORGET_BELOW = 0.01;

/**
 * Reputation of senders, channels and forward sources from what became of their calls: good evidence over all evidence,
 * each outcome decayed by its age. Streaming, bounded, plain state.
 */
export class ReputationBook {
  readonly #halfLifeMs: number;
  readonly #maxSubjects: number;
  /** Least recently touched first. */
  readonly #subjects = new Map<string, Subject>();

  constructor(options: ReputationOptions = {}) {
    this.#halfLifeMs = options.halfLifeMs ?? DEFAULT_HALF_LIFE_MS;
    this.#maxSubjects = options.maxSubjects ?? DEFAULT_MAX_SUBJECTS;
  }

  get size(): number {
    return this.#subjects.size;
  }

  /** Adds an outcome; a negative `weight` takes one back (a call that turned out not to be the first). */
  record(kind: SubjectKind, id: string, outcome: Outcome, atMs: number, weight = 1): void {
    const key = `${kind}:${id}`;
    const subject = this.#subjects.get(key) ?? { counts: OUTCOMES.map(() => 0), atMs };
    this.#decay(subject, Math.max(atMs, subject.atMs));
    const index = OUTCOMES.indexOf(outcome);
    subject.counts[index] = Math.max(0, subject.counts[index]! + weight * this.#factor(subject.atMs - atMs));
    this.#subjects.delete(key);
    this.#subjects.set(key, subject);
    if (this.#subjects.size > this.#maxSubjects) this.#subjects.delete(this.#subjects.keys().next().value!);
  }

  of(kind: SubjectKind, id: string, atMs: number): Reputation {
    const subject = this.#subjects.get(`${kind}:${id}`);
    const factor = subject === undefined ? 0 : this.#factor(Math.max(0, atMs - subject.atMs));
    const counts = Object.fromEntries(
      OUTCOMES.map((outcome, index) => [outcome, (subject?.counts[index] ?? 0) * factor]),
    ) as Record<Outcome, number>;
    let good = PRIOR;
    let bad = PRIOR;
    for (const outcome of OUTCOMES) {
      good += counts[outcome] * MEANING[outcome].good;
      bad += counts[outcome] * MEANING[outcome].bad;
    }
    const evidence = good + bad - 2 * PRIOR;
    return {
      score: Math.round((good / (good + bad)) * 1000) / 10,
      certainty: Math.round((evidence / (evidence + 2 * PRIOR)) * 100) / 100,
      counts,
      explanation: explain(counts),
    };
  }

  toState(): ReputationState {
    return {
      version: 1,
      subjects: [...this.#subjects].map(([key, { counts, atMs }]) => [key, { counts: [...counts], atMs }] as const),
    };
  }

  static fromState(state: ReputationState, options: ReputationOptions = {}): ReputationBook {
    const book = new ReputationBook(options);
    for (const [key, { counts, atMs }] of state.subjects)
      book.#subjects.set(key, { counts: OUTCOMES.map((_, index) => counts[index] ?? 0), atMs });
    return book;
  }

  #decay(subject: Subject, atMs: number): void {
    const factor = this.#factor(atMs - subject.atMs);
    subject.counts = subject.counts.map((count) => count * factor);
    subject.atMs = atMs;
  }

  #factor(ageMs: number): number {
    return 2 ** (-ageMs / this.#halfLifeMs);
  }
}

function explain(counts: Readonly<Record<Outcome, number>>): string[] {
  const weight = (outcome: Outcome) => counts[outcome] * (MEANING[outcome].good + MEANING[outcome].bad);
  const told = OUTCOMES.filter((outcome) => counts[outcome] > FORGET_BELOW).toSorted((a, b) => weight(b) - weight(a));
  if (told.length === 0) return ["nothing is known yet"];
  return told.map(
    (outcome) =>
      `${MEANING[outcome].good > 0 ? "+" : "-"} ${MEANING[outcome].words}${counts[outcome] < 0.5 ? ", long ago" : `: ${Math.round(counts[outcome])}`}`,
  );
}
