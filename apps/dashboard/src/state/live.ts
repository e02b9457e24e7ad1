import type { Scope, StatusEntry } from "@telewire/contracts";
import { createClient, TelewireError } from "@telewire/client";
import type { StreamState, TelewireClient, Topic } from "@telewire/client";
import { failureWords } from "../ui/failure-words.ts";
import { AlertStore } from "./alert-store.ts";
import { FeedStore } from "./feed-store.ts";
import { MetricsStore } from "./metrics-store.ts";

const TOPICS: readonly (readonly [Topic, Scope])[] = [
  ["detections", "detections:read"],
  ["alerts", "detections:read"],
  ["messages/*", "messages:read"],
  ["status/*", "sessions:read"],
  ["metrics", "system:read"],
];

export type LinkState = "connecting" | "open" | "waiting" | "ended";

export interface Link {
  readonly state: LinkState;
  /** Why it ended for good. */
  readonly problem: string | undefined;
  readonly reconnects: number;
  /** Epoch ms of the last change of state. */
  readonly since: number;
}

/** Everything that streams: one client, a topic a stream, and the stores that they fill. */
export class Live {
  readonly client: TelewireClient;
  readonly feed = new FeedStore();
  readonly alerts = new AlertStore();
  readonly metrics = new MetricsStore();
  readonly #listeners = new Set<() => void>();
  readonly #statusListeners = new Set<(entry: StatusEntry) => void>();
  readonly #wasOpen = new Set<Topic>();
  #links: Readonly<Record<string, Link>> = {};

  constructor(baseUrl: string) {
    this.client = createClient({ baseUrl });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Topic -> its connection. */
  readonly getSnapshot = (): Readonly<Record<string, Link>> => this.#links;

  onStatus(listener: (entry: StatusEntry) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  /** Streams what the scopes allow until aborted. */
  start(scopes: readonly Scope[], signal: AbortSignal): void {
    for (const [topic, scope] of TOPICS) if (scopes.includes(scope)) void this.#stream(topic, signal);
    if (scopes.includes("detections:read")) void this.#loadEarlier();
  }

  async #stream(topic: Topic, signal: AbortSignal): Promise<void> {
    try {
      for await (const frame of this.client
        .stream(topic, { signal, onState: (state) => this.#setLink(topic, state) })
        .frames()) {
        if (frame.type === "METRICS") this.metrics.receive(frame);
        else if (frame.type === "SESSION_STATUS") for (const listener of this.#statusListeners) listener(frame.data);
        else if (frame.type === "RULE_HIT" || frame.type === "ANOMALY") this.alerts.receive(frame);
        else this.feed.receive(topic, frame);
      }
    } catch (error) {
      this.#put(topic, {
        state: "ended",
        problem: failureWords(TelewireError.from(error)),
        reconnects: this.#links[topic]?.reconnects ?? 0,
        since: Date.now(),
      });
    }
  }

  async #loadEarlier(): Promise<void> {
    try {
      const { data } = await this.client.call("listDetections", { limit: 100 });
      this.feed.loadDetections(data.detections);
      this.alerts.load((await this.client.call("listAlerts", { limit: 100 })).data.alerts);
    } catch (error) {
      // The live feed works without what was before it; its link says when the server is away.
      // oxlint-disable-next-line no-console -- the only log that a browser has
      console.warn("what was before could not be loaded", TelewireError.from(error).code);
    }
  }

  #setLink(topic: Topic, { state }: StreamState): void {
    const before = this.#links[topic];
    const reconnects =
      (before?.reconnects ?? 0) +
      (state === "open" && before?.state === "connecting" && this.#wasOpen.has(topic) ? 1 : 0);
    if (state === "open") this.#wasOpen.add(topic);
    this.#put(topic, { state, problem: undefined, reconnects, since: sinceOf(before, state) });
  }

  #put(topic: Topic, link: Link): void {
    this.#links = { ...this.#links, [topic]: link };
    for (const listener of this.#listeners) listener();
  }
}

/** Since when it is away: the attempts in between do not count. */
function sinceOf(before: Link | undefined, state: LinkState): number {
  const isAway = state !== "open" && before !== undefined && before.state !== "open";
  return isAway ? before.since : Date.now();
}
