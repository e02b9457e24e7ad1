import type { Clock } from "@telewire/kit";
import type { GatewayMetrics } from "../context.ts";
import type { Feed, FeedBatch } from "./feed.ts";
import { filterKey, passes } from "./filter.ts";
import type { TopicFilter } from "./filter.ts";
import type { HotEntry } from "./hot-entry.ts";
import type { Subscription } from "./subscription.ts";

/** Level subscribers with the same filter: they get the same bytes. */
interface Channel {
  readonly key: string;
  readonly filter: TopicFilter;
  readonly subscribers: Set<Subscription>;
  frames: Buffer[];
}

/** The level subscribers of one stream: each batch is filtered and joined once a channel and written to every member. */
export class ChannelSet {
  readonly #channels = new Map<string, Channel>();
  /** Channels of one session, found without looking at the others. */
  readonly #bySession = new Map<string, Set<Channel>>();
  readonly #global = new Set<Channel>();
  readonly #metrics: GatewayMetrics;
  readonly #clock: Clock;
  readonly #onBehind: (subscription: Subscription) => void;

  constructor(feed: Feed, metrics: GatewayMetrics, clock: Clock, onBehind: (subscription: Subscription) => void) {
    this.#metrics = metrics;
    this.#clock = clock;
    this.#onBehind = onBehind;
    feed.listen((batch) => this.#take(batch));
    feed.onReset(() => this.#closeAll());
  }

  add(subscription: Subscription): void {
    const key = filterKey(subscription.filter);
    let channel = this.#channels.get(key);
    if (channel === undefined) {
      channel = { key, filter: subscription.filter, subscribers: new Set(), frames: [] };
      this.#channels.set(key, channel);
      this.#groupOf(channel.filter).add(channel);
    }
    channel.subscribers.add(subscription);
  }

  remove(subscription: Subscription): void {
    const key = filterKey(subscription.filter);
    const channel = this.#channels.get(key);
    if (channel === undefined || !channel.subscribers.delete(subscription) || channel.subscribers.size > 0) return;
    this.#channels.delete(key);
    this.#groupOf(channel.filter).delete(channel);
    const { sessionId } = channel.filter;
    if (sessionId !== null && this.#bySession.get(sessionId)?.size === 0) this.#bySession.delete(sessionId);
  }

  /** The log lost its past: who comes back with a position is told so. */
  #closeAll(): void {
    for (const { subscribers } of this.#channels.values())
      for (const { connection } of subscribers) connection.close("LOG_UNAVAILABLE");
  }

  #groupOf({ sessionId }: TopicFilter): Set<Channel> {
    if (sessionId === null) return this.#global;
    let group = this.#bySession.get(sessionId);
    if (group === undefined) this.#bySession.set(sessionId, (group = new Set()));
    return group;
  }

  #take({ entries, before }: FeedBatch): void {
    if (this.#channels.size === 0) return;
    const touched = new Set<Channel>();
    const delivered: HotEntry[] = [];
    for (const entry of entries) {
      const channels =
        this.#collect(entry, this.#global, touched) +
        this.#collect(entry, this.#bySession.get(entry.record.sessionId), touched);
      if (channels > 0) delivered.push(entry);
    }
    let frames = 0;
    for (const channel of touched) frames += this.#write(channel, before);
    this.#count(delivered, frames);
  }

  /** How many channels the entry goes to. */
  #collect(entry: HotEntry, channels: ReadonlySet<Channel> | undefined, touched: Set<Channel>): number {
    let count = 0;
    for (const channel of channels ?? []) {
      if (!passes(channel.filter, entry)) continue;
      channel.frames.push(entry.frameFor(channel.filter));
      touched.add(channel);
      count += 1;
    }
    return count;
  }

  #write(channel: Channel, before: FeedBatch["before"]): number {
    const { frames, subscribers } = channel;
    channel.frames = [];
    const [first] = frames;
    if (first === undefined) return 0;
    const joined = frames.length === 1 ? first : Buffer.concat(frames);
    let written = 0;
    for (const subscription of subscribers) {
      if (subscription.isTooFarBehind) {
        this.remove(subscription);
        subscription.fallBehind(before, this.#clock.now());
        this.#onBehind(subscription);
      } else {
        subscription.connection.write(frames, joined);
        written += frames.length;
      }
    }
    return written;
  }

  #count(entries: readonly HotEntry[], frames: number): void {
    if (frames === 0) return;
    const now = this.#clock.now();
    let milliseconds = 0;
    let counted = 0;
    for (const { appendedAt } of entries) {
      if (Number.isNaN(appendedAt)) continue;
      milliseconds += Math.max(0, now - appendedAt);
      counted += 1;
    }
    this.#metrics.add("websocketDeliveries", frames);
    this.#metrics.add("logToWebSocketMs", milliseconds);
    this.#metrics.add("logToWebSocketCount", counted);
  }
}
