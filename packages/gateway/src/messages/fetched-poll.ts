import { TelewireError } from "@telewire/contracts";
import type { SessionControl } from "@telewire/telegram";
import type { FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import type { Answer } from "../http/route.ts";
import { fetchedPlace } from "./fetched-entry.ts";
import { pageOf, rowOfFetched } from "./history-rows.ts";
import type { Row } from "./history-rows.ts";
import { withoutMedia } from "./page-json.ts";
import { LATEST } from "./poll.ts";
import type { PollInput } from "./poll.ts";
import { Waiters } from "./waiters.ts";

/** Pollers of one place in a chat share the same rows for so long; what Telegram said is cached below, for all nodes. */
const SHARED_MS = 500;
/** After this a long poll looks again. */
const LOOK_MS = 1500;
const MAX_ANSWERS = 10_000;

export interface FetchedPage {
  readonly rows: readonly Row[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

/** Polls of chats that are not recorded: what Telegram has after the cursor's message, asked for at most once a while. */
export class FetchedPoll {
  readonly #control: SessionControl;
  readonly #answers = new LRUCache<string, Promise<FetchedPage>>({
    max: MAX_ANSWERS,
    ttl: SHARED_MS,
    ttlAutopurge: true,
  });
  readonly #waiters = new Waiters();

  constructor(control: SessionControl) {
    this.#control = control;
  }

  /** @throws TelewireError BAD_POSITION: the cursor is one of the log */
  async answer(input: PollInput & { readonly chatId: string }, http: FastifyRequest): Promise<Answer<never>> {
    const deadline = performance.now() + input.wait * 1000;
    let page = await this.page(input);
    while (page.rows.length === 0 && performance.now() < deadline && !http.raw.destroyed && !this.isClosed) {
      const leftMs = deadline - performance.now();
      await this.pause(input.sessionId, Math.min(LOOK_MS, leftMs), http);
      page = await this.page({ ...input, cursor: page.nextCursor });
    }
    const rows = input.includeMedia
      ? page.rows
      : page.rows.map(({ json, ...row }) => ({ ...row, json: withoutMedia(Buffer.from(json)).toString() }));
    return pageOf(rows, page.hasMore, page.nextCursor);
  }

  get isClosed(): boolean {
    return this.#waiters.isClosed;
  }

  /** Until it is worth to look again, the client goes, or the server drains. */
  pause(sessionId: string, timeoutMs: number, http: FastifyRequest): Promise<void> {
    return this.#waiters.wait(sessionId, [], timeoutMs, http);
  }

  close(): void {
    this.#waiters.close();
  }

  /** One question at a time for each place in a chat; a failure is not kept. */
  page(input: PollInput & { readonly chatId: string }): Promise<FetchedPage> {
    const { sessionId, chatId, cursor = "", limit } = input;
    const key = [sessionId, chatId, cursor, limit].join("/");
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const asked = this.#fetch(input);
    this.#answers.set(key, asked);
    asked.catch(() => this.#answers.delete(key));
    return asked;
  }

  async #fetch({ sessionId, chatId, cursor, limit }: PollInput & { readonly chatId: string }): Promise<FetchedPage> {
    const isStart = cursor === undefined || cursor === LATEST;
    const place = isStart ? undefined : fetchedPlace(cursor);
    if (!isStart && place === undefined) throw new TelewireError("BAD_POSITION");
    const { messages, span } = await this.#control.history({
      sessionId,
      chatId,
      limit: cursor === LATEST ? 1 : limit,
      ...(place === undefined ? {} : { afterMessageId: place }),
    });
    const rows = messages.map(rowOfFetched).toReversed();
    const nextCursor = `t.${span?.newest ?? place ?? "0"}`;
    return { rows: cursor === LATEST ? [] : rows, nextCursor, hasMore: place !== undefined && span?.count === limit };
  }
}
