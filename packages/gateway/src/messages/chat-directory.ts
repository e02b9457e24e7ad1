import type { Archive } from "@telewire/archive";
import type { SessionControl } from "@telewire/telegram";
import { LRUCache } from "lru-cache";

/** Remembers which chats a session has: an unknown one is asked for once. */
export class ChatDirectory {
  readonly #archive: Archive;
  readonly #control: SessionControl;
  readonly #known = new LRUCache<string, true>({ max: 100_000 });

  constructor(archive: Archive, control: SessionControl) {
    this.#archive = archive;
    this.#control = control;
  }

  isKnown(sessionId: string, chatId: string): boolean {
    return this.#known.has(`${sessionId}/${chatId}`);
  }

  note(sessionId: string, chatId: string): void {
    this.#known.set(`${sessionId}/${chatId}`, true);
  }

  /** @throws TelewireError CHAT_NOT_FOUND, or what keeps Telegram from being asked */
  async require(sessionId: string, chatId: string): Promise<void> {
    if (this.isKnown(sessionId, chatId)) return;
    const [archived] = await this.#archive.messages.query({ sessionId, chatId, direction: "older", limit: 1 });
    if (archived === undefined) await this.#control.history({ sessionId, chatId, limit: 1 });
    this.note(sessionId, chatId);
  }
}
