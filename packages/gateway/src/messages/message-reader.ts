import type { FastifyRequest } from "fastify";
import type { Answer } from "../http/route.ts";
import { ChatDirectory } from "./chat-directory.ts";
import { History } from "./history.ts";
import type { HistoryInput, HistorySources } from "./history.ts";
import { Poll } from "./poll.ts";
import type { PollInput } from "./poll.ts";

/** Every way of reading messages by request. */
export class MessageReader {
  readonly #poll: Poll;
  readonly #history: History;

  constructor(sources: Omit<HistorySources, "chats">) {
    const { log, feeds, sessions, archive, control } = sources;
    const chats = new ChatDirectory(archive, control);
    this.#poll = new Poll(log, feeds, sessions, chats);
    this.#history = new History({ ...sources, chats });
  }

  poll(input: PollInput, http: FastifyRequest): Answer<never> | Promise<Answer<never>> {
    return this.#poll.answer(input, http);
  }

  history(input: HistoryInput): Promise<Answer<never>> {
    return this.#history.answer(input);
  }

  /** Long polls end now. */
  close(): void {
    this.#poll.close();
  }
}
