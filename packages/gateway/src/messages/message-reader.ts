import type { EventLog } from "@telewire/log";
import type { FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import type { Answer } from "../http/route.ts";
import type { Feeds } from "../realtime/feeds.ts";
import type { SessionDirectory } from "../sessions/session-directory.ts";
import { ChatDirectory } from "./chat-directory.ts";
import type { RecordsChat } from "./chat-directory.ts";
import { FetchedPoll } from "./fetched-poll.ts";
import { History } from "./history.ts";
import type { HistorySources } from "./history.ts";
import { rowOfHot } from "./history-rows.ts";
import type { HistoryInput } from "./history-rows.ts";
import { MixedPoll } from "./mixed-poll.ts";
import { Poll } from "./poll.ts";
import type { PollInput } from "./poll.ts";

/** Chats whose last message that was sent through this node is remembered. */
const MAX_SENT = 10_000;

/** Every way of reading messages by request. */
export class MessageReader {
  readonly #poll: Poll;
  readonly #fetchedPoll: FetchedPoll;
  readonly #mixedPoll: MixedPoll;
  readonly #history: History;
  readonly #chats: ChatDirectory;
  readonly #sessions: SessionDirectory;
  readonly #feeds: Feeds;
  readonly #log: EventLog;
  readonly #sent = new LRUCache<string, string>({ max: MAX_SENT });

  /** `records` tells which chats reach the log. */
  constructor(sources: Omit<HistorySources, "chats"> & { readonly records: RecordsChat }) {
    const { log, feeds, sessions, archive, control, records } = sources;
    const chats = new ChatDirectory(archive, control, records);
    this.#chats = chats;
    this.#sessions = sessions;
    this.#feeds = feeds;
    this.#log = log;
    this.#fetchedPoll = new FetchedPoll(control);
    this.#poll = new Poll(log, feeds, sessions, chats);
    this.#mixedPoll = new MixedPoll(this.#poll, this.#fetchedPoll);
    this.#history = new History({ ...sources, chats });
  }

  poll(input: PollInput, http: FastifyRequest): Answer<never> | Promise<Answer<never>> {
    const isRecorded = input.chatIds.every((chatId) => this.#chats.isRecorded(chatId));
    return isRecorded ? this.#poll.answer(input, http) : this.#pollBySource(input, http);
  }

  async #pollBySource(input: PollInput, http: FastifyRequest): Promise<Answer<never>> {
    const { sessionId, chatIds } = input;
    await this.#sessions.require(sessionId);
    const recorded: string[] = [];
    const others: string[] = [];
    for (const chatId of chatIds) {
      const isRecorded = this.#chats.isRecorded(chatId) || (await this.#chats.isRecordedByName(sessionId, chatId));
      (isRecorded ? recorded : others).push(chatId);
    }
    const [other] = others;
    if (other === undefined) return this.#poll.answer(input, http);
    if (chatIds.length === 1) return this.#fetchedPoll.answer({ ...input, chatId: other }, http);
    return this.#mixedPoll.answer(input, { recorded, others }, http);
  }

  history(input: HistoryInput): Promise<Answer<never>> {
    return this.#history.answer(input);
  }

  /** Id of the newest message of a chat that this node knows of; null when it knows none. */
  newestId(sessionId: string, chatId: string): string | null {
    const tail = this.#feeds.opened("messages")?.tail(this.#log.partitionOf(sessionId));
    const inChat = tail?.ofChat(sessionId, chatId, null, Number.MAX_SAFE_INTEGER) ?? [];
    const heard = inChat.findLast(({ record }) => record.kind === "message");
    const ids = [
      heard === undefined ? 0 : Number(rowOfHot(heard).messageId),
      Number(this.#sent.get(`${sessionId}/${chatId}`) ?? 0),
    ];
    const newest = Math.max(...ids);
    return newest === 0 ? null : String(newest);
  }

  /** A message was sent through this node: it may take a moment until it is heard. */
  noteSent(sessionId: string, chatId: string, messageId: string | undefined): void {
    if (messageId !== undefined) this.#sent.set(`${sessionId}/${chatId}`, messageId);
  }

  /** Long polls end now. */
  close(): void {
    this.#poll.close();
    this.#fetchedPoll.close();
  }
}
