import { TelewireError } from "@telewire/contracts";
import type { FastifyRequest } from "fastify";
import type { Answer } from "../http/route.ts";
import { fetchedPlace } from "./fetched-entry.ts";
import type { FetchedPoll } from "./fetched-poll.ts";
import { answerOf, LATEST } from "./poll.ts";
import type { Poll, PollInput } from "./poll.ts";

/** Each of them is a question to Telegram. */
const MAX_OTHERS = 10;
const LOOK_MS = 1500;
const PART = /^(-?\d{1,20}):(\d{1,10})$/;

/** How far a poll has come: in the log, and in each chat that is not recorded. */
interface Place {
  readonly log: string | undefined;
  /** Chat -> cursor of a poll of it alone. */
  readonly chats: ReadonlyMap<string, string>;
}
interface Found {
  readonly entries: readonly Uint8Array[];
  readonly place: Place;
  readonly hasMore: boolean;
}

/** Chats of one poll by where their messages come from. */
export interface ChatsBySource {
  readonly recorded: readonly string[];
  readonly others: readonly string[];
}

/** Polls of several chats not all of which are recorded: first what the log has, then what Telegram has of each other chat. */
export class MixedPoll {
  readonly #poll: Poll;
  readonly #fetched: FetchedPoll;

  constructor(poll: Poll, fetched: FetchedPoll) {
    this.#poll = poll;
    this.#fetched = fetched;
  }

  /** @throws TelewireError BAD_POSITION, VALIDATION_FAILED */
  async answer(input: PollInput, chats: ChatsBySource, http: FastifyRequest): Promise<Answer<never>> {
    if (chats.others.length > MAX_OTHERS)
      throw new TelewireError("VALIDATION_FAILED", {
        details: { problems: [{ field: "chats", problem: `has more than ${MAX_OTHERS} that are not recorded` }] },
      });
    const deadline = performance.now() + input.wait * 1000;
    let found = await this.#look({ ...input, wait: 0 }, chats, placeOf(input.cursor), http);
    for (;;) {
      const leftMs = deadline - performance.now();
      const isDone = found.entries.length > 0 || found.hasMore || leftMs <= 0;
      if (isDone || http.raw.destroyed || this.#fetched.isClosed) break;
      const waitMs = Math.min(LOOK_MS, leftMs);
      if (chats.recorded.length === 0) await this.#fetched.pause(input.sessionId, waitMs, http);
      found = await this.#look({ ...input, cursor: undefined, wait: waitMs / 1000 }, chats, found.place, http);
    }
    return answerOf({ ...found, nextCursor: cursorOf(found.place) }, input);
  }

  async #look(
    input: PollInput,
    { recorded, others }: ChatsBySource,
    { log, chats: before }: Place,
    http: FastifyRequest,
  ): Promise<Found> {
    const { sessionId, limit, cursor } = input;
    const kept =
      recorded.length === 0 ? null : await this.#poll.page({ ...input, chatIds: recorded, cursor: log }, http);
    const entries = [...(kept?.entries ?? [])];
    const chats = new Map(before);
    let hasMore = kept?.hasMore ?? false;
    for (const chatId of others) {
      const room = limit - entries.length;
      if (room === 0) {
        hasMore = true;
        break;
      }
      const from = chats.get(chatId) ?? (cursor === LATEST ? LATEST : undefined);
      const page = await this.#fetched.page({ ...input, sessionId, chatId, cursor: from });
      const rows = page.rows.slice(0, room);
      const last = rows.at(-1);
      const isCut = last !== undefined && rows.length < page.rows.length;
      entries.push(...rows.map(({ json }) => Buffer.from(json)));
      chats.set(chatId, isCut ? `t.${last.messageId}` : page.nextCursor);
      hasMore ||= isCut || page.hasMore;
    }
    return { entries, place: { log: kept?.nextCursor ?? log, chats }, hasMore };
  }
}

function cursorOf({ log = "", chats }: Place): string {
  return ["x", log, ...[...chats].map(([chatId, cursor]) => `${chatId}:${fetchedPlace(cursor) ?? "0"}`)].join("~");
}

/** @throws TelewireError BAD_POSITION */
function placeOf(cursor: string | undefined): Place {
  if (cursor === undefined) return { log: undefined, chats: new Map() };
  if (cursor === LATEST) return { log: LATEST, chats: new Map() };
  const [kind, log, ...parts] = cursor.split("~");
  if (kind !== "x" || log === undefined) throw new TelewireError("BAD_POSITION");
  const chats = parts.map((part): [string, string] => {
    const [, chatId, messageId] = PART.exec(part) ?? [];
    if (chatId === undefined || messageId === undefined) throw new TelewireError("BAD_POSITION");
    return [chatId, `t.${messageId}`];
  });
  return { log: log === "" ? undefined : log, chats: new Map(chats) };
}
