import type { FastifyRequest } from "fastify";
import type { FeedBatch } from "../realtime/feed.ts";

/** Long polls that wait for an entry of a chat. */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  wake({ entries }: FeedBatch): void {
    if (this.#waiting.size === 0) return;
    for (const { record } of entries) {
      for (const wake of this.#waiting.get(keyOf(record.sessionId, record.chatId)) ?? []) wake();
    }
  }

  /** Resolves at the next entry of one of the chats, after `timeoutMs`, when the client goes, or when the server drains. */
  async wait(sessionId: string, chatIds: readonly string[], timeoutMs: number, { raw }: FastifyRequest): Promise<void> {
    if (this.#isClosed) return;
    const keys = new Set(chatIds.map((chatId) => keyOf(sessionId, chatId)));
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const key of keys) this.#waiting.set(key, (this.#waiting.get(key) ?? new Set()).add(resolve));
    const timer = setTimeout(resolve, timeoutMs);
    raw.socket.once("close", resolve);
    await promise;
    clearTimeout(timer);
    raw.socket.off("close", resolve);
    for (const key of keys) {
      const inChat = this.#waiting.get(key);
      inChat?.delete(resolve);
      if (inChat?.size === 0) this.#waiting.delete(key);
    }
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
