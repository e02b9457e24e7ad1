import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { EventLog } from "@telewire/log";
import type { SessionControl } from "@telewire/telegram";
import type { Answer } from "../http/route.ts";
import type { Feeds } from "../realtime/feeds.ts";
import type { SessionDirectory } from "../sessions/session-directory.ts";
import type { ChatDirectory } from "./chat-directory.ts";
import { fetchedPlace } from "./fetched-entry.ts";
import { fetchNewer, fetchOlder } from "./fetched-history.ts";
import type { OlderStart } from "./fetched-history.ts";
import { matches, pageOf, rowOfFetched } from "./history-rows.ts";
import type { HistoryInput, Row } from "./history-rows.ts";
import { KeptHistory } from "./kept-history.ts";

/** Cursor of a chat whose beginning was reached. */
const END = "t.0";
/** Codes with which the archive alone must do: Telegram will not answer for this session again. */
const GONE = new Set(["SESSION_LOST", "SESSION_BANNED"]);

export interface HistorySources {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly control: SessionControl;
  readonly feeds: Feeds;
  readonly sessions: SessionDirectory;
  readonly chats: ChatDirectory;
}

/**
 * A chat's messages, each as it stands now: from memory, then the archive, then Telegram, or in the order of time the other way
 * round. A cursor says which of them it continues in: a position of the log, or `t.<message id>`.
 */
export class History {
  readonly #sources: HistorySources;
  readonly #kept: KeptHistory;

  constructor(sources: HistorySources) {
    this.#sources = sources;
    this.#kept = new KeptHistory(sources.log, sources.archive, sources.feeds);
  }

  async answer(input: HistoryInput): Promise<Answer<never>> {
    await this.#sources.sessions.require(input.sessionId);
    if (input.messageIds !== undefined) return this.#byId(input, input.messageIds);
    if (!(await this.#isKept(input))) return this.#fetched(input);
    return input.direction === "newer" ? this.#newer(input) : this.#older(input);
  }

  async #byId(input: HistoryInput, messageIds: readonly string[]): Promise<Answer<never>> {
    const { sessionId, chatId } = input;
    const request = { chatId, messageIds: [...new Set(messageIds)] };
    const { messages } = await this.#sources.control.act({ sessionId, name: "messages", request });
    const sign = input.direction === "newer" ? 1 : -1;
    const rows = messages
      .map(rowOfFetched)
      .filter((row) => matches(input, row))
      .toSorted((a, b) => sign * (Number(a.messageId) - Number(b.messageId)));
    return pageOf(rows, false, END);
  }

  /** What is kept of a chat is good for its history only when all of it is: its text, and every message up to now. */
  async #isKept({ sessionId, chatId }: HistoryInput): Promise<boolean> {
    const { archive, chats } = this.#sources;
    if (archive.contentPolicy !== "all") return false;
    if (chats.isRecorded(chatId)) return true;
    try {
      return await chats.isRecordedByName(sessionId, chatId);
    } catch (error) {
      if (error instanceof TelewireError && GONE.has(error.code)) return true;
      throw error;
    }
  }

  /** From Telegram alone. @throws TelewireError BAD_POSITION */
  async #fetched(input: HistoryInput): Promise<Answer<never>> {
    const { cursor, direction, until } = input;
    const place = fetchedPlace(cursor);
    if (cursor !== undefined && place === undefined) throw new TelewireError("BAD_POSITION");
    if (direction === "older") {
      if (cursor === END) return pageOf([], false, END);
      return this.#fetchOlder(input, [], place === undefined ? { untilMs: until } : { before: place });
    }
    const { rows, next } = await fetchNewer(this.#sources.control, input, place ?? "0", undefined);
    return pageOf(rows, next !== null, `t.${next ?? rows.at(-1)?.messageId ?? place ?? "0"}`);
  }

  async #older(input: HistoryInput): Promise<Answer<never>> {
    const { cursor, limit } = input;
    if (cursor === END) return pageOf([], false, END);
    const place = fetchedPlace(cursor);
    if (place !== undefined) return this.#fetchOlder(input, [], { before: place });
    const { rows, next } = await this.#kept.older(input, cursor);
    if (rows.length > limit) return pageOf(rows.slice(0, limit), true, rows[limit - 1]?.position ?? END);
    if (next !== null) return pageOf(rows, true, next);
    const oldest = await this.#kept.oldest(input);
    // What is older than the filter's range begins at its end: nothing in between is looked at.
    const isBelow = input.until !== undefined && (oldest === null || oldest.date > input.until);
    return this.#fetchOlder(input, rows, isBelow ? { untilMs: input.until } : { before: oldest?.messageId });
  }

  async #fetchOlder(input: HistoryInput, kept: readonly Row[], start: OlderStart): Promise<Answer<never>> {
    const { control, chats } = this.#sources;
    const here = start.before === undefined ? END : `t.${start.before}`;
    const wanted = input.limit - kept.length;
    if (wanted === 0) return pageOf(kept, true, here);
    try {
      const { rows, next } = await fetchOlder(control, input, start, wanted);
      chats.note(input.sessionId, input.chatId);
      return pageOf([...kept, ...rows], next !== null, next === null ? END : `t.${next}`);
    } catch (error) {
      if (!(error instanceof TelewireError) || (kept.length === 0 && !GONE.has(error.code))) throw error;
      // What is kept is shown; asking for more brings the error.
      return pageOf(kept, !GONE.has(error.code), here);
    }
  }

  /** First what only Telegram has, up to the oldest message that is kept. */
  async #newer(input: HistoryInput): Promise<Answer<never>> {
    const { cursor, limit, since } = input;
    const place = cursor === undefined ? "0" : fetchedPlace(cursor);
    if (place === undefined) return this.#keptNewer(input, [], cursor);
    const border = await this.#kept.oldest(input);
    const isKept = border !== null && since !== undefined && border.date < since;
    const fetched = isKept ? { rows: [], next: null } : await this.#fetchNewer(input, place, border?.messageId);
    if (fetched.next !== null) return pageOf(fetched.rows, true, `t.${fetched.next}`);
    const last = fetched.rows.at(-1)?.messageId ?? place;
    if (border === null) return pageOf(fetched.rows, false, `t.${last}`);
    if (fetched.rows.length === limit) return pageOf(fetched.rows, true, `t.${last}`);
    return this.#keptNewer(input, fetched.rows, undefined);
  }

  async #fetchNewer(input: HistoryInput, after: string, border: string | undefined): ReturnType<typeof fetchNewer> {
    const { control, chats } = this.#sources;
    try {
      const found = await fetchNewer(control, input, after, border);
      chats.note(input.sessionId, input.chatId);
      return found;
    } catch (error) {
      if (error instanceof TelewireError && GONE.has(error.code)) return { rows: [], next: null };
      throw error;
    }
  }

  async #keptNewer(input: HistoryInput, fetched: readonly Row[], cursor: string | undefined): Promise<Answer<never>> {
    const limit = input.limit - fetched.length;
    const { rows, next } = await this.#kept.newer({ ...input, limit }, cursor);
    const page = [...fetched, ...rows.slice(0, limit)];
    const last = rows.length > limit ? rows[limit - 1]?.position : (next ?? rows.at(-1)?.position);
    return pageOf(
      page,
      rows.length > limit || next !== null,
      last ?? cursor ?? (await this.#kept.end(input.sessionId)),
    );
  }
}
