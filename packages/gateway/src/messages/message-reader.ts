import type { FastifyRequest } from "fastify";
import type { Answer } from "../http/route.ts";
import type { SessionDirectory } from "../sessions/session-directory.ts";
import { ChatDirectory } from "./chat-directory.ts";
import type { RecordsChat } from "./chat-directory.ts";
import { FetchedPoll } from "./fetched-poll.ts";
import { History } from "./history.ts";
import type { HistorySources } from "./history.ts";
import type { HistoryInput } from "./history-rows.ts";
import { Poll } from "./poll.ts";
import type { PollInput } from "./poll.ts";

/** Every way of reading messages by request. */
export class MessageReader {
  readonly #poll: Poll;
  readonly #fetchedPoll: FetchedPoll;
  readonly #history: History;
  readonly #chats: ChatDirectory;
  readonly #sessions: SessionDirectory;

  /** `records` tells which chats reach the log. */
  constructor(sources: Omit<HistorySources, "chats"> & { readonly records: RecordsChat }) {
    const { log, feeds, sessions, archive, control, records } = sources;
    const chats = new ChatDirectory(archive, control, records);
    this.#chats = chats;
    this.#sessions = sessions;
    this.#fetchedPoll = new FetchedPoll(control);
    this.#poll = new Poll(log, feeds, sessions, chats);
    this.#history = new History({ ...sources, chats });
  }

  poll(input: PollInput, http: FastifyRequest): Answer<never> | Promise<Answer<never>> {
    const [chatId] = input.chatIds;
    if (chatId === undefined || input.chatIds.length > 1 || this.#chats.isRecorded(chatId))
      return this.#poll.answer(input, http);
    return this.#pollUnrecorded({ ...input, chatId }, http);
  }

  async #pollUnrecorded(input: PollInput & { readonly chatId: string }, http: FastifyRequest): Promise<Answer<never>> {
    const { sessionId, chatId } = input;
    await this.#sessions.require(sessionId);
    const isRecorded = await this.#chats.isRecordedByName(sessionId, chatId);
    return isRecorded ? this.#poll.answer(input, http) : this.#fetchedPoll.answer(input, http);
  }

  history(input: HistoryInput): Promise<Answer<never>> {
    return this.#history.answer(input);
  }

  /** Long polls end now. */
  close(): void {
    this.#poll.close();
    this.#fetchedPoll.close();
  }
}
