import type { StreamName } from "@telewire/contracts";
import { STREAMS } from "@telewire/contracts";
import type { Logger } from "@telewire/kit";
import type { EventLog } from "@telewire/log";
import { Feed } from "./feed.ts";
import type { HotTailOptions } from "./hot-tail.ts";

/** The live ends of the streams, each opened when it is first wanted. */
export class Feeds {
  readonly #feeds: ReadonlyMap<StreamName, Feed>;

  constructor(log: EventLog, logger: Logger, limits: HotTailOptions) {
    this.#feeds = new Map(STREAMS.map((stream) => [stream, new Feed({ log, stream, logger, ...limits })]));
  }

  /** The feed, open. */
  async open(stream: StreamName): Promise<Feed> {
    const feed = this.#feeds.get(stream) as Feed;
    await feed.start();
    return feed;
  }

  /** The feed when it is open already. */
  opened(stream: StreamName): Feed | undefined {
    const feed = this.#feeds.get(stream);
    return feed?.isReady === true ? feed : undefined;
  }

  stats(): Record<string, { readonly entries: number; readonly bytes: number }> {
    return Object.fromEntries(
      [...this.#feeds].map(([stream, { tails }]) => {
        const all = [...tails.values()];
        return [
          stream,
          {
            entries: all.reduce((sum, { size }) => sum + size, 0),
            bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
          },
        ];
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#feeds.values()].map((feed) => feed.close()));
  }
}
