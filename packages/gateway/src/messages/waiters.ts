import type { FastifyRequest } from "fastify";
import type { FeedBatch } from "../realtime/feed.ts";

/** Long polls that wait for an entry of a chat. */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();
  #isClosed = false;

  wake({ entries }: FeedBatch): void {
    if (this.#waiting.size === 0) return;
    for (const { record } of entries) {
      for (const wake of this.#waiting.get(keyOf(record.sessionId, record.chatId)) ?? []) wake();
    }
  }

  /** Resolves at the next entry of the chat, after `timeoutMs`, when the client goes, or when the server drains. */
  async wait(sessionId: string, chatId: string, timeoutMs: number, { raw }: FastifyRequest): Promise<void> {
    if (this.#isClosed) return;
    const key = keyOf(sessionId, chatId);
    const { promise, resolve } = Promise.withResolvers<void>();
    const inChat = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, inChat.add(resolve));
    const timer = setTimeout(resolve, timeoutMs);
    raw.socket.once("close", resolve);
    await promise;
    clearTimeout(timer);
    raw.socket.off("close", resolve);
    inChat.delete(resolve);
    if (inChat.size === 0 && this.#waiting.get(key) === inChat) this.#waiting.delete(key);
  }

  /** Every wait ends now, and so does every later one. */
  close(): void {
    this.#isClosed = true;
    for (const inChat of this.#waiting.values()) for (const wake of inChat) wake();
  }
}

function keyOf(sessionId: string, chatId: string): string {
  return `${sessionId}/${chatId}`;
}
