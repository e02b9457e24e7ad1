import type { Archive } from "@telewire/archive";
import type { SessionControl } from "@telewire/telegram";
import { LRUCache } from "lru-cache";

/** Whether the messages of a chat are recorded in the log. */
export type RecordsChat = (chat: { readonly chatId: string; readonly username?: string }) => boolean;

const NAME_MS = 600_000;

/** Remembers which chats a session has: an unknown one is asked for once. */
export class ChatDirectory {
  readonly #archive: Archive;
  readonly #control: SessionControl;
  readonly #known = new LRUCache<string, true>({ max: 100_000 });

  readonly #records: RecordsChat;
  readonly #recorded = new LRUCache<string, boolean>({ max: 100_000, ttl: NAME_MS });

  constructor(archive: Archive, control: SessionControl, records: RecordsChat) {
    this.#archive = archive;
    this.#control = control;
    this.#records = records;
  }

  /** Without waiting: whether a chat's messages reach the log, as far as its id tells. */
  isRecorded(chatId: string): boolean {
    return this.#records({ chatId });
  }

  /** The same by its public name, which is asked for now and then. @throws TelewireError CHAT_NOT_FOUND */
  async isRecordedByName(sessionId: string, chatId: string): Promise<boolean> {
    const key = `${sessionId}/${chatId}`;
    const known = this.#recorded.get(key);
    if (known !== undefined) return known;
    const { username } = await this.#control.act({ sessionId, name: "chat", request: { chatId } });
    const isRecorded = username !== undefined && this.#records({ chatId, username });
    this.#recorded.set(key, isRecorded);
    return isRecorded;
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
