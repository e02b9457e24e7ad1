export type AnomalyKind = "message-rate" | "call-rate" | "new-addresses" | "coordinated" | "sender-change";
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** Chat, sender or address key that it is about. */
  readonly subject: string;
  readonly atMs: number;
  /** How many standard deviations above the usual; for coordination, chats a minute. */
  readonly severity: number;
  readonly explanation: string;
}
export interface CallObservation {
  readonly chatId: string;
  readonly senderId?: string;
  readonly atMs: number;
  /** Keys of the addresses in the message. */
  readonly calls: readonly string[];
  /** Those of them that nobody called before. */
  readonly newCalls: readonly string[];
}
export interface AnomalyOptions {
  /** Length of one count. Default one minute. */
  readonly bucketMs?: number;
  /** Standard deviations from the usual that are reported. Default 4. */
  readonly threshold?: number;
  /** Chats that call one address within `coordinatedWindowMs` before it is reported. Default 4 within 60 s. */
  readonly coordinatedChats?: number;
  readonly coordinatedWindowMs?: number;
  readonly maxSeries?: number;
}

interface Series {
  bucket: number;
  count: number;
  mean: number;
  variance: number;
  buckets: number;
  reportedBucket: number;
}
interface Recent {
  posts: { readonly chatId: string; readonly atMs: number }[];
  reportedAtMs: number;
}
export interface AnomalyState {
  readonly version: 1;
  readonly series: readonly (readonly [string, Readonly<Series>])[];
  readonly recent: readonly (readonly [
    string,
    { readonly posts: readonly { readonly chatId: string; readonly atMs: number }[]; readonly reportedAtMs: number },
  ])[];
}

const DEFAULTS = {
  bucketMs: 60_000,
  threshold: 4,
  coordinatedChats: 4,
  coordinatedWindowMs: 60_000,
  maxSeries: 20_000,
};
/** Weight of the newest count in the running mean and variance; and counts needed before anything is unusual. */
const ALPHA = 0.1;
const MIN_BUCKETS = 8;
/** Empty buckets that are accounted for one by one after a pause; a longer pause forgets the rate. */
const MAX_GAP_BUCKETS = 240;
/** A spread below this is taken as this: in a silent chat one message is no event. */
const MIN_DEVIATION = 1;
const MIN_COUNT = 5;

const SENTENCES: Readonly<Record<Exclude<AnomalyKind, "coordinated">, string>> = {
  "message-rate": "messages in this chat",
  "call-rate": "calls in this chat",
  "new-addresses": "addresses never seen before in this chat",
  "sender-change": "calls of this sender",
};

/**
 * Watches rates with a running mean and variance per series (exponentially weighted), and addresses that many chats post
 * at once. Simple on purpose: every report can be checked by hand. Streaming, bounded, plain state.
 */
export class AnomalyWatch {
  readonly #options: typeof DEFAULTS;
  readonly #series = new Map<string, Series>();
  readonly #recent = new Map<string, Recent>();

  constructor(options: AnomalyOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
  }

  get size(): number {
    return this.#series.size + this.#recent.size;
  }

  /** A message, with or without calls; late ones (of a gap that was filled) say nothing of the rate now. */
  message(chatId: string, atMs: number): Anomaly[] {
    const found: Anomaly[] = [];
    this.#count("message-rate", chatId, atMs, 1, found);
    return found;
  }

  calls(observation: CallObservation): Anomaly[] {
    const { chatId, senderId, atMs, calls, newCalls } = observation;
    const found: Anomaly[] = [];
    if (calls.length > 0) this.#count("call-rate", chatId, atMs, calls.length, found);
    if (newCalls.length > 0) this.#count("new-addresses", chatId, atMs, newCalls.length, found);
    if (senderId !== undefined && calls.length > 0) this.#count("sender-change", senderId, atMs, calls.length, found);
    for (const key of new Set(calls)) this.#post(key, chatId, atMs, found);
    return found;
  }

  toState(): AnomalyState {
    return {
      version: 1,
      series: [...this.#series].map(([key, series]) => [key, { ...series }] as const),
      recent: [...this.#recent].map(
        ([key, { posts, reportedAtMs }]) => [key, { posts: [...posts], reportedAtMs }] as const,
      ),
    };
  }

  static fromState(state: AnomalyState, options: AnomalyOptions = {}): AnomalyWatch {
    const watch = new AnomalyWatch(options);
    for (const [key, series] of state.series) watch.#series.set(key, { ...series });
    for (const [key, { posts, reportedAtMs }] of state.recent)
      watch.#recent.set(key, { posts: [...posts], reportedAtMs });
    return watch;
  }

  #count(
    kind: Exclude<AnomalyKind, "coordinated">,
    subject: string,
    atMs: number,
    amount: number,
    found: Anomaly[],
  ): void {
    const key = `${kind} ${subject}`;
    const bucket = Math.floor(atMs / this.#options.bucketMs);
    const series = this.#series.get(key) ?? { bucket, count: 0, mean: 0, variance: 0, buckets: 0, reportedBucket: -1 };
    if (bucket < series.bucket) return;
    if (bucket > series.bucket) close(series, bucket);
    series.count += amount;
    touch(this.#series, key, series, this.#options.maxSeries);
    const deviation = Math.max(MIN_DEVIATION, Math.sqrt(series.variance));
    const severity = (series.count - series.mean) / deviation;
    if (
      series.buckets < MIN_BUCKETS ||
      series.count < MIN_COUNT ||
      severity < this.#options.threshold ||
      series.reportedBucket === series.bucket
    )
      return;
    series.reportedBucket = series.bucket;
    const usual = Math.round(series.mean * 10) / 10;
    found.push({
      kind,
      subject,
      atMs,
      severity: Math.round(severity * 10) / 10,
      explanation: `${series.count} ${SENTENCES[kind]} in ${this.#options.bucketMs / 1000} s, usually ${usual} (deviation ${Math.round(deviation * 10) / 10})`,
    });
  }

  #post(key: string, chatId: string, atMs: number, found: Anomaly[]): void {
    const { coordinatedChats, coordinatedWindowMs, maxSeries } = this.#options;
    const recent = this.#recent.get(key) ?? { posts: [], reportedAtMs: Number.NEGATIVE_INFINITY };
    recent.posts = recent.posts.filter((post) => post.atMs > atMs - coordinatedWindowMs && post.chatId !== chatId);
    recent.posts.push({ chatId, atMs });
    touch(this.#recent, key, recent, maxSeries);
    if (recent.posts.length < coordinatedChats || recent.reportedAtMs > atMs - coordinatedWindowMs) return;
    recent.reportedAtMs = atMs;
    const seconds = Math.max(1, (atMs - Math.min(...recent.posts.map((post) => post.atMs))) / 1000);
    found.push({
      kind: "coordinated",
      subject: key,
      atMs,
      severity: Math.round((recent.posts.length / seconds) * 600) / 10,
      explanation: `${recent.posts.length} chats posted this address within ${Math.round(seconds)} s`,
    });
  }
}

/** Moves a series on to a later bucket: what was counted, and the empty ones between, go into mean and variance. */
function close(series: Series, bucket: number): void {
  const gap = bucket - series.bucket;
  if (gap > MAX_GAP_BUCKETS) Object.assign(series, { mean: 0, variance: 0, buckets: 0 });
  else for (let step = 0; step < gap; step++) learn(series, step === 0 ? series.count : 0);
  series.bucket = bucket;
  series.count = 0;
}

function learn(series: Series, count: number): void {
  const alpha = Math.max(ALPHA, 1 / (series.buckets + 1));
  const difference = count - series.mean;
  series.mean += alpha * difference;
  series.variance = (1 - alpha) * (series.variance + alpha * difference * difference);
  series.buckets++;
}

function touch<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > max) map.delete(map.keys().next().value!);
}
